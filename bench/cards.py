"""Log-ins with a printed card: the page that the QR code opens, then the form that its script sends."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from app.domain import cards
from app.domain.identifiers import uuid7
from app.store import cards as store
from app.store.engine import Database
from bench.client import Pool
from bench.pupils import LessonFailed, hidden_fields
from bench.setting import Learner

AT_ONCE = 16
CHUNK = 1_000


def issue_all(database: Database, pupils: Sequence[Learner], now: datetime) -> list[str]:
    """A card for each pupil; returns the texts of their QR codes."""
    secret = [secrets.randbits(cards.SECRET_BITS) for _ in pupils]
    rows = [
        {
            "school_id": pupil.school_id,
            "id": uuid7(),
            "account_id": pupil.account_id,
            "secret_hash": cards.secret_hash(one),
            "issued_at": now,
            "issued_by": pupil.account_id,
            "ended_at": None,
        }
        for pupil, one in zip(pupils, secret, strict=True)
    ]
    with database.write() as session, session.begin():
        for start in range(0, len(rows), CHUNK):
            store.add(session, rows[start : start + CHUNK])
    return [cards.text_of(pupil.school_id, one) for pupil, one in zip(pupils, secret, strict=True)]


def card_unit(texts: Sequence[str]) -> Callable[[Pool, int], Awaitable[None]]:
    """One log-in after the other, as a browser sends it: two requests."""

    async def unit(pool: Pool, number: int) -> None:
        page = await pool.send("GET", "/card", "card page")
        visitor = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
        form = hidden_fields(page) | {"card": texts[number % len(texts)]}
        answer = await pool.send("POST", "/card", "card log-in", cookies=visitor, form=form)
        if answer.status != 303:
            raise LessonFailed(f"card answered {answer.status}")

    return unit
