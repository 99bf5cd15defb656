"""The rows of any spreadsheet as they are, sent from the confined child that reads files from outside."""

from __future__ import annotations

from app.exchange.rosters.limits import Limits, Unreadable
from app.exchange.rosters.register import Flaw, Sheet, cleaned, flaw_of
from app.exchange.rosters.wire import Wire

LAYOUT = "rows"


class Rows:
    """Takes sheet after sheet: each row that holds anything becomes a line of (column, text, kind)."""

    def __init__(self, wire: Wire, limits: Limits) -> None:
        self._wire = wire
        self._limits = limits
        self._lines = 0
        wire.meta(LAYOUT)

    def read(self, sheet: Sheet) -> None:
        """Send the rows of a sheet."""
        self._wire.sheet(sheet.name, [])
        for number, cells in sheet.rows:
            if isinstance(cells, Flaw):
                self._wire.fault(cells.code, sheet.name, number, "", **cells.facts)
                continue
            values: list[object] = []
            for column, value in sorted(cells.items()):
                text, kind = (value, "") if isinstance(value, str) else value
                text = cleaned(text)
                flaw = flaw_of(text.replace("\n", " ").replace("\t", " "), self._limits.max_cell)
                if flaw is not None:
                    values.append([column, "", flaw.code])
                elif text or kind:
                    values.append([column, text, kind])
            if values:
                self._count()
                self._wire.line(number, values)

    def finish(self) -> None:
        """Raise Unreadable where no sheet held anything."""
        if not self._lines:
            raise Unreadable("empty_file")

    def _count(self) -> None:
        self._lines += 1
        if self._lines > self._limits.max_rows:
            raise Unreadable("too_many_rows", limit=self._limits.max_rows)
