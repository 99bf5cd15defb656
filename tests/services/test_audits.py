"""The yearly audit counts what it says, for a bureau its own region only, and names nobody."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.domain.access import Actor, Role
from app.domain.audits import Audit, Deeds, Holders, Minors, without_small
from app.domain.errors import Invalid, NotFound
from app.domain.grades import Stage
from app.domain.identifiers import uuid7
from app.domain.inventory import INVENTORY
from app.domain.retention import Keep
from app.exchange.audits import zip_of
from app.services import audits
from app.settings import Settings
from app.store import ledger
from app.store.engine import Session
from app.store.schema import Account, LedgerEntry, SecondFactor
from tests import builders, staff
from tests.builders import NOW

YEAR = 2026


@dataclass
class Province:
    """Two counties with a school each: 12 pupils of grade 5 and 11 of grade 8, and 12 of grade 5 next door."""

    session: Session
    settings: Settings
    county: Actor
    platform: Actor
    admin: Account
    names: list[str]

    def make(self, actor: Actor | None, year: int = YEAR) -> Audit:
        return audits.make(self.session, actor, year, now=NOW, settings=self.settings)


@pytest.fixture
def province(session: Session, settings: Settings) -> Province:
    counties = [builders.county(session, name=f"县{number}") for number in (1, 2)]
    schools = [builders.school(session, county) for county in counties]
    rooms = [
        builders.classroom(session, schools[0], grade=5),
        builders.classroom(session, schools[0], grade=8),
        builders.classroom(session, schools[1], grade=5),
    ]
    names = []
    for room, number in zip(rooms, (12, 11, 12), strict=True):
        for _pupil in range(number):
            names.append(builders.student(session, room).name)
    teacher = builders.teacher(session, rooms[0], name="金丝雀老师")
    builders.posting(session, teacher, rooms[1])
    admin = builders.staff(session, schools[0])
    session.add(SecondFactor(**_of(admin), secret=b"s", created_at=NOW, confirmed_at=NOW))
    builders.teacher(session, rooms[1], ended_at=NOW - timedelta(days=3))
    bureau = builders.staff(session, role=Role.BUREAU, over=counties[0])
    platform = builders.staff(session, role=Role.PLATFORM)
    for place, at in ((0, NOW), (0, NOW), (0, datetime(2025, 12, 31, 16, 30, tzinfo=UTC)), (1, NOW)):
        _note(session, schools[place].id, admin, at)
    session.commit()
    people = [staff.actor(session, one) for one in (bureau, platform)]
    return Province(session, settings, people[0], people[1], admin, [*names, "金丝雀老师", teacher.username])


def _of(account: Account) -> dict[str, object]:
    return {"school_id": account.school_id, "account_id": account.id}


def _note(session: Session, school_id: object, admin: Account, at: datetime) -> None:
    who = {"school_id": school_id, "actor_id": admin.id}
    ledger.append(session, entry_id=uuid7(), deed="pupil_file", at=at, reason="金丝雀", **who)  # type: ignore[arg-type]


def tables(content: bytes) -> dict[str, list[list[str]]]:
    """The tables of a ZIP, cell by cell."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name.rpartition("/")[2]: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name: list(csv.reader(io.StringIO(text))) for name, text in texts.items() if name.endswith(".csv")}


def test_a_bureau_counts_its_own_region(province: Province) -> None:
    found = province.make(province.county)
    assert (found.scope, found.schools) == (("县1",), 1)
    assert found.minors == (Minors(Stage.PRIMARY, 12, 12), Minors(Stage.JUNIOR, 11, 0))
    assert Deeds(11, "pupil_file", 2) in found.deeds
    assert found.holders == (
        Holders("bureau", "county", 1, 0),
        Holders("school_admin", "school", 1, 1),
        Holders("teacher", "class", 1, 0),
    )
    assert found.ended_accounts == 1


def test_the_year_is_that_of_the_pupils(province: Province) -> None:
    """Half past four in the afternoon of 31 December in UTC is the new year in China."""
    assert Deeds(1, "pupil_file", 1) in province.make(province.county).deeds
    assert province.make(province.county, 2025).deeds == ()


