"""Tickets and sheets: what we signed comes back as it was, anything else is refused."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.errors import Invalid
from app.domain.tickets import Part, Sheet, Ticket, read_sheet, read_ticket, sheet_id, short

KEY = bytes(range(32))
SECONDS = some.integers(0, 2**32 - 1)
STEPS = some.integers(0, 255)
REVISIONS = some.binary(min_size=8, max_size=8).map(bytes.hex)
TAGS = some.binary(min_size=8, max_size=8)

tickets = some.builds(
    Ticket,
    school_id=some.uuids(),
    student_id=some.uuids(),
    assignment_id=some.uuids(),
    revision=REVISIONS,
    session_tag=TAGS,
    step=STEPS,
    issued_at=SECONDS,
    saved_at=SECONDS,
    asked=some.integers(0, 2**63 - 1),
    held=some.integers(0, 2**63 - 1),
    watched=some.integers(0, 2**16 - 1),
)
sheets = some.builds(
    Sheet,
    id=some.uuids(),
    student_id=some.uuids(),
    assignment_id=some.uuids(),
    revision=REVISIONS,
    part=some.sampled_from(Part),
    only=some.integers(0, 2**64 - 1),
    issued_at=SECONDS,
)
TICKET = Ticket(UUID(int=1), UUID(int=2), UUID(int=3), "00" * 8, bytes(8), 0, 1, 1)
SHEET = Sheet(UUID(int=1), UUID(int=2), UUID(int=3), "00" * 8, Part.QUIZ, 0, 1)


@given(tickets)
def test_a_ticket_comes_back_as_it_was(ticket: Ticket) -> None:
    assert read_ticket(ticket.sign(KEY), KEY) == ticket


@given(sheets)
def test_a_sheet_comes_back_as_it_was(sheet: Sheet) -> None:
    assert read_sheet(sheet.sign(KEY), KEY) == sheet


@given(tickets, some.data())
def test_a_changed_character_is_a_forgery(ticket: Ticket, data: some.DataObject) -> None:
    """The last character carries unused bits, so it may change without changing what was signed; nothing else may."""
    text = ticket.sign(KEY)
    place = data.draw(some.integers(0, len(text) - 1))
    letter = data.draw(some.sampled_from("ABCDabcd0123-_"))
    forged = text[:place] + letter + text[place + 1 :]
    if forged == text:
        return
    if place == len(text) - 1 and _bytes(forged) == _bytes(text):
        assert read_ticket(forged, KEY) == ticket
        return
    with pytest.raises(Invalid, match="forged_ticket"):
        read_ticket(forged, KEY)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@given(some.text(max_size=200))
def test_made_up_text_is_a_forgery(text: str) -> None:
    for read in (read_ticket, read_sheet):
        with pytest.raises(Invalid, match="forged_ticket"):
            read(text, KEY)


@given(some.binary(max_size=150))
def test_another_key_opens_nothing(key: bytes) -> None:
    if key != KEY:
        with pytest.raises(Invalid):
            read_ticket(TICKET.sign(KEY), key)


def test_a_ticket_is_no_sheet_and_a_sheet_no_ticket() -> None:
    with pytest.raises(Invalid):
        read_sheet(TICKET.sign(KEY), KEY)
    with pytest.raises(Invalid):
        read_ticket(SHEET.sign(KEY), KEY)


@pytest.mark.parametrize("change", [lambda text: text[:-4], lambda text: text + "AAAA", lambda text: text[4:]])
def test_a_ticket_cut_or_lengthened_is_a_forgery(change: object) -> None:
    with pytest.raises(Invalid):
        read_ticket(change(TICKET.sign(KEY)), KEY)  # type: ignore[operator]


def test_the_seed_belongs_to_the_sheet_and_to_the_key() -> None:
    other = Sheet(UUID(int=9), SHEET.student_id, SHEET.assignment_id, SHEET.revision, Part.QUIZ, 0, 1)
    assert SHEET.seed(KEY) == SHEET.seed(KEY)
    assert len({SHEET.seed(KEY), other.seed(KEY), SHEET.seed(b"another key")}) == 3


@given(some.uuids(), some.uuids(), REVISIONS, some.integers(0, 2**32 - 1))
def test_a_counted_sheet_has_the_same_id_on_every_device(
    student: UUID, assignment: UUID, revision: str, number: int
) -> None:
    identifier = sheet_id(KEY, student, assignment, revision, number)
    assert identifier == sheet_id(KEY, student, assignment, revision, number)
    others = {
        sheet_id(b"another key", student, assignment, revision, number),
        sheet_id(KEY, UUID(int=student.int ^ 1), assignment, revision, number),
        sheet_id(KEY, student, UUID(int=assignment.int ^ 1), revision, number),
        sheet_id(KEY, student, assignment, revision, number ^ 1),
    }
    assert identifier not in others


def test_a_ticket_carries_the_beginning_of_a_digest() -> None:
    assert short("0123456789abcdef" * 4) == "0123456789abcdef"
