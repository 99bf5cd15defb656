"""Publications: rendered lessons and quizzes in every language, named by a digest of everything in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from app.content.courses import to_course
from app.content.drafts import Collection, LessonDraft, QuizDraft
from app.content.films import with_films
from app.content.markdown import to_html, to_inline_html
from app.content.pictures import Art, compose, icon
from app.content.readings import readings
from app.content.recordings import recordings_of
from app.domain.courses import Course, Season
from app.domain.facts import Fact, FactKind
from app.domain.lessons import (
    Choice,
    Cue,
    Every,
    Item,
    Lesson,
    Offer,
    Reply,
    Spot,
    Step,
    StepKind,
    Track,
    Turn,
    Video,
    sequence,
    shown_replies,
)
from app.domain.library import LANGUAGES, SOURCE_LANGUAGE, Misconception, Publication, Theme
from app.domain.quizzes import Choice as QuizChoice
from app.domain.quizzes import Question, Quiz
from app.domain.readings import is_offered

# Raised when the shape of a stored body changes, so that old revisions can still be told apart and read.
FORMAT = 1

Body = dict[str, Any]


def publications(collection: Collection) -> dict[str, Publication]:
    """What a collection without problems publishes, by lesson id."""
    return {
        lesson_id: publication_of(draft, collection.quizzes[lesson_id], collection)
        for lesson_id, draft in sorted(collection.lessons.items())
    }


def themes(collection: Collection) -> dict[str, Theme]:
    """The themes of a collection without problems, by id."""
    return {
        theme_id: Theme(theme_id, draft.names, icon(collection.art.emoji[draft.icon], f"t-{theme_id}"), draft.order)
        for theme_id, draft in sorted(collection.themes.items())
    }


def publication_of(draft: LessonDraft, quiz_draft: QuizDraft, collection: Collection) -> Publication:
    """What one lesson and its quiz publish. Both must be without problems."""
    lessons = {SOURCE_LANGUAGE: draft.lesson, **draft.translations}
    quizzes = {SOURCE_LANGUAGE: quiz_draft.quiz, **quiz_draft.translations}
    known = collection.misconceptions.get(draft.lesson.theme, {})
    beliefs = {
        language: {
            name: found.by_language.get(language, found.by_language[SOURCE_LANGUAGE])
            for name, found in sorted(known.items())
        }
        for language in LANGUAGES
        if language in lessons
    }
    publication = Publication(
        draft.lesson.id,
        "",
        {
            language: with_films(_rendered_lesson(lesson, draft, collection.art), collection.films, language)
            for language, lesson in lessons.items()
        },
        {language: _rendered_quiz(quiz, collection.art) for language, quiz in quizzes.items()},
        beliefs,
    )
    publication = replace(
        publication,
        readings=_readings(publication, {**collection.phrases, **draft.phrases}),
        recordings=recordings_of(collection, publication.lesson_id),
    )
    return replace(publication, digest=body_digest(to_body(publication)))


def _readings(publication: Publication, phrases: Mapping[str, str]) -> dict[str, str]:
    """How the Chinese texts sound, for lessons whose readers may need it."""
    lesson = publication.lessons[SOURCE_LANGUAGE]
    if not is_offered(lesson.min_grade):
        return {}
    orders = [sequence(step) for step in lesson.steps if step.kind is StepKind.ORDER]
    beliefs = [_plain(belief) for belief in publication.misconceptions[SOURCE_LANGUAGE].values()]
    return readings([_plain(lesson), _plain(publication.quizzes[SOURCE_LANGUAGE]), beliefs, orders], phrases)


def _rendered_lesson(lesson: Lesson, draft: LessonDraft, art: Art) -> Lesson:
    steps = tuple(
        replace(_rendered_step(step, art), picture=compose(draft.pictures[step.id], step.alt, art, f"p-{step.id}"))
        for step in lesson.steps
    )
    return replace(lesson, steps=steps)


def _rendered_step(step: Step, art: Art) -> Step:
    choices = tuple(
        replace(
            choice,
            consequence=to_html(choice.consequence),
            feedback=to_html(choice.feedback),
            icon=_drawn(choice.icon, art, f"i-{step.id}-{number}"),
        )
        for number, choice in enumerate(step.choices)
    )
    return replace(
        step,
        text=to_html(step.text),
        feedback=to_html(step.feedback),
        transcript=to_html(step.transcript),
        choices=choices,
        items=tuple(replace(item, feedback=to_html(item.feedback)) for item in step.items),
        spots=tuple(replace(spot, feedback=to_html(spot.feedback)) for spot in step.spots),
        turns=tuple(_rendered_turn(turn, art, f"i-{step.id}-{number}") for number, turn in enumerate(step.turns)),
    )


def _rendered_turn(turn: Turn, art: Art, prefix: str) -> Turn:
    # What stands on the page must not tell the author's order: so the drawings are numbered as the page shows them.
    replies = tuple(
        replace(reply, feedback=to_html(reply.feedback), icon=_drawn(reply.icon, art, f"{prefix}-{number}"))
        for number, reply in enumerate(shown_replies(turn))
    )
    return replace(turn, says=to_html(turn.says), replies=replies)


def _drawn(name: str, art: Art, prefix: str) -> str:
    return icon(art.emoji[name], prefix) if name else ""


def _rendered_quiz(quiz: Quiz, art: Art) -> Quiz:
    return replace(quiz, questions=tuple(_rendered_question(question, art) for question in quiz.questions))


def _rendered_question(question: Question, art: Art) -> Question:
    # The page must not tell the author's order, in which the right choice often is the first.
    numbers = {text: number for number, text in enumerate(sorted(choice.text for choice in question.choices))}
    choices = tuple(
        replace(
            choice,
            feedback=to_html(choice.feedback),
            icon=_drawn(choice.icon, art, f"i-{question.id}-{numbers[choice.text]}"),
        )
        for choice in question.choices
    )
    return replace(
        question,
        text=to_inline_html(question.text),
        explanation=to_html(question.explanation),
        choices=choices,
    )


def body_digest(body: Body) -> str:
    """SHA-256 over canonical JSON: equal bodies have equal digests on every machine."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_body(publication: Publication) -> Body:
    """A publication as JSON values, without the id and digest that stand beside it in the database."""
    return {
        "format": FORMAT,
        "lessons": {language: _plain(lesson) for language, lesson in publication.lessons.items()},
        "quizzes": {language: _plain(quiz) for language, quiz in publication.quizzes.items()},
        "misconceptions": {
            language: {name: _plain(belief) for name, belief in beliefs.items()}
            for language, beliefs in publication.misconceptions.items()
        },
        "readings": dict(publication.readings),
        "recordings": dict(publication.recordings),
    }


