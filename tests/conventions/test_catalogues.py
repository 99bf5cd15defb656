"""Every sentence of the code is in every catalogue, translated, with the same blanks to fill."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

from app.cli.messages import DERIVED, SOURCE, derived
from app.content.traditional import converter_of, leftovers
from app.settings import ROOT

LOCALES = ("zh_Hans_CN", "zh_Hant_TW", "en")
KEYWORDS = DEFAULT_KEYWORDS | parse_keywords(["lazy_gettext", "_l", "pgettext:1c,2"])
BLANK = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
HAN = re.compile(r"[\u4e00-\u9fff]")


def extracted() -> set[str]:
    """The sentences that the code and the templates ask for now."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    found = extract_from_dir(ROOT, method_map=methods, keywords=KEYWORDS)
    return {_first(message) for _file, _line, message, _comments, _context in found}


def catalogue(locale: str) -> Catalog:
    """A catalogue; an empty one where none has been made."""
    file = ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"
    if not file.is_file():
        return Catalog(locale)
    with file.open("rb") as stream:
        return read_po(stream, locale)


def messages(locale: str) -> list[Message]:
    """The messages of a catalogue without its header."""
    return [message for message in catalogue(locale) if message.id]


def needs_translation(message: Message, locale: str) -> bool:
    """False where the sentence in the code is already in the language of the catalogue."""
    is_chinese = HAN.search(_first(message.id)) is not None
    return locale == "zh_Hant_TW" or is_chinese != (locale == "zh_Hans_CN")


def _first(text: str | Iterable[str]) -> str:
    return text if isinstance(text, str) else next(iter(text))


def _all(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_catalogue_holds_every_sentence_and_no_other(locale: str) -> None:
    """Where this fails: make messages, then translate."""
    assert {_first(message.id) for message in messages(locale)} == extracted()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_translated(locale: str) -> None:
    bare = [
        _first(message.id)
        for message in messages(locale)
        if message.fuzzy or (needs_translation(message, locale) and not all(_all(message.string)))
    ]
    assert bare == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_fills_the_same_blanks(locale: str) -> None:
    wrong = [
        _first(message.id)
        for message in messages(locale)
        for translation in _all(message.string)
        if translation and not _fits(message, translation)
    ]
    assert wrong == []


def _fits(message: Message, translation: str) -> bool:
    """A form may leave out a number that its words already say ("one pupil"), but never invents a blank."""
    offered = [set(BLANK.findall(form)) for form in _all(message.id)]
    used = set(BLANK.findall(translation))
    return used in offered if len(offered) == 1 else used <= set.union(*offered)


def test_the_traditional_catalogue_is_what_its_source_gives() -> None:
    """Nobody edits it. Where this fails: make messages."""
    converter = converter_of([ROOT], is_interface=True)
    wanted = {_first(one.id): one.string for one in derived(catalogue(SOURCE), converter) if one.id}
    assert {_first(one.id): one.string for one in messages(DERIVED)} == wanted


def test_the_traditional_catalogue_holds_no_simplified_character() -> None:
    """What stays simplified on purpose is the name of that language, which no catalogue holds."""
    found = {
        _first(message.id): leftovers(text)
        for message in messages(DERIVED)
        for text in _all(message.string)
        if leftovers(text)
    }
    assert found == {}
