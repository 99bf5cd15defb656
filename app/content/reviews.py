"""Who read a lesson before pupils do: `courses/reviews.toml`, and the digest by which a review knows what was read.

The digest is of what stands in the files, not of what publishing makes of them: a better drawing or a new version of
this program leaves a review in force, a changed word, key or picture does not. Comments and blanks do not count.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.content.documents import Document, read_document
from app.content.drafts import Collection, LessonDraft, Review
from app.content.tables import Table
from app.domain.library import SOURCE_LANGUAGE, WRITTEN_LANGUAGES

FILE = "reviews.toml"
LONGEST_NAME = 100
HEAD = """\
# Who read each lesson before pupils do. Written by `flask content review LESSON --by NAME`; do not write it by hand.
# The digest names the words that were read: when they change, the lesson is a draft again.
"""
_DIGITS = 16
_MISCONCEPTION = re.compile(r"[A-Z]{1,4}[0-9]{1,3}")


def read_reviews(document: Document) -> dict[str, Review]:
    """The reviews of one file by lesson. What is wrong is noted; an entry that cannot be read counts as none."""
    found = {}
    for lesson_id, table in Table(document, (), document.values).children():
        before = len(document.problems)
        digest, author, reviewer = table.plain("digest"), table.plain("author"), table.plain("reviewer")
        day = _day(table)
        table.close()
        if author and reviewer and is_same_person(author, reviewer):
            table.note("reviewer", "review_of_own", name=reviewer)
        for key, name in (("author", author), ("reviewer", reviewer)):
            if len(name) > LONGEST_NAME:
                table.note(key, "name_too_long", high=LONGEST_NAME)
        if day is not None and len(document.problems) == before:
            found[lesson_id] = Review(digest, author, reviewer, day)
    return found


def _day(table: Table) -> date | None:
    text = table.plain("date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        if text:
            table.note("date", "date_malformed")
        return None


def is_same_person(one: str, other: str) -> bool:
    """Are these two spellings of one name? Case, width and blanks do not make another person."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def write_reviews(path: Path, reviews: Mapping[str, Review]) -> None:
    """Write the file anew, as a whole: somebody who reads it meanwhile sees the old one or the new one."""
    parts = [HEAD]
    for lesson_id, review in sorted(reviews.items()):
        parts.append(
            f"\n[{lesson_id}]\n"
            f"digest = {_text(review.digest)}\n"
            f"author = {_text(review.author)}\n"
            f"reviewer = {_text(review.reviewer)}\n"
            f"date = {_text(review.on.isoformat())}\n"
        )
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text("".join(parts), encoding="utf-8")
    fresh.replace(path)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def source_digest(draft: LessonDraft, collection: Collection) -> str:
    """The digest of everything a reviewer of this lesson reads: lesson, quiz, their overlays, and the beliefs named."""
    quiz = collection.quizzes.get(draft.lesson.id)
    documents = [draft.document] if quiz is None else [draft.document, quiz.document]
    parts: dict[str, Any] = {}
    for number, document in enumerate(documents):
        parts[str(number)] = document.values
        for language, overlay in _overlays(document):
            parts[f"{number}.{language}"] = {key: text for key, text in overlay.values.items() if key != "translates"}
    named = set(_MISCONCEPTION.findall(" ".join(_strings(parts))))
    for name, belief in collection.misconceptions.get(draft.lesson.theme, {}).items():
        if name in named:
            words = {language: belief.by_language.get(language) for language in WRITTEN_LANGUAGES}
            parts[name] = {key: [word.belief, word.truth, word.crit] for key, word in words.items() if word}
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _overlays(document: Document) -> Iterator[tuple[str, Document]]:
    for language in WRITTEN_LANGUAGES:
        path = document.path.with_name(f"{document.path.stem}.{language}.toml")
        overlay = read_document(path, []) if language != SOURCE_LANGUAGE and path.is_file() else None
        if overlay is not None:
            yield language, overlay


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def valid_review(draft: LessonDraft, collection: Collection) -> Review | None:
    """The review of a lesson as it now stands in its files, or None: then it is a draft."""
    review = collection.reviews.get(draft.lesson.id)
    return review if review is not None and review.digest == source_digest(draft, collection) else None


def reviews_file(draft: LessonDraft) -> Path:
    """Where the reviews of this lesson's content root stand."""
    return draft.document.path.parent.parent / FILE
