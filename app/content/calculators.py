"""Steps that reckon what a loan costs per year: the offer, and a choice among yearly rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.content.documents import Document
from app.content.lines import Place
from app.content.tables import Table, note_repeated
from app.domain.annualrates import MOST_PAYMENTS, MOST_YUAN, PERIODS, whole_percent
from app.domain.errors import Invalid
from app.domain.lessons import Choice, Every, Offer, Step

CHOICES = (3, 4)
MOST_PERCENT = 100_000
_HARMLESS = Offer(1, 1, 1, 1, Every.MONTH)


def read_calculator(row: Table, step: Step) -> Step:
    """The step with its offer and choices."""
    tables = row.rows("choice", *CHOICES)
    choices = tuple(_choice(table) for table in tables)
    note_repeated(row.document, (*row.place, "choice"), [choice.id for choice in choices])
    return replace(step, offer=_offer(row.table("offer")), choices=choices)


def check_calculator(document: Document, place: Place, by_language: Mapping[str, Step], step: Step) -> None:
    """The right choice carries the yearly rate of the offer, and its words name it in every language."""
    if step.offer is None or step.offer == _HARMLESS:
        return
    try:
        percent = whole_percent(step.offer)
    except Invalid:
        document.note((*place, "offer"), "offer_free")
        return
    for number, choice in enumerate(step.choices):
        here = (*place, "choice", number)
        if choice.right and choice.percent != percent:
            document.note((*here, "percent"), "percent_wrong", expected=percent)
        elif choice.right:
            _check_named(document, (*here, "text"), number, percent, by_language)
        elif choice.percent:
            document.note((*here, "percent"), "percent_on_wrong")


def _check_named(document: Document, place: Place, number: int, percent: int, by_language: Mapping[str, Step]) -> None:
    for language, step in by_language.items():
        if not _names(step.choices[number].text, percent):
            document.note(place, "percent_unnamed", percent=percent, language=language)


def _names(text: str, percent: int) -> bool:
    return f"{percent}%" in text.replace(",", "").replace(" ", "").replace("\N{FULLWIDTH PERCENT SIGN}", "%")


def _choice(table: Table) -> Choice:
    choice = Choice(
        table.identifier(),
        table.plain("text"),
        right=table.flag("right", default=False),
        feedback=table.prose("feedback"),
        misconception=table.misconception(),
        icon=table.name("icon", required=False),
        percent=table.number("percent", 1, MOST_PERCENT) if "percent" in table else 0,
    )
    table.close()
    return choice


def _offer(table: Table | None) -> Offer:
    if table is None:
        return _HARMLESS
    every = table.word("every", [every.value for every in PERIODS])
    offer = Offer(
        table.number("borrowed", 1, MOST_YUAN),
        table.number("received", 1, MOST_YUAN),
        table.number("payments", 1, MOST_PAYMENTS),
        table.number("each", 1, MOST_YUAN),
        Every(every) if every else Every.MONTH,
    )
    table.close()
    if offer.received > offer.borrowed:
        table.note("received", "number_out_of_range", low=1, high=offer.borrowed)
    return offer
