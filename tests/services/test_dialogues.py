"""A dialogue turn by turn: what follows from a reply, and who may ask."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.errors import Invalid
from app.domain.lessons import Reply, Step, StepKind, Turn, shown_replies
from app.domain.library import Library
from app.domain.tickets import Ticket, short
from app.services.dialogues import Answered, answer_turn
from tests.services import learning
from tests.services.learning import KEY

TASK, SCHOOL, PUPIL = UUID(int=1), UUID(int=2), UUID(int=3)
TAG = b"8 bytes."
RISKY = Reply("obey", "怎么办", "risky", "<p>他在骗你</p>", "LO1")
TURN = Turn("opening", "<p>您好</p>", (Reply("no", "不用", "good", "<p>对</p>"), RISKY))
TALK = Step("talk", StepKind.DIALOGUE, 5, "", "", "", "", turns=(TURN,))


def shelf() -> Library:
    plain = learning.publication()
    lesson = plain.lessons["zh_CN"]
    return learning.library(replace(plain, lessons={"zh_CN": replace(lesson, steps=(TALK, *lesson.steps))}))


LIBRARY = shelf()
(DIGEST,) = LIBRARY.revisions


def ask(turn: str = "opening", reply: str = "", *, step: int = 0, revision: str = DIGEST, tag: bytes = TAG) -> Answered:
    ticket = Ticket(SCHOOL, PUPIL, TASK, short(revision), TAG, step, 0, 0).sign(KEY)
    return answer_turn(
        ticket,
        turn,
        reply or str(shown_replies(TURN).index(RISKY)),
        assignment_id=TASK,
        session_tag=tag,
        library=LIBRARY,
        key=KEY,
        language="zh_CN",
    )


def test_a_reply_is_told_what_follows_at_once() -> None:
    answered = ask()
    assert (answered.mood, answered.verdict.right, answered.verdict.reason) == ("risky", False, "<p>他在骗你</p>")
    assert answered.publication.digest == DIGEST


@pytest.mark.parametrize(("turn", "reply"), [("closing", "0"), ("opening", "2"), ("opening", "obey"), ("", "0")])
def test_what_was_not_offered_is_refused(turn: str, reply: str) -> None:
    with pytest.raises(Invalid, match="reply_unknown"):
        ask(turn, reply)


def test_another_step_has_no_such_turn() -> None:
    with pytest.raises(Invalid, match="reply_unknown"):
        ask(step=1)


def test_a_ticket_beyond_the_lesson_or_of_a_revision_that_is_gone_is_stale() -> None:
    with pytest.raises(Invalid, match="stale_ticket"):
        ask(step=4)
    with pytest.raises(Invalid, match="stale_ticket"):
        ask(revision="f" * 64)


def test_the_ticket_of_another_session_is_refused() -> None:
    with pytest.raises(Invalid, match="forged_ticket"):
        ask(tag=b"another.")
