"""Who may do what: one table of roles and permissions, in two shapes that never disagree."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.access import PERMISSIONS, Actor, Grant, Permission, Place, Reach, Role, may, reach, require
from app.domain.errors import NotFound, SignInNeeded

IDS = [UUID(int=number) for number in range(1, 7)]
CLASSROOM, OTHER_CLASSROOM, SCHOOL, OTHER_SCHOOL, COUNTY, CITY = IDS
OWN = Place(SCHOOL, CLASSROOM, frozenset({COUNTY, CITY}))
FOREIGN = Place(OTHER_SCHOOL, OTHER_CLASSROOM, frozenset({UUID(int=90), UUID(int=91)}))


def actor(*grants: Grant) -> Actor:
    """Somebody with these grants."""
    return Actor(UUID(int=50), SCHOOL, "user", "老师", grants)


HOLDERS = {
    Role.TEACHER: actor(Grant(Role.TEACHER, CLASSROOM)),
    Role.SCHOOL_ADMIN: actor(Grant(Role.SCHOOL_ADMIN, SCHOOL)),
    Role.BUREAU: actor(Grant(Role.BUREAU, CITY)),
}


@pytest.mark.parametrize("role", HOLDERS)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_reaches_its_own_place_and_no_other(role: Role, permission: Permission) -> None:
    holder = HOLDERS[role]
    assert may(holder, permission, OWN) is (permission in PERMISSIONS[role])
    assert not may(holder, permission, FOREIGN)


@pytest.mark.parametrize("permission", Permission)
def test_the_platform_reaches_everything_it_has_a_permission_for(permission: Permission) -> None:
    assert may(actor(Grant(Role.PLATFORM)), permission, FOREIGN) is (permission in PERMISSIONS[Role.PLATFORM])


def test_the_platform_and_bureaus_see_no_classroom() -> None:
    for role in (Role.PLATFORM, Role.BUREAU):
        assert Permission.CLASSROOM_READ not in PERMISSIONS[role]


@pytest.mark.parametrize("role", set(Role) - {Role.STUDENT})
def test_staff_never_act_as_a_pupil(role: Role) -> None:
    assert PERMISSIONS[role].isdisjoint({Permission.STUDY, Permission.ATTEMPT_SUBMIT})


def test_every_role_is_in_the_table_and_every_permission_is_given_to_somebody() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert frozenset().union(*PERMISSIONS.values()) == set(Permission)


@given(some.lists(some.builds(Grant, some.sampled_from(Role), some.sampled_from([None, *IDS])), max_size=5))
def test_the_two_shapes_agree(grants: list[Grant]) -> None:
    somebody = actor(*grants)
    for permission in Permission:
        assert may(somebody, permission, OWN) == reach(somebody, permission).covers(OWN)
        assert somebody.holds(permission) or reach(somebody, permission) == Reach()


def test_reaches_of_several_grants_are_joined() -> None:
    both = actor(Grant(Role.TEACHER, CLASSROOM), Grant(Role.SCHOOL_ADMIN, OTHER_SCHOOL), Grant(Role.BUREAU, CITY))
    covered = reach(both, Permission.CLASSROOM_READ)
    assert covered == Reach(classroom_ids=frozenset({CLASSROOM}), school_ids=frozenset({OTHER_SCHOOL}))
    assert reach(both, Permission.BOARD_READ) == Reach(region_ids=frozenset({CITY}))
    assert both.roles() == {Role.TEACHER, Role.SCHOOL_ADMIN, Role.BUREAU}


def test_a_reach_without_targets_covers_nothing() -> None:
    assert not Reach().covers(OWN)
    assert not Reach().covers(Place())


def test_a_grant_over_nothing_in_particular_covers_no_place_without_a_school() -> None:
    """None is no id: a region has no school, and must not match a grant without a target."""
    assert not may(actor(Grant(Role.SCHOOL_ADMIN, None)), Permission.SCHOOL_READ, Place(region_ids=frozenset({CITY})))


def test_nobody_is_asked_to_sign_in() -> None:
    with pytest.raises(SignInNeeded):
        require(None, Permission.STUDY)


def test_what_is_foreign_does_not_exist() -> None:
    teacher = HOLDERS[Role.TEACHER]
    assert require(teacher, Permission.CLASSROOM_READ, OWN) is teacher
    assert require(teacher, Permission.CLASSROOM_READ) is teacher
    for permission, place in (
        (Permission.CLASSROOM_READ, FOREIGN),
        (Permission.BOARD_READ, OWN),
        (Permission.VOID, None),
    ):
        with pytest.raises(NotFound):
            require(teacher, permission, place)
