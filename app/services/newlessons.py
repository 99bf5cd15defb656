"""Writing the first version of a lesson's files, and where asked the theme they belong to. Nothing is overwritten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.content import newlessons, newthemes
from app.content.documents import read_document
from app.content.drafts import Collection
from app.content.loader import load
from app.content.overlays import theme_words, words_digest
from app.content.plans import ENGLISH_GAP, Belief, Plan
from app.content.tables import is_identifier
from app.content.themes import read_themes
from app.content.words import fault_in_plain
from app.domain.errors import Conflict, Invalid
from app.domain.grades import BAND_GRADES, Band

_TRANSLATES = re.compile(r'^translates = "[0-9a-f]*"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """The id of the new lesson, the files written anew, and those that were added to."""

    lesson_id: str
    files: tuple[Path, ...]
    extended: tuple[Path, ...] = ()


def write_new(
    roots: Sequence[Path],
    theme: str,
    band: Band,
    *,
    name: str = "",
    title: str = "",
    theme_name: str = "",
    target: Path | None = None,
    is_translated: bool = True,
) -> Written:
    """Write lesson, quiz and their English overlays; with `theme_name` also the new theme.

    The files go to `target`, else to the root that has the theme, else to the last one. Raises Invalid("id_malformed" |
    "title_malformed" | "theme_unknown" | "theme_known"), Conflict("file_present"): then nothing was written.
    """
    root = target or _root_of(roots, theme)
    name = name or band.lower()
    collection = load([*roots, *([root] if root not in roots else [])])
    _check(collection, theme, name, title, theme_name)
    lowest = BAND_GRADES[band][0]
    files: dict[str, str] = {}
    beliefs = tuple(
        Belief(one, draft.min_grade, draft.crit) for one, draft in collection.misconceptions.get(theme, {}).items()
    )
    extended: dict[Path, str] = {}
    if theme_name:
        known = [one for drafts in collection.misconceptions.values() for one in drafts]
        prefix = newthemes.free_prefix(theme, known)
        order = min(999, max((draft.order for draft in collection.themes.values()), default=0) + 1)
        entry, listed = newthemes.new_theme(theme, theme_name, order, prefix, lowest)
        files[f"courses/{theme}/misconceptions.toml"] = listed
        beliefs = newthemes.beliefs_of_new_theme(prefix, lowest)
        extended = _extended(root, theme, entry)
    files |= newlessons.new_lesson(Plan(theme, name, band, beliefs, title), is_translated=is_translated)
    _check_absent(collection, root, f"{theme}-{name}", files)
    written = _write(root, files, extended)
    return Written(f"{theme}-{name}", written, tuple(extended))


def _check(collection: Collection, theme: str, name: str, title: str, theme_name: str) -> None:
    if not is_identifier(theme) or not is_identifier(name) or not is_identifier(f"{theme}-{name}"):
        raise Invalid("id_malformed", id=f"{theme}-{name}")
    for words in (title, theme_name):
        if words and fault_in_plain(words):
            raise Invalid("title_malformed", title=words)
    if theme_name and theme in collection.themes:
        raise Invalid("theme_known", theme=theme)
    if not theme_name and theme not in collection.themes:
        raise Invalid("theme_unknown", theme=theme, themes=", ".join(sorted(collection.themes)))


def _check_absent(collection: Collection, root: Path, lesson_id: str, files: Iterable[str]) -> None:
    """Refuse what is there already, in whichever root: a lesson stands in one only."""
    lesson, quiz = collection.lessons.get(lesson_id), collection.quizzes.get(lesson_id)
    present = [lesson.document.path] if lesson else [quiz.document.path] if quiz else []
    present += [root / path for path in files if (root / path).exists()]
    if present:
        raise Conflict("file_present", file=str(present[0]))


def _root_of(roots: Sequence[Path], theme: str) -> Path:
    return next((root for root in roots if (root / "courses" / theme).is_dir()), roots[-1])


def _extended(root: Path, theme: str, entry: str) -> dict[Path, str]:
    """The list of themes with the new one, and its translation with a placeholder, as they would be."""
    path = root / "courses" / "themes.toml"
    before = path.read_text("utf-8") if path.is_file() else ""
    found = {path: before.rstrip("\n") + "\n" + entry if before.strip() else entry.lstrip("\n")}
    overlay = path.with_name("themes.en.toml")
    if overlay.is_file():
        text = overlay.read_text("utf-8").rstrip("\n") + f'\n\n[{theme}]\nname = "{ENGLISH_GAP}"\n'
        found[overlay] = _TRANSLATES.sub(f'translates = "{_digest_with(path, entry)}"', text, count=1)
    return found


def _digest_with(path: Path, entry: str) -> str:
    """The digest of the themes in this file together with a new one."""
    before = read_document(path, []) if path.is_file() else None
    collection = load([])
    if before is not None:
        read_themes(before, collection)
    read_themes(newlessons.document(entry), collection)
    return words_digest(theme_words(collection.themes))


def _write(root: Path, files: Mapping[str, str], extended: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write all or nothing: what was written before a failure is taken back."""
    written: list[Path] = []
    try:
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as target:
                written.append(path)
                target.write(text)
        for path, text in extended.items():
            fresh = path.with_name(f".{path.name}.new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(path)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return tuple(written)
