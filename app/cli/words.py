"""The catalogues for commands that write files for people who read Chinese. The commands themselves speak English."""

from __future__ import annotations

from collections.abc import Callable

from babel.support import Translations

from app.settings import ROOT

# Babel's name of a catalogue's folder, by the name of the language.
FOLDERS = {"zh_CN": "zh_Hans_CN", "en": "en"}


def words(language: str) -> Callable[[str], str]:
    """What says an English sentence in a language."""
    return Translations.load(ROOT / "translations", [FOLDERS[language]]).ugettext
