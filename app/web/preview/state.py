"""What the running preview holds: the files it shows, and who puts a problem into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from app.content.problems import Problem
from app.services.previews import Desk

# A problem and a written language in, a sentence out. The command line owns the sentences.
Wording = Callable[[Problem, str], str]


@dataclass(frozen=True, slots=True)
class Preview:
    """One per application."""

    desk: Desk
    wording: Wording


def held() -> Preview:
    """The running preview's state."""
    found: Preview = current_app.extensions["preview"]
    return found


def desk() -> Desk:
    """The files this preview shows."""
    return held().desk
