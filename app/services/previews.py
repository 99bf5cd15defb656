"""Content files as an author sees them while writing: read again whenever one changes, shown as far as they go."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection as Names
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.content import checks
from app.content.drafts import Collection, Review
from app.content.previews import preview_of
from app.content.problems import Problem
from app.content.reviews import valid_review
from app.domain.facts import national
from app.domain.library import SOURCE_LANGUAGE, Publication
from app.services.media import Media
from app.services.reviews import problems_of

WATCHED = frozenset({".toml", ".svg", ".vtt", ".webm", ".mp4", ".mp3", ".ogg"})


@dataclass(frozen=True, slots=True)
class Row:
    """A lesson as the list shows it. `titles` are those of its translations. `review` is None for a draft."""

    lesson_id: str
    title: str
    titles: Mapping[str, str]
    min_grade: int
    max_grade: int
    steps: int
    questions: int
    problems: int
    review: Review | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A theme with its lessons, the youngest first. `name` holds its name by language."""

    theme_id: str
    names: Mapping[str, str]
    misconceptions: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A lesson to look at. `is_old`: its file cannot be read now, and this is how it last could be."""

    publication: Publication
    problems: tuple[Problem, ...]
    review: Review | None = None
    is_old: bool = False


@dataclass(slots=True)
class _Look:
    """What the files held when they were looked at last."""

    stamp: str = ""
    collection: Collection | None = None
    pages: dict[str, Page] = field(default_factory=dict)


class Desk:
    """The files of some content roots. Every question is answered from the files as they are at this moment."""

    def __init__(self, roots: Sequence[Path], media_hosts: Names[str] = ()) -> None:
        self.roots = tuple(roots)
        self.media_hosts = frozenset(media_hosts)
        self.media = Media(self.roots)
        self._look = _Look()
        self._last: dict[str, Publication] = {}
        self._lock = threading.Lock()

    def stamp(self) -> str:
        """A short text that changes whenever a file is changed, added, renamed or deleted."""
        digest = hashlib.sha256()
        for path, size, changed in self._seen():
            digest.update(f"{path}\0{size}\0{changed}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()[:16]

    def shelves(self) -> tuple[Shelf, ...]:
        """All themes in their order, and after them folders that are no theme yet."""
        collection = self._collection()
        names = {name: draft.names for name, draft in collection.themes.items()}
        orders = {name: draft.order for name, draft in collection.themes.items()}
        rows: dict[str, list[Row]] = {name: [] for name in names}
        for lesson_id, draft in sorted(collection.lessons.items(), key=lambda one: (one[1].lesson.max_grade, one[0])):
            lesson, quiz = draft.lesson, collection.quizzes.get(lesson_id)
            row = Row(
                lesson_id,
                lesson.title,
                {code: one.title for code, one in draft.translations.items()},
                lesson.min_grade,
                lesson.max_grade,
                len(lesson.steps),
                len(quiz.quiz.questions) if quiz else 0,
                len(problems_of(collection, draft)),
                valid_review(draft, collection),
            )
            rows.setdefault(lesson.theme, []).append(row)
        return tuple(
            Shelf(
                name,
                names.get(name, {SOURCE_LANGUAGE: name}),
                len(collection.misconceptions.get(name, {})),
                tuple(rows[name]),
            )
            for name in sorted(rows, key=lambda name: (orders.get(name, 1000), name))
        )

    def other_problems(self) -> tuple[Problem, ...]:
        """What is wrong outside the files of the lessons on the list."""
        collection = self._collection()
        shown = {id(one) for draft in collection.lessons.values() for one in problems_of(collection, draft)}
        return tuple(problem for problem in collection.problems if id(problem) not in shown)

    def page(self, lesson_id: str) -> Page | None:
        """A lesson as far as its files go; None where there never was a readable file of this name."""
        collection = self._collection()
        with self._lock:
            if lesson_id not in self._look.pages:
                page = self._page(lesson_id, collection)
                if page is None:
                    return None
                self._look.pages[lesson_id] = page
            return self._look.pages[lesson_id]

    def facts(self) -> dict[str, str]:
        """The national value of every fact that texts name."""
        return national(self._collection().facts)

    def _page(self, lesson_id: str, collection: Collection) -> Page | None:
        publication = preview_of(lesson_id, collection)
        draft = collection.lessons.get(lesson_id)
        if publication is not None and draft is not None:
            self._last[lesson_id] = publication
            return Page(publication, problems_of(collection, draft), valid_review(draft, collection))
        if lesson_id not in self._last:
            return None
        theme = self._last[lesson_id].lesson("").theme
        name = lesson_id.removeprefix(f"{theme}-")
        problems = [one for one in collection.problems if Path(one.file).parts[-2:] == (theme, f"{name}.toml")]
        return Page(self._last[lesson_id], tuple(problems), is_old=True)

    def _collection(self) -> Collection:
        stamp = self.stamp()
        with self._lock:
            if self._look.collection is None or self._look.stamp != stamp:
                collection = checks.check(self.roots, media_hosts=self.media_hosts)
                self._look = _Look(stamp, collection)
                return collection
            return self._look.collection

    def _seen(self) -> Iterator[tuple[Path, int, int]]:
        for root in self.roots:
            for folder in ("courses", "quizzes"):
                for path in sorted((root / folder).rglob("*")):
                    if path.suffix in WATCHED:
                        try:
                            found = path.stat()
                        except OSError:  # a file that an editor has just replaced
                            continue
                        yield path, found.st_size, found.st_mtime_ns
