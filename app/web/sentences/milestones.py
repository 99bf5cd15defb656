"""Excuses and voided completions."""

from __future__ import annotations

from app.web.i18n import _
from app.web.sentences.facts import Sentences, text

SENTENCES: Sentences = {
    "nothing_to_void": lambda _facts: _("This pupil has no completion that could be voided."),
    "already_completed": lambda _facts: _("This pupil has already completed the campaign and cannot be excused."),
    "reason_missing": lambda _facts: _("Please give a reason."),
    "reason_long": lambda facts: _("The reason is too long; at most %(limit)s characters.", limit=text(facts, "limit")),
}
