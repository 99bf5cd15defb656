"""What can be wrong with any request."""

from __future__ import annotations

from app.web.i18n import _
from app.web.sentences.facts import Sentences

SENTENCES: Sentences = {
    "not_found": lambda _facts: _("There is nothing here, or it is not yours to see."),
    "csrf": lambda _facts: _("This page was open for too long. Go back, reload it and try again."),
    "busy": lambda _facts: _("Very many people are here right now. Wait a few seconds and try again; nothing is lost."),
    "sign_in_needed": lambda _facts: _("Please log in."),
}
