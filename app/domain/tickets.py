"""Signed proofs that cost no query: the ticket for the next step of a lesson, and the sheet a quiz was drawn as.

A ticket says: this pupil, in this session, was let into this step of this revision at this moment. The server hands
it out with the step and asks for it back with the next, so the order of steps and the stay on each are known from
the server's own clock. Nothing in it is secret; the signature (HMAC-SHA256, truncated to 128 bits) makes it ours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct
from uuid import UUID

from app.domain.errors import Invalid

_TICKET = Struct(">16s16s16s8s8sBIIQQH")
_SHEET = Struct(">16s16s16s8sBQI")
_SIGNATURE = 16


@dataclass(frozen=True, slots=True)
class Ticket:
    """Admission to step `step` (0-based) of an assignment's lesson, issued at `issued_at`.

    `saved_at` is when the place was last written to the database; both are whole seconds since 1970.
    `revision` is the first 16 hex digits of the content digest, `session_tag` the first 8 bytes of the session's hash.
    `asked` and `held` are bit sets of misconceptions, see `app.domain.beliefs.Marks`. Where the step is a video,
    `watched` seconds of it had been seen at `issued_at`; each heartbeat gives a new ticket.
    """

    school_id: UUID
    student_id: UUID
    assignment_id: UUID
    revision: str
    session_tag: bytes
    step: int
    issued_at: int
    saved_at: int
    asked: int = 0
    held: int = 0
    watched: int = 0

    def sign(self, key: bytes) -> str:
        """The ticket as URL-safe text."""
        body = _TICKET.pack(
            self.school_id.bytes,
            self.student_id.bytes,
            self.assignment_id.bytes,
            bytes.fromhex(self.revision),
            self.session_tag,
            self.step,
            self.issued_at,
            self.saved_at,
            self.asked,
            self.held,
            self.watched,
        )
        return _seal(b"ticket", body, key)


class Part(IntEnum):
    """What a sheet is: quiz, repeat of critical questions, review weeks later, or practice that changes nothing."""

    QUIZ = 0
    REPEAT = 1
    REVIEW = 2
    PRACTICE = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """One rendered quiz sheet. Its id is the idempotency key of the attempt, and the seed of the draw.

    `only` is a bit set of places in the question bank: the sheet holds just these questions; 0 means a full draw.
    """

    id: UUID
    student_id: UUID
    assignment_id: UUID
    revision: str
    part: Part
    only: int
    issued_at: int

    def sign(self, key: bytes) -> str:
        """The sheet as URL-safe text."""
        body = _SHEET.pack(
            self.id.bytes,
            self.student_id.bytes,
            self.assignment_id.bytes,
            bytes.fromhex(self.revision),
            self.part,
            self.only,
            self.issued_at,
        )
        return _seal(b"sheet", body, key)

    def seed(self, key: bytes) -> bytes:
        """Where the draw starts: unknowable outside the server, the same whenever the sheet comes back."""
        return hmac.digest(key, b"draw" + self.id.bytes, hashlib.sha256)


def sheet_id(key: bytes, student_id: UUID, assignment_id: UUID, revision: str, number: int) -> UUID:
    """The id of a pupil's `number`-th counted sheet of an assignment.

    It is the same in every tab and on every device, so a reload shows the same questions, and handing in twice is once.
    """
    body = student_id.bytes + assignment_id.bytes + bytes.fromhex(revision) + number.to_bytes(4, "big")
    return UUID(bytes=hmac.digest(key, b"sheet id" + body, hashlib.sha256)[:16])


def read_ticket(text: str, key: bytes) -> Ticket:
    """Check and open a ticket. Raises Invalid("forged_ticket") for anything we did not sign."""
    body = _open(b"ticket", text, key, _TICKET.size)
    school, student, assignment, revision, tag, step, issued_at, saved_at, asked, held, watched = _TICKET.unpack(body)
    return Ticket(
        UUID(bytes=school),
        UUID(bytes=student),
        UUID(bytes=assignment),
        revision.hex(),
        tag,
        step,
        issued_at,
        saved_at,
        asked,
        held,
        watched,
    )


def read_sheet(text: str, key: bytes) -> Sheet:
    """Check and open a sheet. Raises Invalid("forged_ticket") for anything we did not sign."""
    body = _open(b"sheet", text, key, _SHEET.size)
    sheet_id, student, assignment, revision, part, only, issued_at = _SHEET.unpack(body)
    return Sheet(
        UUID(bytes=sheet_id), UUID(bytes=student), UUID(bytes=assignment), revision.hex(), Part(part), only, issued_at
    )


def short(digest: str) -> str:
    """A content digest as tickets carry it."""
    return digest[:16]


def _seal(purpose: bytes, body: bytes, key: bytes) -> str:
    signature = hmac.digest(key, purpose + body, hashlib.sha256)[:_SIGNATURE]
    return base64.urlsafe_b64encode(body + signature).rstrip(b"=").decode()


def _open(purpose: bytes, text: str, key: bytes, size: int) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("forged_ticket") from None
    body, signature = raw[:size], raw[size:]
    expected = hmac.digest(key, purpose + body, hashlib.sha256)[:_SIGNATURE]
    if len(raw) != size + _SIGNATURE or not hmac.compare_digest(signature, expected):
        raise Invalid("forged_ticket")
    return body
