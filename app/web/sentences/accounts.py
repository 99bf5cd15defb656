"""Signing in and passwords."""

from __future__ import annotations

from app.web.i18n import _, ngettext
from app.web.sentences.facts import Sentences, number

SENTENCES: Sentences = {
    "wrong_password": lambda _facts: _(
        "User name or password is wrong. Check both, or ask your teacher for a new password."
    ),
    "login_throttled": lambda facts: ngettext(
        "Too many wrong passwords. Wait %(num)s second and try again, or ask your teacher for a new password.",
        "Too many wrong passwords. Wait %(num)s seconds and try again, or ask your teacher for a new password.",
        number(facts, "seconds"),
    ),
    "busy_login": lambda _facts: _("Very many people are logging in right now. Wait a few seconds and try again."),
    "password_short": lambda _facts: _("The password needs at least 8 characters."),
    "password_long": lambda _facts: _("The password may have at most 128 characters."),
    "password_guessable": lambda _facts: _("This password is too easy to guess. Choose another one."),
    "password_same": lambda _facts: _("The new password must differ from the old one."),
}
