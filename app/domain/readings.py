"""Readings: how the characters of a text sound, for readers who do not know them yet.

A reading is one syllable of pinyin for each Chinese character of a text, in order, with blanks between them:
`长大了！` reads `zhǎng dà le`. Marks, digits, letters and tags have none, so no place in the text has to be named.
"""

from __future__ import annotations

import re

from app.domain.grades import Band, band_of

HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
TAG = re.compile(r"(<[^>]*>)")
# Pupils of these bands read characters with their sounds: the curriculum's 1,600 characters of the second grade are not
# yet there. In later years of primary school pinyin is a help that a pupil may ask for.
SHOWN_IN = frozenset({Band.K, Band.P12})
LAST_GRADE = 6


def is_offered(min_grade: int) -> bool:
    """Does a lesson that begins in this grade come with readings?"""
    return min_grade <= LAST_GRADE


def is_shown_at_first(max_grade: int) -> bool:
    """Does a lesson that ends in this grade show its readings without being asked?"""
    return band_of(max_grade) in SHOWN_IN


def characters(html: str) -> str:
    """The Chinese characters of a text in order; what stands inside tags is no text."""
    return "".join(run for piece in TAG.split(html)[::2] for run in HAN.findall(piece))
