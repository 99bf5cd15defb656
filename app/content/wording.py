"""Holds the words of lessons, quizzes and misconceptions against the rules of truth, of reading and of time."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.content.documents import Document
from app.content.drafts import LessonDraft, MisconceptionDraft, QuizDraft
from app.content.durations import check_minutes
from app.content.levels import check_reading
from app.content.passages import Passage, lesson_passages, quiz_passages
from app.content.truths import check_statements
from app.domain.grades import FIRST_GRADE, LAST_GRADE, band_of
from app.domain.lessons import Lesson
from app.domain.library import SOURCE_LANGUAGE
from app.domain.quizzes import Quiz

# The page says itself who was right, and tells the same reason to those who were not.
_VERDICTS = {
    SOURCE_LANGUAGE: re.compile(r"(?:\*\*)?(对|没错|是的|答对了)(?:\*\*)?[，。！、：]"),
    "en": re.compile(r"(?:\*\*)?(Right|Yes|Correct|True)(?:\*\*)?[,.!:]"),
}


def check_words(lesson: LessonDraft, quiz: QuizDraft) -> None:
    """Forbidden statements in every language of a lesson and its quiz; the source's reading level and its time."""
    theme = lesson.lesson.theme
    for language, words in {SOURCE_LANGUAGE: lesson.lesson, **lesson.translations}.items():
        check_statements(lesson.document, theme, language, lesson_passages(words))
        if language in _VERDICTS:
            _check_verdicts(lesson.document, language, words)
    for language, asked in {SOURCE_LANGUAGE: quiz.quiz, **quiz.translations}.items():
        check_statements(quiz.document, theme, language, quiz_passages(asked))
    _check_own_feedback(quiz)
    grade = lesson.lesson.max_grade
    if FIRST_GRADE <= grade <= LAST_GRADE:
        band = band_of(grade)
        check_reading(lesson.document, band, lesson_passages(lesson.lesson), lesson.taught)
        check_reading(quiz.document, band, quiz_passages(quiz.quiz), lesson.taught)
        check_minutes(lesson.document, lesson.lesson, quiz.quiz, band)


def check_beliefs(theme: str, known: Mapping[str, MisconceptionDraft]) -> None:
    """Forbidden statements in the beliefs and truths of a theme; only the truths are taught."""
    for name, draft in known.items():
        for language, words in draft.by_language.items():
            passages = (Passage((name, "belief"), words.belief), Passage((name, "truth"), words.truth, is_taught=True))
            check_statements(draft.document, theme, language, passages)


def _check_verdicts(document: Document, language: str, lesson: Lesson) -> None:
    for passage in lesson_passages(lesson):
        if passage.place[-1] == "feedback" and (found := _VERDICTS[language].match(passage.text)):
            document.note(passage.place, "feedback_says_right", said=found[1], language=language)


def _check_own_feedback(draft: QuizDraft) -> None:
    quiz: Quiz = draft.quiz
    for number, question in enumerate(quiz.questions):
        given = [choice.feedback for choice in question.choices if choice.feedback and not choice.right]
        if len(set(given)) < len(given):
            draft.document.note(("question", number), "feedback_repeated")
