"""Leaderboards of organisations: who may open which, and what stands on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from app.domain import boards, classes
from app.domain.access import Actor, Permission, Place, reach, require
from app.domain.boards import Authority, Board, Kind, Position, Row, Tree
from app.domain.campaigns import Campaign, Phase, day_of
from app.domain.classes import SchoolBoard
from app.domain.errors import NotFound
from app.domain.standings import SMALL_CELL, total
from app.services.recent import Recent
from app.store import boards as store
from app.store.engine import Session

MOST_DAYS = 366


def own_regions(session: Session, actor: Actor) -> tuple[Authority, ...]:
    """Where an actor starts: the regions of the own grants; for the platform every region that holds a campaign."""
    require(actor, Permission.BOARD_READ)
    covered = reach(actor, Permission.BOARD_READ)
    if covered.everything:
        return tuple(store.regions_with_campaigns(session))
    paths = [store.path(session, region_id) for region_id in sorted(covered.region_ids)]
    return tuple(path[-1] for path in paths if path)


def campaigns_for(
    session: Session, actor: Actor, region_id: UUID, *, recent: Recent, now: datetime
) -> tuple[Campaign, ...]:
    """The campaigns that cover a region the actor may see: running ones first, then the newest."""
    return _ordered(_campaigns(session, _readable(session, actor, region_id, recent), recent), now)


def open_board(
    session: Session,
    actor: Actor,
    slug: str,
    region_id: UUID,
    *,
    recent: Recent,
    now: datetime,
    is_direct: bool = False,
) -> Board:
    """The board of a region in a campaign: its cities, counties or schools, or (`is_direct`) the schools run by itself.

    Raises NotFound for what is outside the actor's reach, sideways and upwards alike, and for a campaign that does not
    cover the region.
    """
    path = _readable(session, actor, region_id, recent)
    campaign = _covering(session, slug, path, recent)
    if is_direct:
        return _direct_board(session, campaign, path, recent, now)
    board = _board(session, campaign, path, recent, now)
    return replace(board, position=_position(session, campaign, path, recent, now))


def open_school(
    session: Session, actor: Actor, slug: str, school_id: UUID, *, recent: Recent, now: datetime
) -> SchoolBoard:
    """A school's grades and classes in a campaign: counts only, and none with too few pupils behind it."""
    school = store.school_place(session, school_id)
    if school is None or school.authority_id is None:
        raise NotFound
    require(actor, Permission.BOARD_READ, Place(school_id=school_id, region_ids=school.region_ids))
    path = _path(session, school.authority_id, recent)
    campaign = _covering(session, slug, path, recent)
    figures = store.classes(session, campaign.id, school_id)
    if not figures:
        raise NotFound
    whole = total(one[3] for one in figures)
    rows = _rows(session, campaign, path, recent, now)[0] if path[-1].level == "county" else ()
    return SchoolBoard(
        campaign=campaign,
        school=school,
        path=path,
        grades=classes.by_grade(figures),
        total=whole if whole.expected >= SMALL_CELL else None,
        position=boards.position(rows, school_id, path[-1]),
        as_of=now,
    )


def open_public_board(session: Session, slug: str, region_key: str, *, recent: Recent, now: datetime) -> Board:
    """A published board as everybody may see it. NotFound for one that its bureau has not published."""
    region_id = _region_id(session, region_key)
    path = _path(session, region_id, recent) if region_id else ()
    campaign = _covering(session, slug, path, recent)
    public = store.published_regions(session, campaign.id)
    if path[-1].id not in public:
        raise NotFound
    board = _board(session, campaign, path, recent, now)
    is_place_public = len(path) > 1 and path[-2].id in public
    place = _position(session, campaign, path, recent, now) if is_place_public else None
    return replace(board, position=place)


def published(session: Session) -> list[tuple[Campaign, Authority, datetime]]:
    """All boards that bureaus have published."""
    return store.published(session)


def readable_part(actor: Actor, path: Sequence[Authority]) -> tuple[Authority, ...]:
    """The part of a path the actor may open, from the highest region down."""
    ids = _ids(path)
    covered = reach(actor, Permission.BOARD_READ)
    return tuple(one for index, one in enumerate(path) if covered.covers(Place(region_ids=frozenset(ids[: index + 1]))))


def _readable(session: Session, actor: Actor, region_id: UUID, recent: Recent) -> tuple[Authority, ...]:
    path = _path(session, region_id, recent)
    require(actor, Permission.BOARD_READ, Place(region_ids=frozenset(_ids(path))))
    if not path:
        raise NotFound
    return path


def _path(session: Session, region_id: UUID, recent: Recent) -> tuple[Authority, ...]:
    return recent.get(("path", region_id), lambda: store.path(session, region_id))


def _ids(path: Sequence[Authority]) -> list[UUID]:
    return [one.id for one in path]


