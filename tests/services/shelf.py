"""A small library made by hand: one lesson with one question, in two languages."""

from __future__ import annotations

from app.domain.lessons import Lesson, Step, StepKind
from app.domain.library import Library, Misconception, Publication, Theme
from app.domain.quizzes import Choice, Question, Quiz


def publication(lesson_id: str = "fire-p56", *, grades: tuple[int, int] = (5, 6), steps: int = 4) -> Publication:
    """A lesson of some steps whose only question has the choices right and wrong (misconception FI1)."""
    taken = tuple(Step(f"s{number}", StepKind.CARD, 1, "t", "x", "", "") for number in range(steps))
    lessons = {
        language: Lesson(lesson_id, "fire", f"{lesson_id} {language}", "", 6, *grades, (), taken)
        for language in ("zh_CN", "en")
    }
    choices = (Choice("right", "走楼梯", right=True), Choice("wrong", "坐电梯", misconception="FI1"))
    quizzes = {"zh_CN": Quiz(lesson_id, 1, (Question("q1", "着火了怎么走？", "", choices, crit=True),))}
    words = {"zh_CN": {"FI1": Misconception("FI1", "电梯更快", "电梯会停", crit=True)}}
    return Publication(lesson_id, f"digest-{lesson_id}", lessons, quizzes, words)


def library(*publications: Publication) -> Library:
    """These lessons, all current."""
    found = publications or (publication(),)
    themes = {"fire": Theme("fire", {"zh_CN": "消防"}, "", 1)}
    return Library({one.digest: one for one in found}, {one.lesson_id: one.digest for one in found}, themes)
