"""Lessons, sheets and the tasks of a class."""

from __future__ import annotations

from app.web.i18n import _, format_number, ngettext
from app.web.sentences.facts import Sentences, moment, number

SENTENCES: Sentences = {
    "too_soon": lambda facts: ngettext(
        "Take one more second to look.", "Take %(num)s more seconds to look.", number(facts, "seconds")
    ),
    "unwatched": lambda facts: ngettext(
        "Please watch to the end: one more second.",
        "Please watch to the end: about %(num)s more seconds.",
        number(facts, "seconds"),
    ),
    "window_closed": lambda facts: _(
        "This activity closed on %(moment)s. Nothing can be handed in any more.", moment=moment(facts, "closes_at")
    ),
    "not_open_yet": lambda facts: _("This lesson opens on %(moment)s.", moment=moment(facts, "opens_at")),
    "forged_ticket": lambda _facts: _(
        "This page does not belong to your log-in. Open the lesson again from your tasks."
    ),
    "stale_ticket": lambda _facts: _("This lesson has changed meanwhile. Open it again from your tasks."),
    "reply_unknown": lambda _facts: _("Please choose one of the replies."),
    "offer_impossible": lambda facts: _(
        "Write whole yuan from 1 to %(most)s, and 1 to %(payments)s payments.",
        most=format_number(number(facts, "most")),
        payments=number(facts, "payments"),
    ),
    "offer_free": lambda _facts: _("Less is paid back than was paid out: check the numbers."),
    "unanswered": lambda _facts: _("Some questions have no answer yet. They are marked below."),
    "lesson_unknown": lambda _facts: _("There is no such lesson for this class."),
    "lesson_retired": lambda _facts: _("This lesson is no longer offered. Please choose another from the list."),
    "due_in_past": lambda _facts: _("The due date must be today or later."),
    "due_too_far": lambda _facts: _("The due date must be within one year."),
    "course_unknown": lambda _facts: _("There is no such course for this class. Please choose one from the list."),
    "course_already_assigned": lambda _facts: _("This class already has the lessons of this course."),
    "already_assigned": lambda _facts: _("This class already has this lesson."),
}
