"""The tree of regions: irregular places stand where people look for them."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func, select

from app.domain.identifiers import stable
from app.services.regions import import_regions, read_regions, region_id
from app.store import regions
from app.store.engine import Database, Session
from app.store.schema import Level, Region


@pytest.fixture
def tree(session: Session) -> Session:
    """A session that sees the whole tree."""
    import_regions(session)
    return session


def names(found: list[Region] | tuple[Region, ...]) -> list[str]:
    return [one.name for one in found]


def test_importing_twice_adds_nothing_the_second_time(session: Session) -> None:
    first = import_regions(session)
    assert first == session.scalar(select(func.count()).select_from(Region)) > 3_000
    assert import_regions(session) == 0


def test_ids_are_the_same_everywhere(tree: Session) -> None:
    xinzhou = regions.by_code(tree, "140900")
    assert xinzhou is not None
    assert xinzhou.id == region_id("140900") == stable("gb2260", "140900")


def test_path_runs_from_the_province_down(tree: Session) -> None:
    assert names(regions.path(tree, region_id("140922"))) == ["山西省", "忻州市", "五台县"]
    assert names(regions.path(tree, region_id("140000"))) == ["山西省"]
    assert regions.path(tree, stable("nowhere")) == ()


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("110101", ["北京市", "北京市", "东城区"]),
        ("500101", ["重庆市", "重庆市", "万州区"]),
        ("500229", ["重庆市", "重庆市辖县", "城口县"]),
        ("419001", ["河南省", "河南省直辖县级行政区划", "济源市"]),
        ("659001", ["新疆维吾尔自治区", "新疆维吾尔自治区直辖县级行政区划", "石河子市"]),
        ("441900", ["广东省", "东莞市"]),
        ("620201", ["甘肃省", "嘉峪关市", "嘉峪关市"]),
    ],
)
def test_irregular_places_keep_three_levels(tree: Session, code: str, path: list[str]) -> None:
    assert names(regions.path(tree, region_id(code))) == path


def test_a_city_without_counties_is_a_city(tree: Session) -> None:
    dongguan = regions.by_code(tree, "441900")
    assert dongguan is not None
    assert dongguan.level is Level.CITY
    assert regions.children(tree, dongguan.id) == []


def test_children_are_in_the_order_of_their_codes_with_zones_last(tree: Session) -> None:
    home = region_id("140900")
    tree.add(Region(id=stable("zone"), code=None, name="开发区", level=Level.COUNTY, parent_id=home, is_zone=True))
    tree.flush()
    found = regions.children(tree, home)
    codes = [one.code for one in found]
    assert codes[:-1] == sorted(code for code in codes if code)
    assert codes[-1] is None
    assert sum(not one.is_zone for one in found) == 14
    assert len(regions.children(tree, None)) == 31


def test_a_statistical_zone_is_marked(tree: Session) -> None:
    scenic, county = regions.by_code(tree, "140971"), regions.by_code(tree, "140922")
    assert scenic is not None
    assert county is not None
    assert (scenic.is_zone, county.is_zone) == (True, False)


def test_unknown_regions_are_none(tree: Session) -> None:
    assert regions.region(tree, stable("nowhere")) is None
    assert regions.by_code(tree, "999999") is None
    assert regions.by_codes(tree, ["140000", "999999"]).keys() == {"140000"}


def test_every_node_names_its_parent_before_itself() -> None:
    known: set[object] = {None}
    for row in read_regions():
        assert row["parent_id"] in known
        known.add(row["id"])


def test_each_reading_is_one_query(database: Database) -> None:
    with database.write() as session:
        import_regions(session)
        session.commit()
    statements: list[str] = []
    here = region_id("140922")
    with database.read() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    for read in (
        lambda one: regions.region(one, here),
        lambda one: regions.children(one, here),
        lambda one: regions.by_code(one, "140922"),
        lambda one: regions.path(one, here),
    ):
        with database.read() as session:
            statements.clear()
            read(session)
            assert [one.split()[0] for one in statements if one != "BEGIN"] == ["SELECT"]
