"""What only the author sees: which answer is right, what each answer is told, and which belief it gives away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.lessons import Item, Spot, Step, StepKind
from app.domain.library import Publication


@dataclass(frozen=True, slots=True)
class Key:
    """One answer. `mark` is good, safe, risky, bad or '' where nothing is marked; `says` is HTML made by publishing."""

    text: str
    mark: str
    says: str
    belief_id: str = ""
    belief: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class QuestionKey:
    """A question of the bank with its answers."""

    id: str
    text: str
    crit: bool
    explanation: str
    keys: tuple[Key, ...]


_MOODS = {"good": "good", "safe": "safe", "risky": "risky"}


def step_keys(publication: Publication, step: Step, language: str) -> tuple[Key, ...]:
    """The answers a step offers; () for a step that asks nothing."""
    return tuple(
        Key(text, mark, says, name, _belief(publication, name, language), under)
        for text, mark, says, name, under in _answers(step)
    )


def _answers(step: Step) -> Iterator[tuple[str, str, str, str, str]]:
    for choice in step.choices:
        is_story = step.kind is StepKind.STORY
        mark = _MOODS.get(choice.mood, "") if is_story else _sign(bool(choice.right))
        yield choice.text, mark, choice.consequence or choice.feedback, choice.misconception, ""
    rows: tuple[Item | Spot, ...] = (*step.items, *step.spots)
    for row in rows:
        holds = not row.hazard if isinstance(row, Spot) else row.holds
        mark = "" if step.kind is StepKind.ORDER else _sign(holds)
        if isinstance(row, Spot) and row.hazard:
            mark = "risky"
        yield row.text, mark, row.feedback, row.misconception, ""
    for turn in step.turns:
        for reply in turn.replies:
            yield reply.text, _MOODS.get(reply.mood, ""), reply.feedback, reply.misconception, turn.says


def _sign(is_good: bool) -> str:
    return "good" if is_good else "bad"


def question_keys(publication: Publication, language: str) -> tuple[QuestionKey, ...]:
    """The whole bank of a quiz."""
    return tuple(
        QuestionKey(
            question.id,
            question.text,
            question.crit,
            question.explanation,
            tuple(
                Key(
                    choice.text,
                    _sign(choice.right),
                    choice.feedback,
                    choice.misconception,
                    _belief(publication, choice.misconception, language),
                )
                for choice in question.choices
            ),
        )
        for question in publication.quiz(language).questions
    )


def _belief(publication: Publication, name: str, language: str) -> str:
    found = publication.misconception(language, name) if name else None
    return found.belief if found else ""
