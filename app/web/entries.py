"""What somebody typed into a form with several fields: shown again with its messages where it could not be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import request

from app.domain.errors import Invalid, NotFound, Refusal
from app.web.sentences import sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """One form of a page: `form` names it, `errors` are messages by field. A page can hold several forms."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def value(self, form: str, name: str, default: str = "") -> str:
        """What was typed into a field of a form, else the default."""
        return self.values.get(name, default) if self.form == form else default

    def error(self, form: str, name: str) -> str:
        """What is wrong with a field of a form; nothing where it is fine."""
        return self.errors.get(name, "") if self.form == form else ""


def refused(form: str, refusal: Refusal) -> Entry:
    """The form as it was sent, with the message at the field that the refusal names."""
    place = str(refusal.facts.get("field", ""))
    values = {name: value for name, value in request.form.items() if name != "csrf_token"}
    return Entry(form, values, {place: sentence(refusal.code, refusal.facts)})


def typed(name: str) -> str:
    """A text field of the form that was sent."""
    return request.form.get(name, "")


def typed_id(name: str) -> UUID:
    """A choice of the form that was sent. NotFound for what no form of ours sends."""
    try:
        return UUID(typed(name))
    except ValueError:
        raise NotFound from None


def typed_day(name: str) -> date:
    """A day of the form that was sent. Raises Invalid("day_missing") for what is no day."""
    try:
        return date.fromisoformat(typed(name))
    except ValueError:
        raise Invalid("day_missing", field=name) from None


def page_asked_for() -> int:
    """The number of the page in the address; NotFound for what is no number."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotFound
    return int(text)
