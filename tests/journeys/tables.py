"""Tables as people read them: the one on the page, and the one in the file that was downloaded."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.journeys.visitor import Visitor

ROWS = """(table) => [...table.querySelectorAll('tbody tr, tfoot tr')].map((row) => [...row.children].map((cell) => {
  const figures = [...cell.querySelectorAll('data')];
  const name = cell.querySelector('a, span:not(.visually-hidden)');
  return {
    text: (cell.tagName === 'TH' && name ? name : cell).textContent.trim().replace(/\\s+/g, ' '),
    shown: figures.map((one) => one.textContent.trim()),
    value: figures.map((one) => one.value),
    numerator: figures.map((one) => one.dataset.numerator ?? ''),
    denominator: figures.map((one) => one.dataset.denominator ?? ''),
    titles: [...cell.querySelectorAll('span[title]')].map((one) => one.title),
    tags: [...cell.querySelectorAll('.tag')].map((one) => one.textContent.trim()),
  };
}))"""
IS_DRAWN = """(canvas) => {
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Set();
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] === 255) colours.add(pixels[at] << 16 | pixels[at + 1] << 8 | pixels[at + 2]);
  }
  return colours.size > 2;
}"""


def rows(table: Locator) -> list[list[dict[str, Any]]]:
    """Every row of a table, cell by cell: its text, its figures as shown, and the exact ones behind them."""
    found: list[list[dict[str, Any]]] = table.evaluate(ROWS)
    return found


def downloaded(visitor: Visitor, link: Locator) -> list[list[str]]:
    """The lines of the CSV file behind a link."""
    with visitor.page.expect_download() as started:
        link.click()
    raw = Path(started.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert started.value.suggested_filename.isascii()
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def is_drawn(canvas: Locator) -> bool:
    """True where the canvas has bars on it and is not blank."""
    found: bool = canvas.evaluate(IS_DRAWN)
    return found


def counts(keys: Locator) -> dict[str, int]:
    """The four states of a bar's key, in their order: colour's name -> number."""
    found: list[list[str]] = keys.evaluate_all(
        "parts => parts.map((part) => [part.querySelector('i').className, part.querySelector('data').value])"
    )
    return {name.removeprefix("states__"): int(number) for name, number in found}
