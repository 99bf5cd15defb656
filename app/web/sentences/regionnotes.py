"""What a region says for itself: why its words or its number cannot be taken."""

from __future__ import annotations

from app.web.i18n import _
from app.web.sentences.facts import Sentences, text

SENTENCES: Sentences = {
    "note_missing": lambda _facts: _("Please type the words."),
    "note_unreadable": lambda _facts: _("The words hold an invisible character. Please type them anew."),
    "note_markup": lambda _facts: _("Plain words only: no brackets, asterisks, hash signs or web addresses."),
    "note_long": lambda facts: _("At most %(limit)s characters.", limit=text(facts, "limit")),
    "note_number_missing": lambda _facts: _("Please type the number."),
    "note_number_shape": lambda _facts: _(
        "This is no number one can call. Digits with blanks or hyphens, for instance 0350-1234567."
    ),
    "note_number_emergency": lambda _facts: _(
        "110, 119, 120 and 122 are the same everywhere and stand in the lessons. Please give your own number."
    ),
    "note_race": lambda _facts: _("Somebody else has just set this. Look at what holds now, then try again."),
}
