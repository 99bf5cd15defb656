"""Finds the content files below the content roots and reads them all into one collection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from app.content.bands import sizes_of
from app.content.courses import FILE as COURSES
from app.content.courses import course_words, read_courses
from app.content.documents import Document, read_document
from app.content.drafts import Collection
from app.content.facts import fact_words, note_faults, read_facts, translated_fact
from app.content.films import read_films
from app.content.lessons import read_lesson
from app.content.overlays import (
    Words,
    fits,
    lesson_words,
    misconception_words,
    quiz_words,
    theme_words,
    translated_lesson,
    translated_misconception,
    translated_quiz,
)
from app.content.pictures import read_art
from app.content.problems import Problem
from app.content.quizzes import read_quiz
from app.content.readings import read_phrases
from app.content.recordings import read_recordings
from app.content.reviews import FILE as REVIEWS
from app.content.reviews import read_reviews
from app.content.tables import is_identifier
from app.content.themes import read_misconceptions, read_themes
from app.content.traditional import LANGUAGE as DERIVED
from app.content.traditional import PHRASES, Converter, note_unconverted, read_traditional
from app.domain.library import SOURCE_LANGUAGE, WRITTEN_LANGUAGES

MISCONCEPTIONS = "misconceptions"
ART_FOLDER = "art"

Reader = Callable[[Path], None]


def load(roots: Sequence[Path]) -> Collection:
    """Everything below these content roots. What is wrong stands in `problems`; nothing is raised."""
    problems: list[Problem] = []
    present = []
    for root in roots:
        if (root / "courses").is_dir():
            present.append(root)
        else:
            problems.append(Problem(str(root), "root_missing"))
    collection = Collection(read_art(present, problems), films=read_films(present, problems), problems=problems)
    collection.recordings.update(read_recordings(present, problems))
    _Loader(collection).load(present)
    return collection


class _Loader:
    """Reads the files in the order in which they need each other."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.problems = collection.problems

    def load(self, roots: Sequence[Path]) -> None:
        courses = [root / "courses" for root in roots]
        folders = [folder for course in courses for folder in _folders(course)]
        quiz_folders = [folder for root in roots for folder in _folders(root / "quizzes")]
        for course in courses:
            self._source(course / "traditional.toml", self._traditional)
            self._source(course / "facts.toml", self._facts)
        for course in courses:
            self._source(course / "themes.toml", self._themes)
            self._source(course / "pinyin.toml", self._phrases)
            self._source(course / REVIEWS, self._reviews)
            self._source(course / COURSES, self._courses)
        for folder in folders:
            if folder.name not in self.collection.themes:
                self.problems.append(Problem(str(folder), "theme_unknown", facts={"id": folder.name}))
            self._source(folder / f"{MISCONCEPTIONS}.toml", self._misconceptions)
        for path in _files(courses):
            if "." in path.stem:
                self._source(path, self._lesson)  # never read: only whether its source and language exist
        for path in _files(folders):
            if path.stem != MISCONCEPTIONS:
                self._source(path, self._lesson)
        for path in _files(quiz_folders):
            self._source(path, self._quiz)

    def _source(self, path: Path, read: Reader) -> None:
        """Read one source file; overlays are read right after their source, by the same reader."""
        if not path.is_file():
            return
        stem, _, language = path.stem.partition(".")
        if language:
            source = path.with_name(f"{stem}.toml")
            if language == DERIVED:
                self.problems.append(Problem(str(path), "language_derived", facts={"language": language}))
            elif language not in WRITTEN_LANGUAGES or language == SOURCE_LANGUAGE:
                self.problems.append(Problem(str(path), "language_unknown", facts={"language": language}))
            elif not source.is_file():
                self.problems.append(Problem(str(path), "overlay_orphan", facts={"source": source.name}))
        elif is_identifier(stem):
            read(path)
        else:
            self.problems.append(Problem(str(path), "id_malformed", facts={"id": stem}))

    def _overlays(self, source: Path) -> Iterable[tuple[str, Document]]:
        for language in WRITTEN_LANGUAGES:
            path = source.with_name(f"{source.stem}.{language}.toml")
            if language != SOURCE_LANGUAGE and path.is_file():
                document = read_document(path, self.problems)
                if document is not None:
                    words = {key: value for key, value in document.values.items() if key != "translates"}
                    note_faults(document, words, self.collection.facts)
                    yield language, document

    def _derived(self, document: Document, words: Words) -> Words:
        """The words of a source file in traditional characters, and whatever is wrong with them noted."""
        note_faults(document, words, self.collection.facts)
        converted = Converter(self.collection.traditional).tree(words)
        note_unconverted(document, words, converted)
        return converted

    def _traditional(self, path: Path) -> None:
        document = read_document(path, self.problems)
        if document is not None:
            read_traditional(document, {PHRASES: self.collection.traditional})

    def _facts(self, path: Path) -> None:
        document = read_document(path, self.problems)
        if document is None:
            return
        before = set(self.collection.facts)
        read_facts(document, self.collection.facts)
        here = {name: fact for name, fact in self.collection.facts.items() if name not in before}
        derived = Converter(self.collection.traditional).tree(fact_words(here))
        note_unconverted(document, fact_words(here), derived)
        for name, fact in here.items():
            self.collection.facts[name] = translated_fact(fact, DERIVED, derived)
        for language, overlay in self._overlays(path):
            if fits(overlay, fact_words(here)):
                for name in here:
                    fact = self.collection.facts[name]
                    self.collection.facts[name] = translated_fact(fact, language, overlay.values)

    def _themes(self, path: Path) -> None:
        document = read_document(path, self.problems)
        if document is None:
            return
        read_themes(document, self.collection)
        here = {key: theme for key, theme in self.collection.themes.items() if theme.document is document}
        derived = self._derived(document, theme_words(here))
        for theme_id, theme in here.items():
            theme.names[DERIVED] = derived[theme_id]["name"]
        for language, overlay in self._overlays(path):
            if fits(overlay, theme_words(here)):
                for theme_id, theme in here.items():
                    theme.names[language] = overlay.values[theme_id]["name"]

    def _courses(self, path: Path) -> None:
        document = read_document(path, self.problems)
        if document is None:
            return
        read_courses(document, self.collection.courses)
        here = {key: course for key, course in self.collection.courses.items() if course.document is document}
        derived = self._derived(document, course_words(here))
        for course_id, course in here.items():
            course.words[DERIVED] = derived[course_id]
        for language, overlay in self._overlays(path):
            if fits(overlay, course_words(here)):
                for course_id, course in here.items():
                    course.words[language] = overlay.values[course_id]

    def _phrases(self, path: Path) -> None:
        document = read_document(path, self.problems)
        if document is not None:
            self.collection.phrases.update(read_phrases(document, (), document.values))

    def _reviews(self, path: Path) -> None:
        document = read_document(path, self.problems)
        if document is not None:
            self.collection.reviews.update(read_reviews(document))

    def _misconceptions(self, path: Path) -> None:
        document = read_document(path, self.problems)
        if document is None:
            return
        read_misconceptions(document, path.parent.name, self.collection)
        known = self.collection.misconceptions[path.parent.name]
        here = {name: draft for name, draft in known.items() if draft.document is document}
        derived = self._derived(document, misconception_words(here))
        for draft in here.values():
            draft.by_language[DERIVED] = translated_misconception(draft.by_language[SOURCE_LANGUAGE], derived)
        for language, overlay in self._overlays(path):
            if fits(overlay, misconception_words(here)):
                for draft in here.values():
                    source = draft.by_language[SOURCE_LANGUAGE]
                    draft.by_language[language] = translated_misconception(source, overlay.values)

    def _lesson(self, path: Path) -> None:
        lesson_id = _lesson_id(path)
        document = read_document(path, self.problems)
        if document is None:
            return
        if not is_identifier(lesson_id):
            document.note((), "id_malformed", id=lesson_id)
        if lesson_id in self.collection.lessons:
            document.note((), "lesson_twice", id=lesson_id)
            return
        before = len(self.problems)
        draft = read_lesson(document, path.parent.name, lesson_id)
        is_sound = len(self.problems) == before
        self.collection.lessons[lesson_id] = draft
        derived = self._derived(document, lesson_words(draft.lesson))
        if is_sound:
            draft.translations[DERIVED] = translated_lesson(draft.lesson, derived)
        for language, overlay in self._overlays(path):
            if fits(overlay, lesson_words(draft.lesson)) and is_sound:
                draft.translations[language] = translated_lesson(draft.lesson, overlay.values)

    def _quiz(self, path: Path) -> None:
        lesson_id = _lesson_id(path)
        document = read_document(path, self.problems)
        if document is None:
            return
        if lesson_id in self.collection.quizzes:
            document.note((), "lesson_twice", id=lesson_id)
            return
        known = self.collection.misconceptions.get(path.parent.name, {})
        lesson = self.collection.lessons.get(lesson_id)
        sizes = sizes_of(lesson.lesson.max_grade if lesson else None)
        before = len(self.problems)
        draft = read_quiz(document, lesson_id, known, sizes)
        is_sound = len(self.problems) == before
        self.collection.quizzes[lesson_id] = draft
        derived = self._derived(document, quiz_words(draft.quiz))
        if is_sound:
            draft.translations[DERIVED] = translated_quiz(draft.quiz, derived)
        for language, overlay in self._overlays(path):
            if fits(overlay, quiz_words(draft.quiz)) and is_sound:
                draft.translations[language] = translated_quiz(draft.quiz, overlay.values)


def _lesson_id(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return [path for path in sorted(parent.iterdir()) if path.is_dir() and path.name != ART_FOLDER]


def _files(folders: Iterable[Path]) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob("*.toml"))]
