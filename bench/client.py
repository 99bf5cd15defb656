"""A small keep-alive HTTP client, because a general one would cost a fifth of the machine it measures."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(slots=True)
class Answer:
    """What came back; `seconds` is from the first byte sent to the last byte read."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: str
    seconds: float


@dataclass(slots=True)
class Timings:
    """Seconds of every request, by what it was for."""

    by_kind: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    unexpected: list[str] = field(default_factory=list)

    def all(self) -> list[float]:
        """All requests together."""
        return [seconds for values in self.by_kind.values() for seconds in values]


class Pool:
    """A fixed number of connections to one server, as a reverse proxy would hold them."""

    def __init__(self, port: int, size: int) -> None:
        self._port = port
        self._idle: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.LifoQueue()
        self.timings = Timings()
        for _ in range(size):
            self._idle.put_nowait(None)

    async def send(
        self,
        method: str,
        path: str,
        kind: str,
        *,
        cookies: str = "",
        form: dict[str, str] | None = None,
        part: bool = False,
    ) -> Answer:
        """One request on the next free connection; waiting for a connection is not counted."""
        body = urlencode(form).encode() if form is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: zh-CN"]
        if cookies:
            lines.append(f"Cookie: {cookies}")
        if part:
            lines.append("X-Fragment: 1")
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        raw = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        connection = await self._idle.get()
        try:
            if connection is None:
                connection = await asyncio.open_connection("127.0.0.1", self._port)
            started = time.perf_counter()
            connection[1].write(raw)
            answer = await _read(connection[0], started)
        except BaseException:
            if connection is not None:
                connection[1].close()
            self._idle.put_nowait(None)
            raise
        closes = answer.headers.get("connection", "").lower() == "close"
        self._idle.put_nowait(None if closes else connection)
        self.timings.by_kind[kind].append(answer.seconds)
        if answer.status >= 400:
            self.timings.unexpected.append(f"{kind} {method} {answer.status}")
        return answer

    def close(self) -> None:
        """Close all connections."""
        while not self._idle.empty():
            connection = self._idle.get_nowait()
            if connection is not None:
                connection[1].close()


async def _read(reader: asyncio.StreamReader, started: float) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "set-cookie":
            key, _, rest = value.strip().partition("=")
            cookies[key] = rest.split(";", 1)[0]
        elif name:
            headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    seconds = time.perf_counter() - started
    return Answer(int(head[0].split(" ", 2)[1]), headers, cookies, body.decode(), seconds)
