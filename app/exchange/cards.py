"""Login cards as a PDF: A4, ten a page, the size of a bank card, to be cut along straight lines.

The file carries a subset of its own fonts, so it prints alike everywhere. A letter that no font of the machine has is
printed as a box to be filled in by hand, and a last page names it: a whole class does not wait for one letter.
"""

from __future__ import annotations

import threading
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

import segno
from fpdf import FPDF
from fpdf.fonts import TTFFont

from app.domain.errors import Busy
from app.exchange.fonts import FontFile, Fonts

WIDTH, HEIGHT = 85.6, 54.0  # ISO/IEC 7810 ID-1, in millimetres as everything here
COLUMNS, ROWS = 2, 5
PER_PAGE = COLUMNS * ROWS
LEFT, TOP = (210 - COLUMNS * WIDTH) / 2, (297 - ROWS * HEIGHT) / 2
PAD = 4.5
QR_SIZE = 31.0
TEXT_WIDTH = WIDTH - 2 * PAD - QR_SIZE - 4
POINT = 25.4 / 72
BOX = "□"
BRAND, INK, SOFT, LINE, SUN = (7, 90, 81), (29, 43, 54), (80, 96, 108), (190, 190, 190), (255, 225, 130)

_one = threading.Lock()
_places = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Face:
    """What stands on one card. `secret` is a PIN or a one-time password with its label, or nothing."""

    name: str
    username: str
    address: str
    secret_label: str = ""
    secret: str = ""

    def __repr__(self) -> str:
        return "Face(...)"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on every card, in the language of whoever prints. `letters_missing` heads the list of letters that
    must be written in by hand."""

    title: str
    school: str
    classroom: str
    username_label: str
    under_code: str
    how_to: tuple[str, str]
    letters_missing: str


def draw(faces: Sequence[Face], words: Words, fonts: Fonts) -> bytes:
    """The PDF. One is drawn at a time, and one more may wait; whoever comes then is refused with Busy("busy_cards"),
    because each takes about a second and 100 MiB."""
    with _turn():
        sheet = _Sheet(fonts)
        try:
            for number, face in enumerate(faces):
                place = number % PER_PAGE
                if place == 0:
                    sheet.new_page(min(PER_PAGE, len(faces) - number))
                row, column = divmod(place, COLUMNS)
                sheet.card(face, words, LEFT + column * WIDTH, TOP + row * HEIGHT)
            if sheet.missing:
                sheet.note(words.letters_missing)
            return bytes(sheet.pdf.output())
        finally:
            sheet.close()


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy("busy_cards")
    try:
        with _one:
            yield
    finally:
        _places.release()


class _Sheet:
    """The pages being drawn."""

    def __init__(self, fonts: Fonts) -> None:
        self.pdf = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_title("First Lesson")
        self.missing: dict[str, None] = {}
        self._fonts = fonts
        self._letters: dict[str, Container[int]] = {}
        self._add("regular", fonts.regular)
        self._add("bold", fonts.bold)

    def _add(self, key: str, font: FontFile) -> None:
        self.pdf.add_font(key, fname=str(font.path), collection_font_number=font.face)
        added = self.pdf.fonts[key]
        self._letters[key] = added.cmap if isinstance(added, TTFFont) else ()

    def close(self) -> None:
        """Close the font files, which fpdf2 leaves open."""
        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def new_page(self, cards: int) -> None:
        """A page with its cutting lines: fine ones between the cards, short marks in the margins."""
        self.pdf.add_page()
        self.pdf.set_draw_color(*LINE)
        self.pdf.set_line_width(0.1)
        rows = -(-cards // COLUMNS)
        right, bottom = LEFT + COLUMNS * WIDTH, TOP + rows * HEIGHT
        for column in range(COLUMNS + 1):
            x = LEFT + column * WIDTH
            self.pdf.line(x, TOP - 6, x, bottom + 6)
        for row in range(rows + 1):
            y = TOP + row * HEIGHT
            self.pdf.line(LEFT - 6, y, right + 6, y)

    def card(self, face: Face, words: Words, x: float, y: float) -> None:
        """One card with its upper left corner at (x, y)."""
        left = x + PAD
        code = x + WIDTH - PAD - QR_SIZE
        self.pdf.set_fill_color(*SUN)
        self.pdf.rect(left, y + 4, 1.4, 4.4, style="F")
        self._line(words.title, left + 2.6, y + 7.3, TEXT_WIDTH - 2.6, 8.5, colour=BRAND, key="bold")
        self._name(face.name, left, y)
        self._line(words.classroom, left, y + 21.2, TEXT_WIDTH, 8.5, smallest=6)
        self._line(words.school, left, y + 25, TEXT_WIDTH, 8, smallest=5, colour=SOFT)
        self._pair(words.username_label, face.username, left, y + 29.6)
        if face.secret:
            self._pair(face.secret_label, face.secret, left, y + 38.2)
        self._code(face.address, code, y + PAD)
        self._centred(words.under_code, code + QR_SIZE / 2, y + PAD + QR_SIZE + 3.6, QR_SIZE, 7)
        self.pdf.set_draw_color(*LINE)
        self.pdf.line(left, y + 45.6, x + WIDTH - PAD, y + 45.6)
        for number, text in enumerate(words.how_to):
            self._line(text, left, y + 48.5 + 3 * number, WIDTH - 2 * PAD, 6.6, smallest=4.5, colour=SOFT)

    def note(self, heading: str) -> None:
        """The page that names the letters no font has."""
        self.pdf.add_page()
        self._line(heading, LEFT, 30, COLUMNS * WIDTH, 12, smallest=8)
        codes = "  ".join(f"U+{ord(letter):04X}" for letter in self.missing)
        self.pdf.set_xy(LEFT, 36)
        self._pen("regular", 12, INK)
        self.pdf.multi_cell(COLUMNS * WIDTH, 7, codes)

    def _name(self, name: str, x: float, y: float) -> None:
        """A name in one large line; a long one in two, broken at its dot or blank where it has one in the middle."""
        if self._width(name, "bold", 11) <= TEXT_WIDTH:
            self._line(name, x, y + 15.8, TEXT_WIDTH, 19, smallest=11, key="bold")
            return
        first, second = _halves(name)
        self._line(first, x, y + 12.7, TEXT_WIDTH, 11, smallest=4, key="bold")
        self._line(second, x, y + 17.2, TEXT_WIDTH, 11, smallest=4, key="bold")

    def _pair(self, label: str, value: str, x: float, y: float) -> None:
        self._line(label, x, y, TEXT_WIDTH, 6.6, smallest=4.5, colour=SOFT)
        self._line(value, x, y + 4.8, TEXT_WIDTH, 13, smallest=8, key="bold")

    def _centred(self, text: str, x: float, y: float, width: float, points: float) -> None:
        points = self._fitting(text, "regular", width, points, 4.5)
        self._write(text, x - self._width(text, "regular", points) / 2, y, "regular", points, SOFT)

    def _line(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        points: float,
        *,
        smallest: float = 0.0,
        key: str = "regular",
        colour: tuple[int, int, int] = INK,
    ) -> None:
        """A line from x on with its baseline at y, made smaller to fit the width; what still does not fit is cut."""
        points = self._fitting(text, key, width, points, smallest or points / 2)
        while len(text) > 1 and self._width(text, key, points) > width:
            text = text.removesuffix("…")[:-1] + "…"
        self._write(text, x, y, key, points, colour)

    def _fitting(self, text: str, key: str, width: float, points: float, smallest: float) -> float:
        natural = self._width(text, key, points)
        return points if natural <= width else max(smallest, points * width / natural)

    def _width(self, text: str, key: str, points: float) -> float:
        total = 0.0
        for font, part in self._runs(text, key):
            self.pdf.set_font(font, size=points)
            total += self.pdf.get_string_width(part)
        return total

    def _write(self, text: str, x: float, y: float, key: str, points: float, colour: tuple[int, int, int]) -> None:
        for font, part in self._runs(text, key):
            self._pen(font, points, colour)
            self.pdf.text(x, y, part)
            x += self.pdf.get_string_width(part)

    def _pen(self, key: str, points: float, colour: tuple[int, int, int]) -> None:
        self.pdf.set_font(key, size=points)
        self.pdf.set_text_color(*colour)

    def _runs(self, text: str, key: str) -> list[tuple[str, str]]:
        """The text in pieces of one font each; a letter that no font has becomes a box."""
        found = [self._font_for(letter, key) for letter in text]
        pairs = [(font or key, letter if font else BOX) for font, letter in zip(found, text, strict=True)]
        return [
            (font, "".join(letter for _font, letter in group)) for font, group in groupby(pairs, lambda one: one[0])
        ]

    def _font_for(self, letter: str, key: str) -> str | None:
        for candidate in (key, "regular"):
            if ord(letter) in self._letters[candidate]:
                return candidate
        for number, other in enumerate(self._fonts.others):
            name = f"other-{number}"
            if name not in self._letters:
                self._add(name, other)
            if ord(letter) in self._letters[name]:
                return name
        self.missing[letter] = None
        return None

    def _code(self, address: str, x: float, y: float) -> None:
        """The QR code with its corner at (x, y); the quiet zone is the white around it."""
        rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
        module = QR_SIZE / len(rows)
        self.pdf.set_fill_color(0, 0, 0)
        for number, row in enumerate(rows):
            start = 0
            for is_dark, run in groupby(row):
                length = len(list(run))
                if is_dark:  # a little taller than a module, so that no viewer shows a gap between two rows
                    self.pdf.rect(x + start * module, y + number * module, length * module, module + 0.02, style="F")
                start += length


def _halves(name: str) -> tuple[str, str]:
    """A long name in two lines, broken after the dot or blank nearest to its middle, else in the middle."""
    middle = len(name) / 2
    breaks = [place + 1 for place, letter in enumerate(name[:-1]) if letter in "·• -"]
    at = min(breaks, key=lambda place: abs(place - middle)) if breaks else -(-len(name) // 2)
    return name[:at].rstrip(), name[at:].lstrip()
