"""What a loan costs per year, for everybody: the calculator of the lessons, on the server. It keeps nothing."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.annualrates import yearly_percent
from app.domain.errors import Invalid
from app.domain.lessons import Every, Offer
from app.web.access import public
from app.web.public.blueprint import blueprint
from app.web.sentences import sentence

NUMBERS = ("received", "payments", "each")
MOST_DIGITS = 9


@blueprint.get("/loan-cost")
@public
def annual_rate() -> ResponseReturnValue:
    """The yearly rate of the numbers in the address, or the form alone."""
    asked = {name: request.args.get(name, "").strip() for name in (*NUMBERS, "every")}
    if not any(asked[name] for name in NUMBERS):
        return render_template("public/annual_rate.html", asked={"every": "month"}, percent=None, fault="")
    try:
        percent = yearly_percent(_offer(asked))
    except Invalid as refusal:
        page = render_template(
            "public/annual_rate.html", asked=asked, percent=None, fault=sentence(refusal.code, refusal.facts)
        )
        return make_response(page, 422)
    return render_template("public/annual_rate.html", asked=asked, percent=round(percent, 1), fault="")


def _offer(asked: dict[str, str]) -> Offer:
    received, payments, each = (_whole(asked[name]) for name in NUMBERS)
    every = next((one for one in Every if one == asked["every"]), Every.MONTH)
    return Offer(received, received, payments, each, every)


def _whole(text: str) -> int:
    """The number, or 0, which no offer admits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
