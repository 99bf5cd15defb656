from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.access import Actor, Role
from app.domain.errors import NotFound
from app.services import leaderboards, publications
from app.services.recent import Recent
from app.store.engine import Session
from app.store.schema import LedgerEntry, Region
from tests import builders, organisations, staff
from tests.builders import NOW


@pytest.fixture
def recent() -> Recent:
    return Recent(0)


def bureau(session: Session, over: Region) -> Actor:
    return staff.actor(session, builders.staff(session, role=Role.BUREAU, over=over))


def test_a_province_ranks_its_cities_by_exact_fractions(session: Session, recent: Recent) -> None:
    land = organisations.province(session)
    who = bureau(session, land.top)
    board = leaderboards.open_board(session, who, land.campaign.slug, land.top.id, recent=recent, now=NOW)
    shown = [(row.rank, row.name, row.tally.completed if row.tally else 0, row.source) for row in board.rows]
    assert shown == [(1, "远市", 900, "来信"), (2, "东市", 145, ""), (3, "西市", 60, "")]
    assert board.total.completed == organisations.completed_in_all(session, land.campaign) + 900
    assert board.total.expected == 1000 + 190 + 100
    assert board.position is None


def test_a_city_lists_its_own_schools_without_a_rank(session: Session, recent: Recent) -> None:
    land = organisations.province(session)
    who = bureau(session, land.east)
    board = leaderboards.open_board(session, who, land.campaign.slug, land.east.id, recent=recent, now=NOW)
    assert [(row.rank, row.name) for row in board.rows] == [(1, "一县"), (1, "二县"), (None, "")]
    assert board.position is not None
    assert (board.position.rank, board.position.number, board.position.within.name) == (2, 3, "甲省")
    assert board.days[2][1] == 90
    direct = leaderboards.open_board(
        session, who, land.campaign.slug, land.east.id, recent=recent, now=NOW, is_direct=True
    )
    assert [(row.rank, row.name) for row in direct.rows] == [(None, "东市中学")]


def test_a_county_ranks_its_schools_and_a_school_shows_its_classes(session: Session, recent: Recent) -> None:
    land = organisations.province(session)
    who = bureau(session, land.third)
    board = leaderboards.open_board(session, who, land.campaign.slug, land.third.id, recent=recent, now=NOW)
    assert [(row.rank, row.name) for row in board.rows] == [(1, "三县小学")]
    school = leaderboards.open_school(
        session, who, land.campaign.slug, land.schools["三县小学"].id, recent=recent, now=NOW
    )
    assert [one.tally for one in school.grades[0].classes] == [None, None]
    assert school.total is not None
    assert school.total.expected == 100
    assert school.has_hidden


def test_sideways_and_upwards_there_is_nothing(session: Session, recent: Recent) -> None:
    land = organisations.province(session)
    foreign = organisations.province(session)
    who = bureau(session, land.east)
    for region in (land.top, land.west, land.third, land.far, foreign.top, foreign.east, foreign.first):
        for slug in (land.campaign.slug, foreign.campaign.slug):
            with pytest.raises(NotFound):
                leaderboards.open_board(session, who, slug, region.id, recent=recent, now=NOW)
        with pytest.raises(NotFound):
            leaderboards.campaigns_for(session, who, region.id, recent=recent, now=NOW)
    with pytest.raises(NotFound):
        leaderboards.open_board(session, who, foreign.campaign.slug, land.east.id, recent=recent, now=NOW)
    with pytest.raises(NotFound):
        leaderboards.open_school(session, who, land.campaign.slug, land.schools["三县小学"].id, recent=recent, now=NOW)


def test_a_county_does_not_see_the_schools_of_the_city(session: Session, recent: Recent) -> None:
    land = organisations.province(session)
    who = bureau(session, land.first)
    with pytest.raises(NotFound):
        leaderboards.open_school(session, who, land.campaign.slug, land.schools["东市中学"].id, recent=recent, now=NOW)


@pytest.mark.parametrize("role", [Role.SCHOOL_ADMIN, Role.TEACHER])
def test_schools_have_no_boards(session: Session, recent: Recent, role: Role) -> None:
    land = organisations.province(session)
    home = land.schools["一县小学"]
    room = builders.classroom(session, home)
    account = builders.teacher(session, room) if role is Role.TEACHER else builders.staff(session, home)
    with pytest.raises(NotFound):
        leaderboards.open_board(
            session, staff.actor(session, account), land.campaign.slug, land.first.id, recent=recent, now=NOW
        )


def test_one_select_on_the_board_whatever_the_number_of_classes(session: Session) -> None:
    land = organisations.province(session)
    who = bureau(session, land.east)
    with staff.statements() as few:
        leaderboards.open_board(session, who, land.campaign.slug, land.east.id, recent=Recent(5), now=NOW)
    for number in range(3, 9):
        organisations.counter(session, land.campaign, land.schools["二县小学"], number, (30, 0, 1, 1, 1, 1))
    session.commit()
    with staff.statements() as many:
        leaderboards.open_board(session, who, land.campaign.slug, land.east.id, recent=Recent(5), now=NOW)
    assert len(few) == len(many) <= 6
    assert sum("FROM board" in one for one in many) == 1


def test_publishing_is_for_the_own_board_and_leaves_a_line(session: Session, recent: Recent) -> None:
    land = organisations.province(session)
    slug, who = land.campaign.slug, bureau(session, land.east)
    for region in (land.top, land.west, land.first):
        with pytest.raises(NotFound):
            publications.publish(session, who, slug, region.id, now=NOW)
    with pytest.raises(NotFound):
        leaderboards.open_public_board(session, slug, str(land.east.code), recent=recent, now=NOW)
    for _ in range(2):
        publications.publish(session, who, slug, land.east.id, now=NOW)
    board = leaderboards.open_public_board(session, slug, str(land.east.code), recent=recent, now=NOW)
    assert board.position is None
    assert [one[1].name for one in leaderboards.published(session)] == ["东市"]
    publications.publish(session, bureau(session, land.top), slug, land.top.id, now=NOW)
    board = leaderboards.open_public_board(session, slug, str(land.east.id), recent=recent, now=NOW)
    assert board.position is not None
    for _ in range(2):
        publications.withdraw(session, who, slug, land.east.id, now=NOW)
    with pytest.raises(NotFound):
        leaderboards.open_public_board(session, slug, str(land.east.code), recent=recent, now=NOW)
    deeds = session.scalars(select(LedgerEntry.deed).where(LedgerEntry.actor_id == who.account_id))
    assert sorted(deeds) == ["board_publish", "board_withdraw"]
