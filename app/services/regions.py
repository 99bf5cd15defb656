"""The regions of China as a tree of three levels, from the GB/T 2260 files that come with the product."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from app.domain.identifiers import stable
from app.store import regions as store
from app.store.engine import Session
from app.store.schema import Level

FOLDER = Path(__file__).resolve().parent.parent / "store" / "data" / "gb2260"

# City-level nodes that only group counties. A municipality's own districts stand under a city of its name; the rest
# takes the province's name in front, so that every node can be told from its sisters in another province.
DISTRICTS = "市辖区"
COUNTIES = "县"
DIRECT = {"省直辖县级行政区划": "直辖县级行政区划", "自治区直辖县级行政区划": "直辖县级行政区划"}


def region_id(code: str) -> UUID:
    """The id of the region with this six-digit code: the same in every installation."""
    return stable("gb2260", code)


def import_regions(session: Session) -> int:
    """Keep every region that is not there yet; returns how many were new. Running it again changes nothing."""
    return store.add(session, list(read_regions()))


def read_regions(folder: Path = FOLDER) -> Iterator[dict[str, object]]:
    """All regions as rows, parents before children.

    A city without counties (东莞) has no children: the source repeats it as its own county. A development zone (fifth
    digit 7) is at county level and marked.
    """
    provinces = {row["code"]: row["name"] for row in _rows(folder / "provinces.csv")}
    for code, name in provinces.items():
        yield _region(f"{code}0000", name, Level.PROVINCE, None)
    for row in _rows(folder / "cities.csv"):
        name = _city_name(row["name"], provinces[row["provinceCode"]])
        yield _region(f"{row['code']}00", name, Level.CITY, f"{row['provinceCode']}0000")
    for row in _rows(folder / "areas.csv"):
        city = f"{row['cityCode']}00"
        if row["code"] != city:
            yield _region(row["code"], row["name"], Level.COUNTY, city)


def _city_name(name: str, province: str) -> str:
    if name == DISTRICTS:
        return province
    if name == COUNTIES:
        return f"{province}辖县"
    return f"{province}{DIRECT[name]}" if name in DIRECT else name


def _region(code: str, name: str, level: Level, parent: str | None) -> dict[str, object]:
    return {
        "id": region_id(code),
        "code": code,
        "name": name,
        "level": level,
        "parent_id": region_id(parent) if parent else None,
        "is_zone": level is Level.COUNTY and code[4] == "7",
        "valid_from": None,
        "valid_to": None,
    }


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
