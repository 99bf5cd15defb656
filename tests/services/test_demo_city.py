"""The demo of a whole city, at a tiny scale: its totals are given and must be met exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.services import rollups
from app.services.demo.shares import split
from app.store.engine import Session
from app.store.schema import Assignment, Campaign, Counter, Progress, ReportedFigure
from tests.services.province import TINY_CITY, plant


def test_a_city_meets_its_report_exactly(session: Session) -> None:
    logins = plant(session, TINY_CITY)
    summer = session.scalars(select(Campaign).where(Campaign.slug == "safe-summer-2019")).one()
    names = ("roster", "excused", "reached", "completed", "mastered", "retained")
    sums = [func.sum(getattr(Counter, name)) for name in names]
    figures = session.execute(select(*sums).where(Counter.campaign_id == summer.id)).one()
    roster, excused, reached, completed, mastered, retained = (int(figure) for figure in figures)
    assert (roster, excused, completed) == (700, 0, 667)
    assert roster > reached > completed > mastered > retained > 0
    others = session.scalars(select(ReportedFigure)).all()
    assert len(others) == 10
    assert all(one.is_synthetic and one.completed / one.roster < 667 / 700 for one in others)
    assert rollups.verify(session) == []
    assert len(logins) == 12


def test_a_citys_running_campaign_waits_for_its_pupils(session: Session) -> None:
    plant(session, TINY_CITY)
    autumn = session.scalars(select(Campaign).where(Campaign.closed_at.is_(None))).one()
    figures = select(func.sum(Counter.roster), func.sum(Counter.reached)).where(Counter.campaign_id == autumn.id)
    roster, reached = session.execute(figures).one()
    assert roster > 0
    assert reached == 0
    assert session.scalars(select(Assignment.id)).first() is not None
    assert session.scalars(select(Progress.step)).first() is None


@given(
    st.lists(st.tuples(st.floats(0, 50), st.integers(0, 60)), min_size=1, max_size=30),
    st.floats(0, 1),
)
def test_shares_add_up_and_keep_their_limits(units: list[tuple[float, int]], part: float) -> None:
    weights, limits = [weight for weight, _ in units], [limit for _, limit in units]
    total = int(sum(limits) * part)
    parts = split(total, weights, limits)
    assert sum(parts) == total
    assert all(0 <= share <= limit for share, limit in zip(parts, limits, strict=True))


def test_shares_beyond_the_limits_are_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        split(5, [1, 1], [2, 2])
