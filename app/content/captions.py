"""Captions of films (WebVTT): the plain part of the format, so that every browser shows them alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME} --> {_TIME}\s*\Z", re.ASCII)
_BLANK = re.compile(r"\n{2,}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why captions are refused: a code, and the line it is about."""

    code: str
    line: int


def fault_in_captions(text: str, length: int | None = None) -> Fault | None:
    """What is wrong with a file of captions, or None. `length` is the film's, in seconds, where it is known.

    A cue is a line of timing, an optional name before it, and plain words: no styles, places or markup, which
    browsers render unlike each other.
    """
    text = text.replace("\r\n", "\n").rstrip() + "\n"
    if not re.match(r"WEBVTT(?:[ \t][^\n]*)?\n\n", text):
        return Fault("captions_header", 1)
    last, cues = 0, 0
    for line, block in _blocks(text):
        if block.startswith("NOTE"):
            continue
        rows = block.split("\n")
        at = 0 if "-->" in rows[0] else 1
        found = _TIMING.match(rows[at]) if at < len(rows) else None
        if not found:
            return Fault("captions_timing", line + at)
        start, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:])
        if not last <= start < end or (length is not None and end > (length + 1) * 1000):
            return Fault("captions_order", line + at)
        words = "\n".join(rows[at + 1 :])
        if not words.strip() or re.search(r"[<>&]", words):
            return Fault("captions_words", line + at + 1)
        last, cues = start, cues + 1
    return None if cues else Fault("captions_header", 1)


def _blocks(text: str) -> list[tuple[int, str]]:
    """(number of the first line, block) of everything after the header; blank lines part blocks."""
    found, at = [], text.index("\n\n")
    head = _BLANK.match(text, at)
    at = head.end() if head else len(text)
    for piece in _BLANK.split(text[at:].rstrip("\n")):
        if piece:
            at = text.index(piece, at)
            found.append((text.count("\n", 0, at) + 1, piece))
            at += len(piece)
    return found


def _milliseconds(parts: tuple[str, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
