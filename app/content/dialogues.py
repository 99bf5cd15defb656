"""Role plays: what the other side says turn by turn, and the replies to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.content.documents import Document
from app.content.lines import Place
from app.content.tables import Table, note_repeated
from app.domain.lessons import Reply, Step, Turn

MOODS = ("good", "safe", "risky")
TURNS = (2, 6)
REPLIES = (2, 3)


def read_dialogue(row: Table, step: Step) -> Step:
    """The step with its caller and turns."""
    caller = row.plain("caller")
    turns = tuple(_turn(table) for table in row.rows("turn", *TURNS))
    note_repeated(row.document, (*row.place, "turn"), [turn.id for turn in turns])
    return replace(step, caller=caller, turns=turns)


def check_dialogue(document: Document, place: Place, step: Step) -> None:
    """Every turn has a good reply."""
    for number, turn in enumerate(step.turns):
        if turn.replies and all(reply.mood != "good" for reply in turn.replies):
            document.note((*place, "turn", number), "turn_without_good")


def replies_in(step: Step, place: Place) -> Iterator[tuple[Place, Reply]]:
    """Every reply of the step with its place in the file."""
    for number, turn in enumerate(step.turns):
        for row, reply in enumerate(turn.replies):
            yield (*place, "turn", number, "reply", row), reply


def _turn(table: Table) -> Turn:
    turn_id, says = table.identifier(), table.prose("says")
    replies = tuple(_reply(row) for row in table.rows("reply", *REPLIES))
    note_repeated(table.document, (*table.place, "reply"), [reply.id for reply in replies])
    table.close()
    return Turn(turn_id, says, replies)


def _reply(table: Table) -> Reply:
    reply = Reply(
        table.identifier(),
        table.plain("text"),
        table.word("mood", MOODS),
        table.prose("feedback"),
        table.misconception(),
        table.name("icon", required=False),
    )
    table.close()
    return reply
