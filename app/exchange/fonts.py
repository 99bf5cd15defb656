"""Finding a Chinese font on this machine, for files that carry their own letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]  # fontTools ships no types.

from app.domain.errors import Conflict

PACKAGE = "fonts-noto-cjk"
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts")
# In this order; a bold cut is looked for beside the regular one.
REGULAR = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "PingFang.ttc",
    "msyh.ttc",
    "DroidSansFallbackFull.ttf",
)
# Letters that the first font lacks are looked for here.
OTHERS = ("NotoSerifCJK-Regular.ttc", "NotoSans-Regular.ttf", "DejaVuSans.ttf", "unifont.otf")
PROBE = "安全第一课"


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font: the file, and which face of it where it holds several."""

    path: Path
    face: int = 0


@dataclass(frozen=True, slots=True)
class Fonts:
    """What to draw with. `bold` is the regular font where there is no bold one; `others` fill gaps."""

    regular: FontFile
    bold: FontFile
    others: tuple[FontFile, ...] = ()


@cache
def find(chosen: str = "", folders: tuple[str, ...] = FOLDERS) -> Fonts:
    """The fonts of this machine, looked for once; `chosen` is the path of one to use instead.

    Raises Conflict("font_missing", package=...) where there is none, Conflict("font_unfit", path=...) where the chosen
    one cannot be read or has no Chinese.
    """
    if chosen:
        regular = _opened(Path(chosen))
        if regular is None:
            raise Conflict("font_unfit", path=chosen)
    else:
        regular = next((font for path in _named(REGULAR, folders) if (font := _opened(path))), None)
        if regular is None:
            raise Conflict("font_missing", package=PACKAGE)
    heavy = regular.path.with_name(regular.path.name.replace("Regular", "Bold"))
    bold = (_opened(heavy) if heavy != regular.path and heavy.is_file() else None) or regular
    others = tuple(font for path in _named(OTHERS, folders) if (font := _opened(path, probe="a")))
    return Fonts(regular, bold, others)


def _named(names: tuple[str, ...], folders: tuple[str, ...]) -> Iterator[Path]:
    present: dict[str, Path] = {}
    for folder in folders:
        for path in Path(folder).rglob("*.[ot]t[cf]"):
            present.setdefault(path.name, path)
    return (present[name] for name in names if name in present)


def _opened(path: Path, probe: str = PROBE) -> FontFile | None:
    """The font in a file, its simplified Chinese face where there are several; None where it has not these letters."""
    try:
        with path.open("rb") as file:
            face = _face(file)
            letters = TTFont(file, fontNumber=face, lazy=True).getBestCmap()
    except (OSError, TTLibError, KeyError, AssertionError):
        return None
    return FontFile(path, face) if letters and all(ord(letter) in letters for letter in probe) else None


def _face(file: BinaryIO) -> int:
    """Which face of a collection is the simplified Chinese one; 0 for a file with one face."""
    count = getattr(TTFont(file, fontNumber=0, lazy=True).reader, "numFonts", 1)
    names = [str(TTFont(file, fontNumber=number, lazy=True)["name"].getBestFamilyName()) for number in range(count)]
    return next((number for number, name in enumerate(names) if name.endswith((" SC", " CN"))), 0)