def _plain(value: Any) -> Any:
    """A dataclass as JSON would give it back: lists for tuples and sets, strings for kinds."""
    return json.loads(json.dumps(asdict(value), default=sorted))


def from_body(lesson_id: str, digest: str, body: Body) -> Publication:
    """The publication that `to_body` was given. Raises ValueError for a body of another format."""
    if body.get("format") != FORMAT:
        raise ValueError(f"revision {digest} has format {body.get('format')}")
    return Publication(
        lesson_id,
        digest,
        {language: _lesson(row) for language, row in body["lessons"].items()},
        {language: _quiz(row) for language, row in body["quizzes"].items()},
        {
            language: {name: Misconception(**belief) for name, belief in beliefs.items()}
            for language, beliefs in body["misconceptions"].items()
        },
        body.get("readings", {}),  # revisions published before there were any have none
        body.get("recordings", {}),
    )


def _lesson(row: Mapping[str, Any]) -> Lesson:
    steps = tuple(_step(step) for step in row["steps"])
    return Lesson(**{**row, "sources": tuple(row["sources"]), "steps": steps})


def _step(row: Mapping[str, Any]) -> Step:
    choices = tuple(Choice(**choice) for choice in row["choices"])
    items = tuple(Item(**item) for item in row["items"])
    spots = tuple(Spot(**spot) for spot in row.get("spots", ()))
    turns = tuple(_turn(turn) for turn in row.get("turns", ()))
    cues = tuple(Cue(**cue) for cue in row.get("cues", ()))
    offer = Offer(**{**row["offer"], "every": Every(row["offer"]["every"])}) if row.get("offer") else None
    video = _video(row["video"]) if row.get("video") else None
    parts = {"choices": choices, "items": items, "spots": spots, "turns": turns, "cues": cues}
    return Step(**{**row, **parts, "kind": StepKind(row["kind"]), "offer": offer, "video": video})


def _video(row: Mapping[str, Any]) -> Video:
    return Video(**{**row, "captions": tuple(Track(**track) for track in row["captions"])})


def _turn(row: Mapping[str, Any]) -> Turn:
    return Turn(**{**row, "replies": tuple(Reply(**reply) for reply in row["replies"])})


def _quiz(row: Mapping[str, Any]) -> Quiz:
    crits = frozenset(row["crit_misconceptions"])
    return Quiz(**{**row, "questions": tuple(_question(q) for q in row["questions"]), "crit_misconceptions": crits})


def _question(row: Mapping[str, Any]) -> Question:
    return Question(**{**row, "choices": tuple(QuizChoice(**choice) for choice in row["choices"])})


def theme_to_body(theme: Theme) -> Body:
    """A theme as JSON values."""
    body: Body = _plain(theme)
    return body


def fact_to_body(fact: Fact) -> Body:
    """A fact as JSON values."""
    body: Body = _plain(fact)
    return body


def fact_from_body(body: Body) -> Fact:
    """The fact that `fact_to_body` was given."""
    return Fact(**{**body, "kind": FactKind(body["kind"])})


def courses(collection: Collection) -> dict[str, Course]:
    """The courses of a collection without problems, by id."""
    return {course_id: to_course(course_id, draft) for course_id, draft in sorted(collection.courses.items())}


def course_to_body(course: Course) -> Body:
    """A course as JSON values."""
    body: Body = _plain(course)
    return body


def course_from_body(body: Body) -> Course:
    """The course that `course_to_body` was given."""
    return Course(**{**body, "season": Season(body["season"]), "lessons": tuple(body["lessons"])})


def theme_from_body(body: Body) -> Theme:
    """The theme that `theme_to_body` was given."""
    return Theme(**body)