def test_the_platform_counts_all(province: Province) -> None:
    for actor in (province.platform, None):
        found = province.make(actor)
        assert (found.scope, found.schools) == ((), 2)
        assert found.minors == (Minors(Stage.PRIMARY, 24, 24), Minors(Stage.JUNIOR, 11, 0))
        assert Holders("platform", "platform", 1, 0) in found.holders


def test_making_it_is_noted(province: Province) -> None:
    province.make(province.county)
    line = province.session.query(LedgerEntry).filter_by(deed="audit").one()
    assert (line.school_id, line.actor_id, line.reason) == (
        province.county.school_id,
        province.county.account_id,
        "2026",
    )


def test_a_run_of_the_deletion_is_told_without_the_platforms_numbers(province: Province) -> None:
    platform = province.platform
    ledger.append(
        province.session,
        entry_id=uuid7(),
        school_id=platform.school_id,
        actor_id=platform.account_id,
        deed="retention",
        at=NOW,
        reason="sessions=7",
    )
    assert [run.counts for run in province.make(province.platform).runs] == [{Keep.SESSIONS: 7}]
    assert [(run.at, run.counts) for run in province.make(province.county).runs] == [(NOW, None)]


@pytest.mark.parametrize("year", [0, 2023, 2027])
def test_other_years_are_refused(province: Province, year: int) -> None:
    with pytest.raises(Invalid, match="audit_year"):
        province.make(province.platform, year)


def test_schools_have_no_audit(province: Province) -> None:
    with pytest.raises(NotFound):
        province.make(staff.actor(province.session, province.admin))


def test_small_figures_are_kept_back_with_what_would_give_them_away() -> None:
    counted = [(Stage.PRIMARY, 300, 300), (Stage.JUNIOR, 90, 30), (Stage.SENIOR, 4, 0)]
    shown = without_small(counted)
    assert [one.pupils for one in shown] == [300, None, None]
    assert without_small([(Stage.JUNIOR, 100, 95)]) == (Minors(Stage.JUNIOR, 100, None),)
    assert without_small([(Stage.JUNIOR, 100, 5)]) == (Minors(Stage.JUNIOR, 100, None),)
    assert without_small([(Stage.PRIMARY, 100, 100)]) == (Minors(Stage.PRIMARY, 100, 100),)


def test_the_zip_holds_the_whole_inventory_and_nobodys_name(province: Province) -> None:
    content = zip_of(province.make(province.platform), lambda text: text)
    found = tables(content)
    listed = {(row[0], row[1]) for row in found["1-inventory.csv"][1:]}
    assert listed == {(one.table, column) for one in INVENTORY for column in one.personal.split()}
    assert ["Teacher", "own classes", "1", "0"] in found["4-access.csv"]
    assert ["2026-11", "Guardian's file made", "pupil_file", "3"] in found["5-deeds.csv"]
    assert len(found["8-to-fill-in.csv"]) > 10
    text = str(found)
    assert [name for name in province.names if name in text] == []
    assert "金丝雀" not in text


def test_the_manifest_tells_when_a_file_was_changed(province: Province) -> None:
    content = zip_of(province.make(province.platform), lambda text: text)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, digest, size in tables(content)["manifest.csv"][1:]:
            file = archive.read(f"minors-audit-2026/{name}")
            assert (hashlib.sha256(file).hexdigest(), str(len(file))) == (digest, size)
        assert len(archive.namelist()) == 10


def test_the_same_audit_gives_the_same_bytes(province: Province) -> None:
    audit = province.make(province.platform)
    assert zip_of(audit, str) == zip_of(audit, str)


def test_a_formula_in_a_regions_name_stays_text(province: Province) -> None:
    province.session.execute(update(LedgerEntry).values(deed="=1+1"))
    rows = tables(zip_of(province.make(province.platform), str))["5-deeds.csv"]
    assert not any(cell.startswith("=") for row in rows for cell in row)