def _region_id(session: Session, key: str) -> UUID | None:
    if len(key) == 6 and key.isascii() and key.isdigit():
        return store.region_id_of(session, key)
    try:
        return UUID(key)
    except ValueError:
        return None


def _campaigns(session: Session, path: Sequence[Authority], recent: Recent) -> Sequence[Campaign]:
    return recent.get(("campaigns", *_ids(path)), lambda: store.campaigns_over(session, _ids(path)))


def _covering(session: Session, slug: str, path: Sequence[Authority], recent: Recent) -> Campaign:
    """The campaign with this slug, if it covers the region at the end of the path."""
    found = next((one for one in _campaigns(session, path, recent) if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def _ordered(campaigns: Sequence[Campaign], now: datetime) -> tuple[Campaign, ...]:
    order = {Phase.RUNNING: 0, Phase.CLOSED: 1, Phase.COMING: 2}
    return tuple(sorted(campaigns, key=lambda one: order[one.window.phase(now)]))


def _board(session: Session, campaign: Campaign, path: tuple[Authority, ...], recent: Recent, now: datetime) -> Board:
    rows, as_of, source, without = _rows(session, campaign, path, recent, now)
    whole = total(row.tally for row in rows if row.tally)
    if not rows and source:
        whole = _tree(session, campaign, path[0], recent, now).tally(path[-1].id)
    return Board(
        campaign=campaign,
        path=path,
        rows=boards.without_small(rows),
        total=whole,
        position=None,
        days=_days(session, campaign, path, recent, now),
        as_of=as_of,
        without_roster=without,
        source=source,
    )


def _direct_board(
    session: Session, campaign: Campaign, path: tuple[Authority, ...], recent: Recent, now: datetime
) -> Board:
    if path[-1].level == "county":
        raise NotFound
    rows, as_of = recent.get(
        ("direct", campaign.id, path[-1].id),
        lambda: (
            boards.school_rows(
                store.schools(session, campaign.id, path, is_direct=True), campaign.minimum_size, is_ranked=False
            ),
            now,
        ),
    )
    if not rows:
        raise NotFound
    whole = total(row.tally for row in rows if row.tally)
    return Board(campaign, path, boards.without_small(rows), whole, None, (), as_of, is_direct=True)


def _rows(
    session: Session, campaign: Campaign, path: tuple[Authority, ...], recent: Recent, now: datetime
) -> tuple[tuple[Row, ...], datetime, str, int]:
    """(rows, as of, source where the whole region is only reported, children with nobody on the roster)."""
    region = path[-1]

    def read() -> tuple[tuple[Row, ...], datetime, str, int]:
        if region.level != "county":
            tree = _tree(session, campaign, path[0], recent, now)
            rows = boards.region_rows(tree, region.id, campaign.minimum_size)
            without = len(tree.children(region.id)) - sum(row.kind is Kind.REGION for row in rows)
            source = tree.reports[region.id].source if not rows and tree.is_reported(region.id) else ""
            return rows, tree.as_of, source, without
        rows = boards.school_rows(store.schools(session, campaign.id, path), campaign.minimum_size)
        report = None if rows else store.reports(session, campaign.id, [region.id]).get(region.id)
        return rows, now, report.source if report else "", 0

    return recent.get(("rows", campaign.id, region.id), read)


def _tree(session: Session, campaign: Campaign, top: Authority, recent: Recent, now: datetime) -> Tree:
    def read() -> Tree:
        regions = store.tree(session, top.id)
        reports = store.reports(session, campaign.id, list(regions))
        return Tree(regions, store.cells(session, campaign.id, top), reports, now)

    return recent.get(("tree", campaign.id, top.id), read)


def _position(
    session: Session, campaign: Campaign, path: tuple[Authority, ...], recent: Recent, now: datetime
) -> Position | None:
    """The region's place among its sisters, where the campaign is theirs too."""
    if len(path) < 2 or campaign.region_id not in _ids(path[:-1]):
        return None
    rows = _rows(session, campaign, path[:-1], recent, now)[0]
    return boards.position(rows, path[-1].id, path[-2])


def _days(
    session: Session, campaign: Campaign, path: tuple[Authority, ...], recent: Recent, now: datetime
) -> tuple[tuple[date, int], ...]:
    """Completions on every day of the window so far, days without any included."""

    def read() -> tuple[tuple[date, int], ...]:
        counted = dict(store.days(session, campaign.id, path))
        if not counted:
            return ()
        first = min(day_of(campaign.window.opens_at), *counted)
        last = max(day_of(min(now, campaign.window.closes_at - timedelta(seconds=1))), *counted)
        number = min((last - first).days + 1, MOST_DAYS)
        return tuple((day, counted.get(day, 0)) for day in (first + timedelta(days=n) for n in range(number)))

    return recent.get(("days", campaign.id, path[-1].id), read)
