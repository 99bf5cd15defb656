"""Settings from the environment, read once. Both the web and the command line start here."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
MINIMUM_KEY = 32
_HOST = re.compile(r"(?=.{4,253}\Z)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+(?::[0-9]{2,5})?\Z")


class SettingsError(Exception):
    """The environment is not fit to start; the message says which variable and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations. `instance` holds the SQLite file and what is generated."""

    database_url: str
    secret_key: str
    is_production: bool
    instance: Path
    content_roots: tuple[Path, ...]
    trusted_proxies: int
    metrics_token: str = ""
    identity_key: str = ""
    needs_second_factor: bool = False
    guard_percent: int = 5
    public_url: str = ""
    card_font: str = ""
    media_hosts: frozenset[str] = frozenset()

    def key(self, purpose: str) -> bytes:
        """A 256-bit key of its own for each purpose, derived from the secret key."""
        return hashlib.sha256(f"{purpose}\x00{self.secret_key}".encode()).digest()

    @property
    def number_key(self) -> bytes:
        """The key of the hash of student numbers. It must outlive a change of the secret key, else no pupil is known
        again by number: IDENTITY_KEY, or the secret key where that is not set."""
        return hashlib.sha256(f"student-number\x00{self.identity_key or self.secret_key}".encode()).digest()


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment; demo mode unless FIRST_LESSON_ENV=production.

    Raises SettingsError where production would start without a strong SECRET_KEY.
    """
    mode = environment.get("FIRST_LESSON_ENV", "demo")
    if mode not in ("demo", "production"):
        raise SettingsError(f"FIRST_LESSON_ENV is '{mode}'; it must be 'demo' or 'production'")
    is_production = mode == "production"
    instance = Path(environment.get("INSTANCE_DIR") or ROOT / "instance")
    instance.mkdir(parents=True, exist_ok=True)
    roots = environment.get("CONTENT_DIRS")
    return Settings(
        database_url=_database_url(environment.get("DATABASE_URL"), instance),
        secret_key=_secret_key(environment.get("SECRET_KEY", ""), instance, is_production),
        is_production=is_production,
        instance=instance,
        content_roots=tuple(Path(part) for part in roots.split(os.pathsep)) if roots else (ROOT,),
        trusted_proxies=int(environment.get("TRUSTED_PROXIES", "0")),
        metrics_token=environment.get("METRICS_TOKEN", ""),
        identity_key=environment.get("IDENTITY_KEY", ""),
        needs_second_factor=_switch(environment, "SECOND_FACTOR", ("optional", "required"), is_production),
        guard_percent=_percent(environment.get("IMPORT_GUARD_PERCENT", "5")),
        public_url=_public_url(environment.get("PUBLIC_URL", "")),
        card_font=environment.get("CARD_FONT", ""),
        media_hosts=_hosts(environment.get("MEDIA_HOSTS", "")),
    )


def _database_url(url: str | None, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'first-lesson.sqlite3'}"
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    return url.replace("postgresql://", "postgresql+psycopg://", 1) if url.startswith("postgresql://") else url


def _secret_key(key: str, instance: Path, is_production: bool) -> str:
    if is_production:
        if len(key) < MINIMUM_KEY or len(set(key)) < 10:
            raise SettingsError(
                "SECRET_KEY is missing or weak; set it to the output of: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return key
    if key:
        return key
    path = instance / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _switch(environment: Mapping[str, str], name: str, words: tuple[str, str], default: bool) -> bool:
    """Which of two words a variable holds: False for the first, True for the second."""
    word = environment.get(name) or words[default]
    if word not in words:
        raise SettingsError(f"{name} is '{word}'; it must be '{words[0]}' or '{words[1]}'")
    return word == words[1]


def _public_url(url: str) -> str:
    """The address under which people reach the site, without a path; it is printed on login cards."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query):
        raise SettingsError(f"PUBLIC_URL is '{url}'; it must be like https://first-lesson.example.cn, without a path")
    return url.rstrip("/")


def _hosts(text: str) -> frozenset[str]:
    """Host names from which pages may play films. They become part of a header, so nothing else may stand in them."""
    hosts = frozenset(part.strip() for part in text.split(",") if part.strip())
    for host in hosts:
        if not _HOST.match(host):
            raise SettingsError(f"MEDIA_HOSTS has '{host}'; it must hold names like films.example.cn, with commas")
    return hosts


def _percent(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 100):
        raise SettingsError(f"IMPORT_GUARD_PERCENT is '{text}'; it must be a whole number from 0 to 100")
    return int(text)
