"""Tables as CSV files that open in a spreadsheet without doing anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from flask import Response

from app.exchange.tables import csv_chunks

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A CSV download in UTF-8 with BOM. `name` is an ASCII file name."""
    content = b"".join(csv_chunks(header, rows))
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def attachment(name: str, content: bytes | Iterable[bytes]) -> Response:
    """A file that the browser keeps. `name` is an ASCII file name; its ending says what it is."""
    response = Response(content, content_type=_TYPES[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def json_file(name: str, data: object) -> Response:
    """Data for machines, readable for people as well. `name` is an ASCII file name."""
    return attachment(name, json.dumps(data, ensure_ascii=False, indent=2).encode())
