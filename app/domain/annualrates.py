"""What a loan costs per year.

The rate per period is the internal rate of return: the r at which the payments, discounted, are worth what was really
paid out, `received = each / (1+r) + each / (1+r)^2 + ... + each / (1+r)^payments`. The yearly rate is nominal: r times
the periods of a year (365 days, 52 weeks, 12 months). Source: announcement [2021] no. 3 of the People's Bank of China,
which has lenders state the yearly rate from all costs over the principal the borrower really holds, and names the
internal rate of return as the method. `static/js/calculator.js` does the same arithmetic in the browser.
"""

from __future__ import annotations

import math
from fractions import Fraction

from app.domain.errors import Invalid
from app.domain.lessons import Every, Offer

PERIODS = {Every.DAY: 365, Every.WEEK: 52, Every.MONTH: 12}
MOST_YUAN = 10_000_000
MOST_PAYMENTS = 366


def yearly_percent(offer: Offer) -> float:
    """The nominal yearly rate in percent, found by bisection until no float lies between: right to about 1e-9 of it.

    Raises Invalid("offer_impossible") for amounts or a number of payments out of bounds, and Invalid("offer_free")
    where less is paid back than was paid out.
    """
    check_offer(offer)
    if _paid(offer) == offer.received:
        return 0.0
    low, high = 0.0, offer.each / offer.received
    # The payments for ever, discounted at each / received, would be worth exactly `received`: so the root lies below.
    while low < (middle := (low + high) / 2) < high:
        if _worth(offer, middle) > offer.received:
            low = middle
        else:
            high = middle
    return high * PERIODS[offer.every] * 100


def whole_percent(offer: Offer) -> int:
    """The yearly rate in whole percent, halves rounded up; decided in exact fractions. Raises like `yearly_percent`."""
    guess = math.floor(yearly_percent(offer) + 0.5)
    # The float can only be wrong about its neighbour, where the rate lies next to a half.
    if _is_at_least(offer, guess + Fraction(1, 2)):
        return guess + 1
    return guess if _is_at_least(offer, guess - Fraction(1, 2)) else guess - 1


def check_offer(offer: Offer) -> None:
    """Raise Invalid where no yearly rate can be told."""
    amounts = (offer.borrowed, offer.received, offer.each)
    if not all(0 < amount <= MOST_YUAN for amount in amounts) or not 0 < offer.payments <= MOST_PAYMENTS:
        raise Invalid("offer_impossible", most=MOST_YUAN, payments=MOST_PAYMENTS)
    if _paid(offer) < offer.received:
        raise Invalid("offer_free")


def _paid(offer: Offer) -> int:
    return offer.each * offer.payments


def _worth(offer: Offer, rate: float) -> float:
    """What the payments are worth at the start. Written so that small rates lose no digits."""
    return offer.each * -math.expm1(-offer.payments * math.log1p(rate)) / rate


def _is_at_least(offer: Offer, percent: Fraction) -> bool:
    """Is the yearly rate this or more? The payments are then worth at least what was paid out."""
    if percent <= 0:
        return True
    factor = 1 / (1 + percent / 100 / PERIODS[offer.every])
    worth = Fraction(0)
    for _payment in range(offer.payments):
        worth = (worth + offer.each) * factor
    return worth >= offer.received
