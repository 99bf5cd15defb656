"""How the steps that ask something are marked: a verdict on each part, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.domain.lessons import (
    ASSESSED,
    Choice,
    Item,
    Reply,
    Spot,
    Step,
    StepKind,
    Turn,
    Verdict,
    sequence,
    shown_replies,
)


def assess(step: Step, answers: Mapping[str, str]) -> tuple[Verdict, ...] | None:
    """Compare a pupil's answers with an assessed step.

    `answers` maps field to value as posted: `choice` -> choice id (recall, calculator), item or spot id -> "yes" / "no"
    (myth, sort, hotspot: "yes" is a hazard), item id -> place "1".."n" (order), turn id -> place "0".."n" of the reply
    as shown (dialogue). Returns the verdicts, or None where an answer is missing or is not one of those offered: then
    nothing is assessed and the pupil is asked again. Steps of other kinds give ().
    """
    if step.kind not in ASSESSED:
        return ()
    if step.kind in (StepKind.RECALL, StepKind.CALCULATOR):
        return _assess_choice(step.choices, answers.get("choice"))
    if step.kind is StepKind.ORDER:
        return _assess_order(step, answers)
    if step.kind is StepKind.DIALOGUE:
        return _all(assess_turn(turn, answers.get(turn.id, "")) for turn in step.turns)
    rows: tuple[Item | Spot, ...] = (*step.items, *step.spots)
    return _all(_assess_row(row, answers.get(row.id)) for row in rows)


def reply_at(turn: Turn, place: str) -> Reply | None:
    """The reply a pupil chose by its place on the page, or None for a place that was not offered."""
    shown = shown_replies(turn)
    return next((reply for number, reply in enumerate(shown) if place == str(number)), None)


def assess_turn(turn: Turn, place: str) -> Verdict | None:
    """The verdict on one turn of a dialogue. A safe reply is not the best, but never marked as wrong."""
    reply = reply_at(turn, place)
    if reply is None:
        return None
    right = reply.mood != "risky"
    return Verdict(reply.text, right, reply.feedback, "" if right else reply.misconception)


def _all(verdicts: Iterable[Verdict | None]) -> tuple[Verdict, ...] | None:
    found = tuple(verdicts)
    given = tuple(verdict for verdict in found if verdict is not None)
    return given if len(given) == len(found) else None


def _assess_row(row: Item | Spot, said: str | None) -> Verdict | None:
    if said not in ("yes", "no"):
        return None
    holds = row.hazard if isinstance(row, Spot) else row.holds
    right = (said == "yes") == holds
    return Verdict(row.text, right, row.feedback, "" if right else row.misconception)


def _assess_choice(choices: Sequence[Choice], chosen_id: str | None) -> tuple[Verdict, ...] | None:
    chosen = next((choice for choice in choices if choice.id == chosen_id), None)
    if chosen is None:
        return None
    verdict = Verdict(chosen.text, bool(chosen.right), chosen.feedback, chosen.misconception)
    right = next((choice for choice in choices if choice.right), None)
    if not chosen.right and right is not None:
        verdict = replace(verdict, instead=right.text, because=right.feedback)
    return (verdict,)


def _assess_order(step: Step, answers: Mapping[str, str]) -> tuple[Verdict, ...] | None:
    places = [answers.get(item.id, "") for item in step.items]
    expected = [str(number) for number in range(1, len(step.items) + 1)]
    if sorted(places) != sorted(expected):
        return None
    return (Verdict(sequence(step), places == expected, step.feedback),)
