"""What a loan costs per year: against cases with a closed form, and in exact fractions against the definition."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.annualrates import MOST_PAYMENTS, MOST_YUAN, PERIODS, whole_percent, yearly_percent
from app.domain.errors import Invalid
from app.domain.lessons import Every, Offer

OFFERS = some.builds(
    Offer,
    borrowed=some.just(1),
    received=some.integers(1, 50_000),
    payments=some.integers(1, 60),
    each=some.integers(1, 50_000),
    every=some.sampled_from(Every),
)


def worth(offer: Offer, percent: Fraction) -> Fraction:
    """What the payments are worth at the start, by the definition, at this nominal yearly rate."""
    factor = 1 / (1 + percent / 100 / PERIODS[offer.every])
    return sum((offer.each * factor**number for number in range(1, offer.payments + 1)), Fraction(0))


@pytest.mark.parametrize(
    ("offer", "percent"),
    [
        (Offer(3000, 2400, 1, 3000, Every.MONTH), 300.0),  # a quarter of what was received, in a month
        (Offer(1000, 1000, 1, 1001, Every.DAY), 36.5),  # a thousandth a day
        (Offer(1000, 1000, 1, 1010, Every.WEEK), 52.0),
        (Offer(1200, 1200, 12, 100, Every.MONTH), 0.0),
        (Offer(100, 100, 2, 75, Every.MONTH), (((0.75**2 + 4 * 0.75) ** 0.5 + 0.75) / 2 - 1) * 1200),  # a quadratic
    ],
)
def test_cases_with_a_closed_form(offer: Offer, percent: float) -> None:
    assert yearly_percent(offer) == pytest.approx(percent, rel=1e-9, abs=1e-9)


def test_a_service_fee_kept_back_makes_ten_per_cent_seventy_five() -> None:
    assert whole_percent(Offer(5000, 4000, 10, 550, Every.MONTH)) == 75
    assert whole_percent(Offer(5000, 5000, 10, 550, Every.MONTH)) == 21


@pytest.mark.parametrize(("each", "percent"), [(2401, 1), (2403, 2), (2402, 1)])
def test_a_half_is_rounded_up(each: int, percent: int) -> None:
    """One payment of 2,401 for 2,400 after a month is half a per cent a year, exactly."""
    assert whole_percent(Offer(2400, 2400, 1, each, Every.MONTH)) == percent


@given(OFFERS)
def test_the_rate_discounts_the_payments_to_what_was_paid_out(offer: Offer) -> None:
    if offer.each * offer.payments < offer.received:
        with pytest.raises(Invalid, match="offer_free"):
            yearly_percent(offer)
        return
    percent = Fraction(yearly_percent(offer))
    slack = max(percent, Fraction(1)) / 10**9
    assert worth(offer, percent + slack) <= offer.received <= worth(offer, max(Fraction(0), percent - slack))


@given(OFFERS)
def test_whole_per_cents_are_exact(offer: Offer) -> None:
    if offer.each * offer.payments < offer.received:
        return
    percent = whole_percent(offer)
    half = Fraction(1, 2)
    assert percent == 0 or worth(offer, percent - half) >= offer.received
    assert worth(offer, percent + half) < offer.received


@pytest.mark.parametrize(
    "offer",
    [
        Offer(1, 0, 1, 1, Every.DAY),
        Offer(1, 1, 0, 1, Every.DAY),
        Offer(1, 1, MOST_PAYMENTS + 1, 1, Every.DAY),
        Offer(1, 1, 1, MOST_YUAN + 1, Every.DAY),
        Offer(1, -5, 1, 1, Every.DAY),
    ],
)
def test_what_is_no_offer_is_refused(offer: Offer) -> None:
    with pytest.raises(Invalid, match="offer_impossible"):
        yearly_percent(offer)


def test_the_largest_numbers_give_a_rate() -> None:
    assert yearly_percent(Offer(1, 1, MOST_PAYMENTS, MOST_YUAN, Every.DAY)) > 0
    assert yearly_percent(Offer(1, MOST_YUAN, MOST_PAYMENTS, MOST_YUAN, Every.MONTH)) == pytest.approx(1200)
