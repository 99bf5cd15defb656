"""Wrong beliefs that answers show: before the lesson, on its first quiz sheet, and on the review a week later.

*Before* is the first contact: the first step of the lesson that asks about a misconception tells whether it is held;
what is answered later, with the lesson already at work, changes nothing about that. A sheet is read as a whole: a
misconception is asked where any of its questions offers it, and held where any such choice was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from app.domain.lessons import Step, StepKind, Verdict
from app.domain.library import SOURCE_LANGUAGE, Library, Publication
from app.domain.quizzes import Question

# Two bit sets travel in a ticket and are kept in two signed 64-bit columns.
MOST_MARKED = 63
# A class is told about its own beliefs from so many pupils on; schools and bureaus from SMALL_CELL on.
CLASS_LEAST = 5
# Beliefs of these themes are close to how a child feels: no table goes below a whole grade of a whole school or region.
SENSITIVE_THEMES = frozenset({"mind"})


class Phase(StrEnum):
    """When a belief was asked about."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a pupil's steps of a lesson have told so far: bit sets over the sorted misconceptions of its publication."""

    asked: int = 0
    held: int = 0

    def met(self, publication: Publication, step: Step, verdicts: Sequence[Verdict]) -> Marks:
        """The marks after one more step. Only the first contact with each misconception counts."""
        if not verdicts:
            return self
        bits = _bits(publication)
        asked = sum(bits[name] for name in asked_about(step) if name in bits)
        wrong = {verdict.misconception for verdict in verdicts if not verdict.right}
        held = sum(bits[name] for name in wrong if name in bits)
        new = asked & ~self.asked
        return Marks(self.asked | new, self.held | held & new)


def asked_about(step: Step) -> frozenset[str]:
    """The misconceptions a step asks about. None in a story, where every choice may be tried."""
    if step.kind is StepKind.STORY:
        return frozenset()
    names = {part.misconception for part in step.choices} | {part.misconception for part in step.items}
    names |= {spot.misconception for spot in step.spots}
    names |= {reply.misconception for turn in step.turns for reply in turn.replies}
    return frozenset(names - {""})


def ordered_ids(publication: Publication) -> tuple[str, ...]:
    """The misconceptions that marks can hold, in the order of their bits."""
    return tuple(sorted(publication.misconceptions[SOURCE_LANGUAGE]))[:MOST_MARKED]


def _bits(publication: Publication) -> dict[str, int]:
    return {name: 1 << place for place, name in enumerate(ordered_ids(publication))}


class Key:
    """What the steps and questions of one revision ask about, laid out for reading very many answers."""

    def __init__(self, publication: Publication) -> None:
        self._ids = ordered_ids(publication)
        self._asked: dict[str, frozenset[str]] = {}
        self._caught: dict[tuple[str, str], str] = {}
        for question in publication.quiz(SOURCE_LANGUAGE).questions:
            self._asked[question.id] = question_asks(question)
            for choice in question.choices:
                if choice.misconception:
                    self._caught[question.id, choice.id] = choice.misconception

    def named(self, bits: int) -> list[str]:
        """The misconceptions of a bit set."""
        return [name for place, name in enumerate(self._ids) if bits >> place & 1]

    def read(self, answers: Iterable[Sequence[object]]) -> tuple[set[str], set[str]]:
        """(asked, held) of one sheet, whose answers are (question id, choice id, right)."""
        asked: set[str] = set()
        held: set[str] = set()
        for question_id, choice_id, _right in answers:
            asked |= self._asked.get(str(question_id), frozenset())
            caught = self._caught.get((str(question_id), str(choice_id)))
            if caught:
                held.add(caught)
        return asked, held


