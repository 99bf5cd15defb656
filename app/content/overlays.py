"""Translations: the words of a source file as a tree, and an overlay that must hold exactly the same tree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.content.documents import Document
from app.content.drafts import ROWS, MisconceptionDraft, ThemeDraft
from app.content.lines import Place
from app.content.words import fault_in_plain, fault_in_prose, fault_in_question
from app.domain.lessons import Lesson, Step, Turn
from app.domain.library import SOURCE_LANGUAGE, Misconception
from app.domain.quizzes import Question, Quiz

# A tree whose leaves are texts or lists of texts.
Words = dict[str, Any]

_PROSE_KEYS = frozenset({"text", "consequence", "feedback", "explanation", "says", "transcript"})
_PLAIN_TEXT_IN = frozenset({"choice", "statement", "item", "spot", "reply", "cue"})


def words_digest(words: Words) -> str:
    """Twelve hex digits that name the words of a source file; the order of its parts does not matter."""
    canonical = json.dumps(words, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def _without_empty(words: Words) -> Words:
    return {key: value for key, value in words.items() if value not in ("", {}, ())}


def lesson_words(lesson: Lesson) -> Words:
    """The words of a lesson."""
    steps = {step.id: _step_words(step) for step in lesson.steps}
    return _without_empty(
        {"title": lesson.title, "summary": lesson.summary, "sources": list(lesson.sources), "step": steps}
    )


def _step_words(step: Step) -> Words:
    words = {"title": step.title, "text": step.text, "alt": step.alt, "feedback": step.feedback}
    words |= {"caller": step.caller, "transcript": step.transcript}
    if step.kind in ROWS:
        return _without_empty({**words, ROWS[step.kind]: _row_words(step)})
    return _without_empty(words)


def _row_words(step: Step) -> Words:
    rows: Words = {
        choice.id: _without_empty({"text": choice.text, "consequence": choice.consequence, "feedback": choice.feedback})
        for choice in step.choices
    }
    rows |= {row.id: {"text": row.text, "feedback": row.feedback} for row in step.spots}
    rows |= {item.id: _without_empty({"text": item.text, "feedback": item.feedback}) for item in step.items}
    rows |= {cue.id: {"text": cue.text} for cue in step.cues}
    return rows | {turn.id: _turn_words(turn) for turn in step.turns}


def _turn_words(turn: Turn) -> Words:
    replies = {reply.id: {"text": reply.text, "feedback": reply.feedback} for reply in turn.replies}
    return {"says": turn.says, "reply": replies}


def quiz_words(quiz: Quiz) -> Words:
    """The words of a quiz."""
    return {"question": {question.id: _question_words(question) for question in quiz.questions}}


def _question_words(question: Question) -> Words:
    choices = {
        choice.id: _without_empty({"text": choice.text, "feedback": choice.feedback}) for choice in question.choices
    }
    return _without_empty({"text": question.text, "explanation": question.explanation, "choice": choices})


def misconception_words(drafts: Mapping[str, MisconceptionDraft]) -> Words:
    """The words of one file of misconceptions."""
    sources = {name: draft.by_language[SOURCE_LANGUAGE] for name, draft in drafts.items()}
    return {name: {"belief": source.belief, "truth": source.truth} for name, source in sources.items()}


def theme_words(drafts: Mapping[str, ThemeDraft]) -> Words:
    """The words of one list of themes."""
    return {theme_id: {"name": draft.names[SOURCE_LANGUAGE]} for theme_id, draft in drafts.items()}


def fits(overlay: Document, source: Words) -> bool:
    """Does the overlay translate exactly these words? Whatever differs is noted."""
    before = len(overlay.problems)
    digest = words_digest(source)
    if overlay.values.get("translates") != digest:
        place = ("translates",) if "translates" in overlay.values else ()
        overlay.note(place, "overlay_stale", digest=digest)
    # An overlay that is only out of date still tells the reader of the check what else is wrong with it.
    given = {key: value for key, value in overlay.values.items() if key != "translates"}
    _compare(overlay, (), source, given)
    return len(overlay.problems) == before


def _compare(overlay: Document, place: Place, source: Words, given: Words) -> None:
    for key in sorted(given.keys() - source.keys()):
        overlay.note((*place, key), "overlay_extra", field=key)
    for key, original in source.items():
        here = (*place, key)
        if key not in given:
            overlay.note(here, "overlay_missing_words", field=key)
        elif type(given[key]) is not type(original):
            expected = "table" if isinstance(original, dict) else type(original).__name__
            overlay.note(here, "type_wrong", expected=expected)
        elif isinstance(original, dict):
            _compare(overlay, here, original, given[key])
        elif isinstance(original, list):
            _compare_lists(overlay, here, original, given[key])
        elif fault := _check_of(here)(given[key]):
            overlay.note(here, fault)


def _compare_lists(overlay: Document, place: Place, source: list[str], given: list[object]) -> None:
    if len(given) != len(source):
        overlay.note(place, "overlay_length", expected=len(source), count=len(given))
    for text in given:
        if not isinstance(text, str):
            overlay.note(place, "type_wrong", expected="str")
        elif fault := fault_in_plain(text):
            overlay.note(place, fault)


def _check_of(place: Place) -> Callable[[str], str | None]:
    is_row_text = place[-1] == "text" and len(place) > 2 and place[-3] in _PLAIN_TEXT_IN
    if place[-1] not in _PROSE_KEYS or is_row_text:
        return fault_in_plain
    return fault_in_question if place[0] == "question" and place[-1] == "text" else fault_in_prose


def translated_lesson(lesson: Lesson, words: Words) -> Lesson:
    """The lesson in the words of a fitting overlay."""
    steps = tuple(_translated_step(step, words["step"][step.id]) for step in lesson.steps)
    sources = tuple(words.get("sources", ()))
    return replace(lesson, title=words["title"], summary=words["summary"], sources=sources, steps=steps)


def _translated_step(step: Step, words: Words) -> Step:
    rows = words[ROWS[step.kind]] if step.kind in ROWS else {}
    return replace(
        step,
        title=words["title"],
        text=words["text"].strip(),
        alt=words["alt"],
        feedback=words.get("feedback", ""),
        caller=words.get("caller", ""),
        transcript=words.get("transcript", "").strip(),
        choices=tuple(replace(choice, **rows[choice.id]) for choice in step.choices),
        items=tuple(replace(item, **rows[item.id]) for item in step.items),
        spots=tuple(replace(spot, **rows[spot.id]) for spot in step.spots),
        cues=tuple(replace(cue, **rows[cue.id]) for cue in step.cues),
        turns=tuple(_translated_turn(turn, rows[turn.id]) for turn in step.turns),
    )


def _translated_turn(turn: Turn, words: Words) -> Turn:
    replies = tuple(replace(reply, **words["reply"][reply.id]) for reply in turn.replies)
    return replace(turn, says=words["says"].strip(), replies=replies)


def translated_quiz(quiz: Quiz, words: Words) -> Quiz:
    """The quiz in the words of a fitting overlay."""
    return replace(quiz, questions=tuple(_translated_question(q, words["question"][q.id]) for q in quiz.questions))


def _translated_question(question: Question, words: Words) -> Question:
    choices = tuple(replace(choice, **words["choice"][choice.id]) for choice in question.choices)
    return replace(question, text=words["text"], explanation=words["explanation"], choices=choices)


def translated_misconception(source: Misconception, words: Words) -> Misconception:
    """The misconception in the words of a fitting overlay."""
    return replace(source, belief=words[source.id]["belief"], truth=words[source.id]["truth"])
