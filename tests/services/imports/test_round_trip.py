"""A whole city goes out as a list and comes back: nobody is added, changed, moved or gone."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from app.domain.identifiers import uuid7
from app.domain.imports import ImportState
from app.services import jobs, rosters
from app.services.demo import offices, plan
from app.services.demo.build import Build
from app.services.demo.scale import CITY, PROVINCE
from app.services.demo.schools import add_school
from app.services.demo.seeding import PARENTS_FIRST
from app.services.handlers import HANDLERS
from app.services.imports import previews, receiving
from app.services.imports.receiving import Upload
from app.services.jobs import Tools
from app.services.regions import import_regions, region_id
from app.services.rosters import Form
from app.services.seals import Seal
from app.store import bulk, regions
from app.store.engine import Database, Session
from tests import databases
from tests.builders import NOW

PUPILS, SCHOOLS = 272_580, 1_808
KEY = bytes(range(32))


def settle(session: Session) -> None:
    """The schools, classes and pupils of the demo's city, without anything they have learnt."""
    import_regions(session)
    dice = Random(2026)  # noqa: S311 - the same city each time, not a secret
    loader = bulk.Loader(session, PARENTS_FIRST)
    build = Build(scale=CITY, now=NOW, dice=dice, loader=loader, password="", password_hash="")
    map_ = plan.draw_map(CITY, regions.by_codes(session, [PROVINCE, *CITY.cities, *CITY.counties]))
    plans = plan.plan_schools(CITY, map_, dice)
    if map_.zone:
        offices.add_zone(build, map_.zone)
    for one in plans:
        add_school(build, one, has_teachers=False, listed=0)
        loader.flush_if_full()
    loader.flush()


def test_a_whole_city_comes_back_without_change(sqlite_template: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "city.sqlite3", tmp_path / "city.csv"
    shutil.copy(sqlite_template, file)
    city_id = region_id(CITY.cities[0])
    with databases.opened(databases.sqlite_url(file)) as database:
        with database.write() as session, session.begin():
            settle(session)
        with database.read() as session, out.open("wb") as target:
            exported = rosters.export_by_operator(
                session, target, form=Form.CSV, number_key=KEY, region_id=city_id, folder=tmp_path
            )
        assert (exported.schools, exported.pupils) == (SCHOOLS, PUPILS)
        found = bring(database, out)
    assert found.status.state is ImportState.CHECKED
    assert found.status.faults == 0
    assert found.counts == previews.Counts(present=PUPILS, untouched=PUPILS)
    assert sum(found.states.values()) == SCHOOLS


def bring(database: Database, file: Path) -> previews.Preview:
    """Read a list of all schools as the operator would, without applying it."""
    dice = Random(1).randrange  # noqa: S311 - nobody gets a user name here
    tools = Tools(database, Seal(KEY), KEY, 5, lambda: NOW, uuid7, dice)
    with database.write() as session, session.begin(), file.open("rb") as stream:
        upload = Upload(file.name, iter(lambda: stream.read(1 << 20), b""))
        import_id = receiving.receive(session, None, upload, now=NOW, seal=tools.seal, new_id=uuid7)
    assert jobs.work_once(tools, HANDLERS)
    with database.read() as session:
        return previews.preview(session, None, import_id, now=NOW)
