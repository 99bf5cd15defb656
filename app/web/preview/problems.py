"""The problems of a file as the list above it shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.content.problems import Problem
from app.domain.library import SOURCE_LANGUAGE
from app.web.i18n import is_chinese
from app.web.preview.state import desk, held


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem: where it is, as an editor would be told, and what it says."""

    where: str
    place: str
    words: str


def problem_lines(problems: Iterable[Problem]) -> tuple[ProblemLine, ...]:
    """The problems in words, each with its file and line."""
    language = SOURCE_LANGUAGE if is_chinese() else "en"
    # Sources before their translations: what is wrong there is often wrong here only because of it.
    ordered = sorted(problems, key=lambda problem: "." in Path(problem.file).stem)
    return tuple(ProblemLine(_where(one), one.place, held().wording(one, language)) for one in ordered)


def _where(problem: Problem) -> str:
    path = Path(problem.file)
    root = next((root for root in desk().roots if path.is_relative_to(root)), None)
    file = str(path.relative_to(root) if root else path)
    return file if problem.line is None else f"{file}:{problem.line}"