class Gatherer:
    """Puts steps and sheets of many pupils together by group, each pupil's first ones of a lesson and phase only.

    Give them in the order of time. What was answered in a revision the library does not know is left out.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._keys: dict[str, Key | None] = {}
        self._seen: set[tuple[object, str, Phase]] = set()
        self.groups: dict[object, Tallies] = {}

    def steps(self, group: object, pupil: object, lesson_id: str, revision: str, marks: Marks) -> None:
        """What the steps of a lesson told."""
        key = self._key(revision)
        if marks.asked and key and self._is_first(pupil, lesson_id, Phase.BEFORE):
            self._tallies(group).add(Phase.BEFORE, key.named(marks.asked), key.named(marks.held))

    def sheet(
        self,
        group: object,
        pupil: object,
        lesson_id: str,
        revision: str,
        phase: Phase,
        answers: Iterable[Sequence[object]],
    ) -> bool:
        """A quiz sheet (AFTER) or a review (LATER); False where it is not the pupil's first or cannot be read."""
        key = self._key(revision)
        if key is None or not self._is_first(pupil, lesson_id, phase):
            return False
        self._tallies(group).add(phase, *key.read(answers))
        return True

    def clear(self) -> None:
        """Forget the pupils and their groups, not the keys: the next ones are others."""
        self._seen.clear()
        self.groups.clear()

    def _key(self, revision: str) -> Key | None:
        if revision not in self._keys:
            publication = self._library.revisions.get(revision)
            self._keys[revision] = Key(publication) if publication else None
        return self._keys[revision]

    def _is_first(self, pupil: object, lesson_id: str, phase: Phase) -> bool:
        mark = (pupil, lesson_id, phase)
        is_first = mark not in self._seen
        self._seen.add(mark)
        return is_first

    def _tallies(self, group: object) -> Tallies:
        return self.groups.setdefault(group, Tallies())


def question_asks(question: Question) -> frozenset[str]:
    """The misconceptions that a question offers."""
    return frozenset(choice.misconception for choice in question.choices if choice.misconception)


def quiz_asks(publication: Publication) -> frozenset[str]:
    """The misconceptions that the quiz of a lesson offers."""
    return frozenset().union(*(question_asks(question) for question in publication.quiz("").questions))


@dataclass(frozen=True, slots=True)
class Share:
    """`held` of `asked` pupils. A pupil who was asked in two lessons is counted in each."""

    asked: int = 0
    held: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.asked + other.asked, self.held + other.held)

    @property
    def fraction(self) -> Fraction:
        """Exact; 0 where nobody was asked."""
        return Fraction(self.held, self.asked) if self.asked else Fraction(0)


NOBODY = Share()


@dataclass(frozen=True, slots=True)
class Belief:
    """How one misconception is held in a group. A share is None where it may not be shown to this reader."""

    before: Share | None = NOBODY
    after: Share | None = NOBODY
    later: Share | None = NOBODY

    def __add__(self, other: Belief) -> Belief:
        """The sum of two groups; what is kept back in either stays kept back."""
        return Belief(*(_sum(self.share(phase), other.share(phase)) for phase in Phase))

    def share(self, phase: Phase) -> Share | None:
        """The share in one phase."""
        share: Share | None = getattr(self, phase.value)
        return share

    def without(self, phases: Iterable[Phase]) -> Belief:
        """The same with these phases kept back."""
        return replace(self, **{phase.value: None for phase in phases})

    @property
    def now(self) -> Share:
        """What is believed at present as far as it is known: after the lesson, else before it."""
        for share in (self.after, self.before):
            if share is not None and share.asked:
                return share
        return NOBODY

    @property
    def is_asked(self) -> bool:
        """True where anybody was asked in any phase, or might have been."""
        return any(share is None or share.asked for share in (self.before, self.after, self.later))


def _sum(one: Share | None, other: Share | None) -> Share | None:
    return None if one is None or other is None else one + other


@dataclass(slots=True)
class Tallies:
    """Counts sheets and marks of one group of pupils by misconception."""

    counts: dict[str, list[int]] = field(default_factory=dict)

    def add(self, phase: Phase, asked: Iterable[str], held: Iterable[str]) -> None:
        """One pupil's answers in one lesson and phase."""
        at = 2 * _PLACE[phase]
        for name in asked:
            self.counts.setdefault(name, [0] * 6)[at] += 1
        for name in held:
            self.counts.setdefault(name, [0] * 6)[at + 1] += 1

    def beliefs(self) -> dict[str, Belief]:
        """The result by misconception."""
        return {name: belief_of(six) for name, six in self.counts.items()}


_PLACE = {phase: place for place, phase in enumerate(Phase)}


def belief_of(six: Sequence[int]) -> Belief:
    """From asked and held before, after and later, as counters keep them."""
    return Belief(Share(six[0], six[1]), Share(six[2], six[3]), Share(six[4], six[5]))


def with_least(belief: Belief, least: int) -> Belief:
    """The belief without the phases in which too few pupils were asked."""
    shares = ((phase, belief.share(phase)) for phase in Phase)
    return belief.without(phase for phase, share in shares if share and 0 < share.asked < least)


def worst_first(beliefs: Mapping[str, Belief], crit: Iterable[str]) -> tuple[str, ...]:
    """The order in which a reader should care: critical ones first, then by the exact share that holds it now."""
    urgent = frozenset(crit)
    return tuple(sorted(beliefs, key=lambda name: (name not in urgent, -beliefs[name].now.fraction, name)))
