"""Building a whole demo in one transaction: all of it is there afterwards, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from random import Random

from argon2 import PasswordHasher

from app.domain.errors import Conflict
from app.domain.library import Library
from app.services import rollups, statistics
from app.services.demo import events
from app.services.demo.autumn import Autumn
from app.services.demo.build import Build, DemoLogin
from app.services.demo.offices import add_offices, add_zone, marker
from app.services.demo.plan import Map, SchoolPlan, draw_map, plan_schools
from app.services.demo.scale import PROVINCE, SCALES, Scale
from app.services.demo.schools import add_school
from app.services.demo.summer import OTHER_CITIES, Summer, add_reported_cities
from app.services.regions import import_regions, region_id
from app.store import bulk, regions
from app.store.engine import Session
from app.store.schema import (
    Account,
    Assignment,
    Attempt,
    Base,
    CampaignLesson,
    Classroom,
    Enrolment,
    Grant,
    LedgerEntry,
    Login,
    Milestone,
    Posting,
    Progress,
    Region,
    ReportedFigure,
    RosterEntry,
    School,
    Student,
)
from app.store.schema import Campaign as CampaignRow

PASSWORD = "xuexi-2026"  # noqa: S105 - public on purpose, and refused in production
TOLD_EVERY = 200
ROLE_ORDER = ("student", "teacher", "school", "bureau", "platform")
PARENTS_FIRST: tuple[type[Base], ...] = (
    *(Region, School, CampaignRow, CampaignLesson, ReportedFigure),
    *(Classroom, Student, Enrolment, Account, Login, Posting, Grant),
    *(Assignment, RosterEntry, Progress, Attempt, Milestone, LedgerEntry),
)


def seed(
    session: Session,
    scale: Scale,
    *,
    library: Library,
    now: datetime,
    dice: Random,
    say: Callable[[str], None],
    password: str = PASSWORD,
) -> tuple[DemoLogin, ...]:
    """Build the demo; returns the log-ins to be written down, or () where this demo is there already.

    Raises Conflict("demo_other", scale=name) where a demo of another scale is, and Conflict("content_missing",
    lessons=ids) where lessons of the campaign have not been published.
    """
    if _is_seeded(session, scale):
        return ()
    _check_content(scale, library)
    say(f"regions: {import_regions(session)} new")
    by_code = regions.by_codes(session, [PROVINCE, *scale.cities, *scale.counties])
    build = Build(
        scale=scale,
        now=now,
        dice=dice,
        loader=bulk.Loader(session, PARENTS_FIRST),
        password=password,
        password_hash=_hash(password, dice),
    )
    map_ = draw_map(scale, by_code)
    plans = plan_schools(scale, map_, dice)
    if map_.zone:
        add_zone(build, map_.zone)
    add_offices(build, map_)
    _fill(build, map_, plans, library, say)
    bulk.analyze(session)
    say("recounting")
    rollups.rebuild(session)
    statistics.rebuild(lambda: nullcontext(session), lambda: nullcontext(session), library=library, now=now)
    return tuple(sorted(build.logins, key=lambda login: ROLE_ORDER.index(login.role)))


def write_logins(path: Path, logins: Sequence[DemoLogin]) -> None:
    """Write the log-ins down where only the owner of the installation can read them."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(login) for login in logins], ensure_ascii=False, indent=2) + "\n", "utf-8")


def _fill(build: Build, map_: Map, plans: Sequence[SchoolPlan], library: Library, say: Callable[[str], None]) -> None:
    """Campaigns, then school after school with everything that happened in it; written in pieces as it grows."""
    province_id = map_.province.province_id
    summer_campaign, autumn_campaign = events.summer(build, province_id), events.autumn(build, province_id, library)
    for campaign in (summer_campaign, autumn_campaign):
        events.add_campaign(build, campaign)
    if build.scale.has_reported_cities:
        add_reported_cities(build, summer_campaign, {code: region_id(code) for code in OTHER_CITIES})
    summer, autumn = Summer(build, summer_campaign, plans), Autumn(build, autumn_campaign, library)
    listed = _listed(plans)
    left = build.scale.teachers_in
    for done, plan in enumerate(plans, start=1):
        lists = listed.get(plan.code, 0)
        has_teachers = left is None or left > len(listed) or lists > 0
        site = add_school(build, plan, has_teachers=has_teachers, listed=lists)
        if left is not None and has_teachers:
            left -= 1
        summer.work(site)
        autumn.work(site)
        build.loader.flush_if_full()
        if done % TOLD_EVERY == 0:
            say(f"schools: {done} of {len(plans)}")
    build.loader.flush()
    say(f"schools: {len(plans)}, pupils: {build.loader.written['student']}")


def _listed(plans: Sequence[SchoolPlan]) -> dict[str, int]:
    """How many pupils to write down, by school: two of one class, and one of a school in another county."""
    fit = {plan.authority.key: plan for plan in reversed(plans) if plan.authority.county_id and 4 in plan.grades}
    homes = dict.fromkeys(plan.authority.key for plan in plans if plan.authority.key in fit)
    return {fit[key].code: count for key, count in zip(homes, (2, 1), strict=False)}


def _is_seeded(session: Session, scale: Scale) -> bool:
    names = {marker(name): name for name in {*SCALES, scale.name}}
    found = {names[school_id] for school_id in bulk.are_known(session, names)}
    if found - {scale.name}:
        raise Conflict("demo_other", scale=sorted(found)[0])
    return bool(found)


def _check_content(scale: Scale, library: Library) -> None:
    wanted = [one.lesson_id for one in events.autumn_lessons(library, scale.autumn_grades)]
    missing = [lesson_id for lesson_id in wanted if library.current(lesson_id) is None]
    if missing or not wanted:
        raise Conflict("content_missing", lessons=missing or ["courses/courses.toml"])


def _hash(password: str, dice: Random) -> str:
    """One hash for everybody in the demo: hashing each password would take longer than all the rest."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(password, salt=dice.randbytes(16))
