"""A TOML table read field by field: each field is asked for once, and what nobody asked for is an unknown field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from app.content.documents import Document
from app.content.lines import Place
from app.content.words import fault_in_plain, fault_in_prose

MAX_ID = 64
MISCONCEPTION_ID = re.compile(r"[A-Z]{1,4}[0-9]{1,3}\Z")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
# Item and question ids are names of form fields, beside which the pages have fields of their own.
_RESERVED = frozenset({"choice", "sheet", "ticket", "next", "revision", "seed", "token", "heard", "watched"})


def is_identifier(text: str) -> bool:
    """Is this a usable id: lower-case ASCII words joined by hyphens, not too long, not a field of our forms?"""
    return len(text) <= MAX_ID and text not in _RESERVED and _ID.match(text) is not None


class Table:
    """One table of a document. Reading never raises: a wrong field is noted and a harmless value is returned."""

    def __init__(self, document: Document, place: Place, values: dict[str, Any]) -> None:
        self.document = document
        self.place = place
        self._values = values
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def note(self, key: str, code: str, **facts: object) -> None:
        """Note a problem at a field of this table, or at the table itself where key is ''."""
        self.document.note((*self.place, key) if key else self.place, code, **facts)

    def prose(self, key: str, check: Callable[[str], str | None] = fault_in_prose) -> str:
        """A required Markdown text."""
        text: str = self._get(key, str, "")
        if key in self._values and isinstance(self._values[key], str) and (fault := check(text)):
            self.note(key, fault)
        return text.strip()

    def plain(self, key: str) -> str:
        """A required line of plain text."""
        return self.prose(key, fault_in_plain)

    def word(self, key: str, allowed: Collection[str]) -> str:
        """A required word out of a fixed few."""
        word: str = self._get(key, str, "")
        if word and word not in allowed:
            self.note(key, "value_unknown", value=word, allowed=", ".join(allowed))
            return ""
        return word

    def name(self, key: str, *, required: bool = True) -> str:
        """A name of something outside this file (a scene, an emoji); the caller looks whether it exists."""
        if not required and key not in self._values:
            return ""
        name: str = self._get(key, str, "")
        return name

    def number(self, key: str, low: int, high: int) -> int:
        """A required whole number within bounds; without one, the lower bound."""
        number: int = self._get(key, int, low)
        if not low <= number <= high:
            self.note(key, "number_out_of_range", low=low, high=high)
            return low
        return number

    def flag(self, key: str, default: bool | None = None) -> bool:
        """A boolean; required where no default is given."""
        if default is not None and key not in self._values:
            self._asked.add(key)
            return default
        flag: bool = self._get(key, bool, False)
        return flag

    def identifier(self) -> str:
        """The required id of this table."""
        text: str = self._get("id", str, "")
        if text and not is_identifier(text):
            self.note("id", "id_reserved" if text in _RESERVED else "id_malformed", id=text)
        return text

    def misconception(self) -> str:
        """The misconception named here, or ''. Whether the theme has it is looked up later."""
        return self.name("misconception", required=False)

    def strings(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of plain texts, with at least one entry where it is required."""
        if not required and key not in self._values:
            self._asked.add(key)
            return ()
        rows: list[object] = self._get(key, list, [])
        if key in self._values and required and not rows:
            self.note(key, "list_empty")
        texts = [row for row in rows if isinstance(row, str)]
        if len(texts) < len(rows):
            self.note(key, "type_wrong", expected="str")
        for text in texts:
            if fault := fault_in_plain(text):
                self.note(key, fault)
        return tuple(texts)

    def table(self, key: str) -> Table | None:
        """A required table below this one."""
        values = self._get(key, dict, None)
        return None if values is None else Table(self.document, (*self.place, key), values)

    def rows(self, key: str, low: int, high: int) -> list[Table]:
        """The rows of an array of tables, with a bound on their number."""
        found: list[object] = self._get(key, list, [])
        if key in self._values and not low <= len(found) <= high:
            self.note(key, "rows_out_of_range", low=low, high=high, count=len(found))
        tables = []
        for number, row in enumerate(found):
            if isinstance(row, dict):
                tables.append(Table(self.document, (*self.place, key, number), row))
            else:
                self.document.note((*self.place, key, number), "type_wrong", expected="table")
        return tables

    def children(self) -> list[tuple[str, Table]]:
        """Every sub-table of this table by its key; anything else beside them is noted."""
        found = []
        for key in self._values:
            child = self.table(key)
            if child is not None:
                found.append((key, child))
        return found

    def close(self) -> None:
        """Note every field that was not asked for."""
        for key in self._values:
            if key not in self._asked:
                self.note(key, "field_unknown", field=key)

    def _get(self, key: str, kind: type, default: Any) -> Any:
        self._asked.add(key)
        if key not in self._values:
            self.note("", "field_missing", field=key)
            return default
        value = self._values[key]
        # `true` is an int to isinstance, and must not pass for a number.
        if type(value) is not kind:
            expected = "table" if kind is dict else kind.__name__
            self.note(key, "type_wrong", expected=expected)
            return default
        return value


def note_repeated(document: Document, place: Place, ids: Sequence[str]) -> None:
    """Note ids that stand twice in one list."""
    for number, row_id in enumerate(ids):
        if row_id and row_id in ids[:number]:
            document.note((*place, number, "id"), "id_repeated", id=row_id)
