"""Workbooks that are damaged or were made to do damage, and files of other kinds."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable

from app.exchange.rosters import Limits
from tests.exchange.cases import HEAD, LI, Case
from tests.exchange.oddbooks import MAIN, SHEET, book, inline, parts, raw
from tests.exchange.packing import bomb, lying, packed, unpacked

MIB = 1 << 20
SMALL = Limits(memory=90 * MIB, cpu_seconds=60, seconds=120)
OPEN = inline(HEAD).partition("</sheetData>")[0].encode()
CLOSE = b"</sheetData></worksheet>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
)


def without(name: str) -> Callable[[], bytes]:
    """A workbook that lacks a part."""
    return lambda: packed({part: data for part, data in unpacked(book()).items() if part != name})


def having(name: str, data: str | bytes) -> Callable[[], bytes]:
    """A workbook with another or a further part."""
    return lambda: packed({**unpacked(book()), name: data})


def sheet_bomb(unit: bytes, times: int, begin: bytes = OPEN, end: bytes = CLOSE) -> bytes:
    """A workbook whose sheet repeats something."""
    return bomb(parts(""), SHEET, begin, unit, times, end)


def flipped() -> bytes:
    """A workbook with a wrong byte in its sheet."""
    data = bytearray(packed({**parts(inline(HEAD, LI))}, zipfile.ZIP_STORED))
    data[data.index("李雷".encode())] ^= 1
    return bytes(data)


def locked() -> bytes:
    """An archive whose entries say that they are encrypted."""
    data = bytearray(packed(parts(inline(HEAD, LI))))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        start = archive.start_dir
    data[start + 8] |= 1
    return bytes(data)


DAMAGED = [
    Case("workbook cut off in the upload", lambda: book()[:-600], refused="damaged"),
    Case("workbook without its end", lambda: book()[:2000], refused="damaged"),
    Case("workbook with a wrong byte", flipped, refused="damaged", facts={"part": SHEET}),
    Case("workbook without its sheet", without(SHEET), refused="damaged"),
    Case("workbook without a list of sheets", without("xl/workbook.xml"), refused="damaged"),
    Case("workbook without relations", without("xl/_rels/workbook.xml.rels"), refused="damaged"),
    Case("workbook without styles", without("xl/styles.xml"), names=["李雷", "韩梅梅"]),
    Case(
        "workbook without its texts",
        raw(
            inline(HEAD, LI, end="")
            .replace('t="inlineStr"', 't="s"')
            .replace("is>", "v>")
            .replace("<t>", "")
            .replace("</t>", "")
        ),
        refused="damaged",
    ),
    Case("sheet that is no XML", having(SHEET, "no"), refused="damaged", facts={"part": SHEET}),
    Case("sheet that is another document", having(SHEET, "<html/>"), refused="damaged"),
    Case("sheet that ends early", having(SHEET, inline(HEAD, LI)[:-30]), refused="damaged"),
    Case(
        "text that is not there",
        having(SHEET, f'<worksheet xmlns="{MAIN}"><row><c t="s"><v>-1</v></c></row></worksheet>'),
        refused="damaged",
    ),
    Case(
        "line without a number", having(SHEET, f'<worksheet xmlns="{MAIN}"><row r="x"/></worksheet>'), refused="damaged"
    ),
    Case(
        "line of 5000 digits",
        having(SHEET, f'<worksheet xmlns="{MAIN}"><row r="{"9" * 5000}"/></worksheet>'),
        refused="damaged",
    ),
    Case("unusual packing", lambda: packed(parts(inline(HEAD, LI)), zipfile.ZIP_LZMA), refused="damaged"),
    Case("archive with a password", locked, refused="encrypted"),
]

KINDS = [
    Case("macros", having("xl/vbaProject.bin", b"\xd0\xcf"), refused="macros"),
    Case(
        "binary workbook",
        lambda: packed(
            {
                "[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-excel.sheet.binary.'
                'macroEnabled.main" PartName="/xl/workbook.bin"/></Types>'
            }
        ),
        refused="other_format",
        facts={"kind": "xlsb"},
    ),
    Case(
        "document",
        lambda: packed({"[Content_Types].xml": '<Types><Override ContentType="x.wordprocessingml.document"/></Types>'}),
        refused="other_format",
        facts={"kind": "docx"},
    ),
    Case(
        "slides",
        lambda: packed({"[Content_Types].xml": '<Types><Override ContentType="x.presentationml.main"/></Types>'}),
        refused="other_format",
        facts={"kind": "pptx"},
    ),
    Case(
        "open document",
        lambda: packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
        refused="other_format",
        facts={"kind": "ods"},
    ),
    Case(
        "numbers of apple",
        lambda: packed({"Index/Document.iwa": b"x"}),
        refused="other_format",
        facts={"kind": "numbers"},
    ),
    Case("archive of photographs", lambda: packed({"1.jpg": b"x", "2.jpg": b"y"}), refused="wrong_zip"),
    Case("empty archive", lambda: packed({}), refused="wrong_zip"),
]

BOMBS = [
    Case(
        "entities that blow up",
        having(SHEET, LAUGHS + "]><worksheet>&j;</worksheet>"),
        refused="damaged",
        facts={"part": SHEET},
    ),
    Case(
        "entity that fetches a file",
        having(SHEET, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'),
        refused="damaged",
    ),
    Case(
        "entities in the list of sheets",
        having("xl/workbook.xml", LAUGHS + "]><workbook>&j;</workbook>"),
        refused="damaged",
    ),
    Case("zip bomb named xlsx", lambda: sheet_bomb(b" " * MIB, 401), refused="unpacks_too_large", facts={"limit": 400}),
    Case("zip bomb of one letter", lambda: packed(parts(inline(HEAD, ["a" * 20 * MIB]))), refused="unpacks_too_large"),
    Case("zip bomb that lies about its size", lambda: lying(sheet_bomb(b" " * MIB, 401), 5000), refused="damaged"),
    Case(
        "archive of 3000 entries",
        lambda: packed({**parts(inline(HEAD, LI)), **{f"x/{at}": b"" for at in range(3000)}}),
        refused="unpacks_too_large",
    ),
    Case(
        "16 MB of one cell",
        lambda: sheet_bomb(b"ab" * 8192, 1024, OPEN + b'<row><c t="inlineStr"><is><t>', b"</t></is></c></row>" + CLOSE),
        faults=[("cell_too_long", 2, "姓名")],
        limits=SMALL,
    ),
    Case(
        "a cell of a million pieces",
        lambda: sheet_bomb(
            b"<r><t>ab</t></r>" * 1000, 400, OPEN + b'<row><c t="inlineStr"><is>', b"</is></c></row>" + CLOSE
        ),
        faults=[("cell_too_long", 2, "姓名")],
        limits=SMALL,
    ),
    Case(
        "a tag of 15 MB",
        lambda: sheet_bomb(b"ab" * 512, 15 * 1024, OPEN + b"<row x='", b"'/>" + CLOSE),
        refused="damaged",
        limits=SMALL,
    ),
    Case("million empty lines", lambda: sheet_bomb(b"<row/>" * 1000, 1000), names=[], limits=SMALL),
    Case(
        "lines of a million cells",
        lambda: sheet_bomb(b"<c><v>1</v></c>" * 1000, 500, OPEN + b"<row>", b"</row>" + CLOSE),
        names=["1"],
        limits=SMALL,
    ),
    Case(
        "nested a million times", lambda: sheet_bomb(b"<a>" * 1000, 1000, OPEN, b""), refused="too_heavy", limits=SMALL
    ),
    Case(
        "texts without end",
        lambda: bomb(
            parts(inline(HEAD, LI)),
            "xl/sharedStrings.xml",
            f'<sst xmlns="{MAIN}">'.encode(),
            b"".join(b"<si><t>%d%s</t></si>" % (at, b"a" * 1500) for at in range(1000)),
            100,
            b"</sst>",
        ),
        refused="too_heavy",
        facts={"limit": "memory"},
        limits=SMALL,
    ),
    Case(
        "merged a million times",
        lambda: sheet_bomb(
            b'<mergeCell ref="A1:B2"/>' * 1000, 100, OPEN + b"</sheetData><mergeCells>", b"</mergeCells></worksheet>"
        ),
        refused="too_heavy",
        limits=SMALL,
    ),
    Case(
        "longer than we wait",
        lambda: sheet_bomb(b"<row><c><v>1</v></c></row>" * 1000, 500),
        refused="too_heavy",
        facts={"limit": "seconds"},
        limits=Limits(seconds=0.001),
    ),
    Case(
        "more work than allowed",
        lambda: sheet_bomb(b"<row><c><v/></c></row>" * 1000, 5000),
        refused="too_heavy",
        facts={"limit": "cpu"},
        limits=Limits(cpu_seconds=1),
    ),
]

STRANGERS = [
    Case("noise", lambda: bytes(range(256)) * 20, refused="unknown_format"),
    Case("pdf", lambda: b"%PDF-1.7\n1 0 obj", refused="other_format", facts={"kind": "pdf"}),
    Case("picture", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, refused="other_format", facts={"kind": "picture"}),
    Case("gzip", lambda: gzip.compress(b"x" * 99), refused="other_format", facts={"kind": "archive"}),
    Case("rar", lambda: b"Rar!\x1a\x07\x01\x00" + b"1" * 99, refused="other_format", facts={"kind": "archive"}),
    Case(
        "web page named xls",
        lambda: "<html><table><tr><td>姓名</td></tr></table></html>".encode(),
        refused="other_format",
        facts={"kind": "html"},
    ),
    Case(
        "table of 2003 in XML",
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        refused="other_format",
        facts={"kind": "xml"},
    ),
    Case(
        "web archive named xls",
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n",
        refused="other_format",
        facts={"kind": "html"},
    ),
    Case("rich text", lambda: b"{\\rtf1\\ansi hello}", refused="other_format", facts={"kind": "doc"}),
]

CASES = [*DAMAGED, *KINDS, *BOMBS, *STRANGERS]
