"""Correcting and erasing a pupil's data."""

from __future__ import annotations

from wtforms import Form

from app.domain.errors import Refusal
from app.web.i18n import _
from app.web.sentences.facts import Sentences, text
from app.web.sentences.rosters import ADVICE, problem

SENTENCES: Sentences = {
    "erase_mismatch": lambda _facts: _("This is not what stands above. Nothing was erased."),
    "local_id_taken": lambda _facts: _("Another pupil of the school has this number."),
    "pupil_local_id_long": lambda facts: _(
        "The number may have at most %(limit)s characters.", limit=text(facts, "limit")
    ),
    "audit_year": lambda facts: _(
        "Choose a year from %(first)s to %(last)s.", first=text(facts, "first"), last=text(facts, "last")
    ),
}


def refusal_at(form: Form, refusal: Refusal) -> None:
    """Say a refusal at the field of a form that it names."""
    code, facts = refusal.code, {"column": _("Name"), "text": ""} | dict(refusal.facts)
    say = SENTENCES.get(code)
    words = say(facts) if say else str(problem(code, facts)) if code in ADVICE else _("That did not work.")
    field = form[str(refusal.facts["field"])]
    field.errors = [*field.errors, words]
