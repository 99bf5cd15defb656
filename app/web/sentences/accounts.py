"""Signing in and passwords."""

from __future__ import annotations

from app.web.i18n import _, ngettext
from app.web.sentences.facts import Sentences, day, number

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
    "password_throttled": lambda facts: ngettext(
        "Too many wrong passwords. Wait %(num)s second and try again.",
        "Too many wrong passwords. Wait %(num)s seconds and try again.",
        number(facts, "seconds"),
    ),
    "posting_ended": lambda _facts: _(
        "Your posting has ended, so this account is closed. If that is wrong: teachers ask their school, schools ask "
        "their bureau, bureaus ask the bureau above or the platform."
    ),
    "posting_begins": lambda facts: _(
        "Your posting begins on %(day)s. You can log in from that day on.", day=day(facts, "on")
    ),
    "wrong_code": lambda _facts: _(
        "This code is wrong, too old, or was used already. Wait for the next one in the app and type that."
    ),
    "factor_throttled": lambda facts: ngettext(
        "Too many wrong codes. Wait %(num)s second and try again.",
        "Too many wrong codes. Wait %(num)s seconds and try again.",
        number(facts, "seconds"),
    ),
    "factor_is_on": lambda _facts: _("A second factor is set up already. Turn it off first, with one of its codes."),
    "password_same": lambda _facts: _("The new password must differ from the old one."),
}
