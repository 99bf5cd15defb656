"""Bureaus, zones and the platform: organisations without pupils."""

from __future__ import annotations

from uuid import UUID

from app.domain.access import Role
from app.domain.identifiers import stable
from app.services.demo.build import Build
from app.services.demo.plan import Authority, Map
from app.services.demo.schools import add_account, add_grant, add_organisation, list_login
from app.store.schema import Level, Region, SchoolKind

LISTED_COUNTIES = 2


def marker(scale_name: str) -> UUID:
    """The id of the platform's organisation in a demo of this scale: where it exists, the demo does."""
    return stable("demo", "platform", scale_name)


def add_zone(build: Build, zone: Authority) -> None:
    """A development zone: an authority of its own at county level, without a code."""
    build.loader.add(
        Region,
        {
            "id": zone.county_id,
            "code": None,
            "name": zone.name,
            "level": Level.COUNTY,
            "parent_id": zone.city_id,
            "is_zone": True,
            "valid_from": None,
            "valid_to": None,
        },
    )


def add_offices(build: Build, map_: Map) -> None:
    """The platform's operator, and a bureau with one officer for every region that runs schools."""
    platform_id = marker(build.scale.name)
    add_organisation(build, platform_id, "平台运行（演示）", SchoolKind.PLATFORM, None)
    operator = add_account(build, platform_id, "platform", build.names.draw().name)
    add_grant(build, platform_id, operator, Role.PLATFORM)
    list_login(build, "platform", "platform", "整个平台")
    zones = (map_.zone,) if map_.zone else ()
    for at, county in enumerate((*map_.counties, *zones)):
        _add_bureau(build, county, is_listed=at < LISTED_COUNTIES)
    for at, city in enumerate(map_.cities):
        _add_bureau(build, city, is_listed=at == 0)
    _add_bureau(build, map_.province, is_listed=True)


def _add_bureau(build: Build, authority: Authority, *, is_listed: bool) -> None:
    bureau_id = stable("demo", "bureau", authority.key)
    is_province = authority.city_id is None
    add_organisation(
        build, bureau_id, authority.name + ("教育厅" if is_province else "教育局"), SchoolKind.BUREAU, authority
    )
    username = f"{authority.key}-bureau"
    officer = add_account(build, bureau_id, username, build.names.draw().name)
    add_grant(build, bureau_id, officer, Role.BUREAU, authority.region_id)
    if is_listed:
        list_login(build, "bureau", username, authority.full_name)
