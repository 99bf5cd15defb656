"""Is every wrong belief caught often enough, and every critical one treated in the lesson that asks about it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from app.content.drafts import Collection, LessonDraft, MisconceptionDraft, QuizDraft
from app.domain.beliefs import asked_about
from app.domain.lessons import Lesson
from app.domain.quizzes import Quiz

QUESTIONS = 2
CRITICAL_QUESTIONS = 4

Known = Mapping[str, MisconceptionDraft]


def check_coverage(theme: str, known: Known, collection: Collection) -> None:
    """Each misconception some lesson of the theme is old enough for is asked twice by one of its quizzes.

    A critical one is asked four times by the quizzes of the theme together.
    """
    drafts = [draft for draft in collection.lessons.values() if draft.lesson.theme == theme]
    grade = max((draft.lesson.max_grade for draft in drafts), default=None)
    if grade is None:
        return
    most: Counter[str] = Counter()
    together: Counter[str] = Counter()
    for draft in drafts:
        if draft.lesson.id in collection.quizzes:
            counts = questions_by_misconception(collection.quizzes[draft.lesson.id].quiz)
            most |= counts
            together += counts
    for name, misconception in known.items():
        if misconception.min_grade > grade:
            continue
        note = misconception.document.note
        if most[name] < QUESTIONS:
            note((name,), "misconception_uncovered", id=name, low=QUESTIONS, count=most[name])
        elif misconception.crit and together[name] < CRITICAL_QUESTIONS:
            note((name,), "crit_uncovered", id=name, low=CRITICAL_QUESTIONS, count=together[name])


def check_critical(draft: LessonDraft, quiz: QuizDraft, known: Known) -> None:
    """A critical belief a quiz asks about is asked twice there, and is treated in the lesson before.

    A step that is marked has to ask about it too: what pupils believed before is known from nowhere else.
    """
    counts = questions_by_misconception(quiz.quiz)
    treated = beliefs_treated(draft.lesson)
    asked = frozenset[str]().union(*(asked_about(step) for step in draft.lesson.steps))
    for name in sorted(counts):
        if name in known and known[name].crit:
            if counts[name] < QUESTIONS:
                quiz.document.note((), "crit_asked_once", id=name, low=QUESTIONS, count=counts[name])
            if name not in treated:
                draft.document.note((), "crit_untreated", id=name)
            elif name not in asked:
                draft.document.note((), "crit_unasked", id=name)


def questions_by_misconception(quiz: Quiz) -> Counter[str]:
    """Number of questions that catch each misconception."""
    return Counter(
        name
        for question in quiz.questions
        for name in {choice.misconception for choice in question.choices if choice.misconception}
    )


def beliefs_treated(lesson: Lesson) -> frozenset[str]:
    """The misconceptions the steps of a lesson bring up, and answer."""
    found = set()
    for step in lesson.steps:
        found |= {choice.misconception for choice in step.choices} | {item.misconception for item in step.items}
        found |= {spot.misconception for spot in step.spots}
        found |= {reply.misconception for turn in step.turns for reply in turn.replies}
    return frozenset(found - {""})
