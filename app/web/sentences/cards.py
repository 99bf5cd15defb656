"""Login cards, PINs and devices of a class."""

from __future__ import annotations

from app.web.i18n import _, ngettext
from app.web.sentences.facts import Sentences, number, text

SENTENCES: Sentences = {
    "card_ended": lambda _facts: _("This card is no longer valid. Ask your teacher for a new one."),
    "cards_nobody": lambda _facts: _(
        "Nobody is in this class yet, so there is no card to print. Add the pupils first."
    ),
    "cards_changed": lambda _facts: _(
        "The class changed while the cards were being made, so nothing was saved. Please print them again."
    ),
    "font_missing": lambda facts: _(
        "No Chinese font is installed on the server, so no card can be printed. Whoever runs the server installs the "
        "package %(package)s, or sets CARD_FONT.",
        package=text(facts, "package"),
    ),
    "font_unfit": lambda _facts: _(
        "The font that CARD_FONT names cannot be read, or has no Chinese characters. Whoever runs the server has to "
        "put that right."
    ),
    "busy_cards": lambda _facts: _("Other cards are being printed right now. Wait a few seconds and try again."),
    "device_grade": lambda facts: _(
        "A class device is for the grades up to %(grade)s, whose pupils have a PIN. Older pupils log in with their "
        "card or with user name and password.",
        grade=text(facts, "grade"),
    ),
    "device_closed": lambda _facts: _("This computer is not open for a class any more. Ask your teacher to open it."),
    "wrong_pin": lambda _facts: _("That is not your PIN. Try again, or ask your teacher for a new card."),
    "pin_form": lambda _facts: _("Please type the four digits on your card."),
    "pin_none": lambda _facts: _("You have no PIN yet. Ask your teacher for a card."),
    "pin_throttled": lambda facts: ngettext(
        "Too many wrong PINs. Wait %(num)s second and try again, or ask your teacher for a new card.",
        "Too many wrong PINs. Wait %(num)s seconds and try again, or ask your teacher for a new card.",
        number(facts, "seconds"),
    ),
    "username_mistyped": lambda _facts: _(
        "This user name has a typing error. Compare it with your card, digit by digit."
    ),
}
