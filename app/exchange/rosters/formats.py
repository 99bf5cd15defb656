"""Which kind of file this is, by what is in it. Names and endings say nothing: half of all .xls are web pages."""

from __future__ import annotations

import codecs
import io
import os
from typing import BinaryIO

from app.exchange.rosters import oldbooks, oneroster, texts, workbooks
from app.exchange.rosters.limits import Limits, Unreadable
from app.exchange.rosters.packages import Package
from app.exchange.rosters.register import Making, Register
from app.exchange.rosters.wire import Wire

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SIGNS = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "doc"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM6", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
)
_HEAD = 4096
_CONTROLS = bytes(set(range(32)) - set(b"\0\t\n\r\x1a\x1b")) + b"\x7f"
_TEXT_CONTROLS = 50
"""One control character in so many is damage in a text; more make it no text at all."""


def read(descriptor: int, wire: Wire, limits: Limits, making: Making = Register) -> None:
    """Send the lines of the file behind a descriptor, as `making` takes them. Raises Unreadable."""
    with io.FileIO(descriptor, closefd=False) as file:
        head = file.read(_HEAD)
        if not head.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
            raise Unreadable("empty_file")
        if head.startswith(_ZIP):
            _read_package(Package(file, limits), wire, limits, making)
        elif head.startswith(_COMPOUND):
            oldbooks.read(file, wire, limits, making)
        else:
            _must_be_text(head)
            texts.read(lambda: _from_start(descriptor), wire, limits, making)


def _from_start(descriptor: int) -> BinaryIO:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return open(descriptor, "rb", closefd=False)


def _read_package(package: Package, wire: Wire, limits: Limits, making: Making) -> None:
    if package.has(workbooks.TYPES):
        workbooks.check(package)
        workbooks.read(package, wire, limits, making)
    elif package.has("mimetype") and b"opendocument" in package.open("mimetype").read(200):
        raise Unreadable("other_format", kind="ods")
    elif any(name.endswith(".iwa") for name in package.names):
        raise Unreadable("other_format", kind="numbers")
    elif making is not Register:
        raise Unreadable("other_format", kind="archive")
    else:
        oneroster.read(package, wire, limits)


def _must_be_text(head: bytes) -> None:
    """Raise Unreadable for what is certainly no separated text."""
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            raise Unreadable("other_format", kind=kind)
    begin = head.removeprefix(codecs.BOM_UTF8).lstrip()[:500].lower()
    if begin.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<div", b"<style")):
        raise Unreadable("other_format", kind="html")
    if begin.startswith((b"<?xml", b"<!doctype", b"<workbook", b"mime-version:")):
        raise Unreadable("other_format", kind="html" if b"<html" in begin or b"mime" in begin else "xml")
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or bool(texts.wide(head))
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if not is_wide and (controls * _TEXT_CONTROLS > len(head) or head.count(0) * 4 > len(head)):
        raise Unreadable("unknown_format")
