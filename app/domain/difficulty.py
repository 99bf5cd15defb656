"""Which questions a class found hard, from the first sheets its pupils handed in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

MINIMUM_ANSWERS = 3
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Difficulty:
    """One question: `wrong` of `answered` pupils chose wrongly, most often `choice_id`."""

    lesson_id: str
    question_id: str
    answered: int
    wrong: int
    choice_id: str


def hardest(
    sheets: Iterable[tuple[str, Sequence[Sequence[object]]]],
    *,
    minimum: int = MINIMUM_ANSWERS,
    shown: int = SHOWN,
) -> list[Difficulty]:
    """The questions with the largest share of wrong answers, the hardest first.

    `sheets` are (lesson id, [(question id, choice id, right), ...]). A question answered by fewer than `minimum`
    pupils says nothing yet; one everybody got right is not hard.
    """
    asked: Counter[tuple[str, str]] = Counter()
    wrong: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for lesson_id, answers in sheets:
        for question_id, choice_id, right in answers:
            key = (lesson_id, str(question_id))
            asked[key] += 1
            if not right:
                wrong[key][str(choice_id)] += 1
    found = []
    for key, choices in wrong.items():
        if asked[key] >= minimum:
            commonest = min(choices, key=lambda choice_id: (-choices[choice_id], choice_id))
            found.append(Difficulty(*key, asked[key], sum(choices.values()), commonest))
    found.sort(key=lambda one: (-Fraction(one.wrong, one.answered), -one.answered, one.question_id))
    return found[:shown]
