"""Members of staff: their names, days and places, and lists of them."""

from __future__ import annotations

from app.web.i18n import _, ngettext
from app.web.sentences.facts import Sentences, number, text

SENTENCES: Sentences = {
    "staff_name_missing": lambda _facts: _("Please type the name."),
    "staff_name_long": lambda facts: _("The name is longer than %(limit)s characters.", limit=text(facts, "limit")),
    "day_far": lambda _facts: _("This day is too far away. Check the year."),
    "days_reversed": lambda _facts: _("The last day must be today or later, and not before the first one."),
    "already_posted": lambda _facts: _("This person has the class at that time already."),
    "already_granted": lambda _facts: _("This person has the role at that time already."),
    "already_ended": lambda _facts: _("This has ended already. To begin again, give it once more."),
    "last_one": lambda _facts: _(
        "Nobody else would be left to do this work. Add a successor first, or ask the next office above."
    ),
    "member_known": lambda _facts: _(
        "Somebody of this name is here already with just that. Open that person's page for a new password."
    ),
    "staff_again": lambda _facts: _("Somebody took the same user name at the same moment. Please send the form again."),
    "plan_changed": lambda _facts: _("Something changed meanwhile. Look at the preview again."),
    "lines_missing": lambda _facts: _("Please paste at least one line: name, grade and class."),
    "lines_many": lambda facts: _(
        "At most %(limit)s lines at a time. Paste the rest afterwards.", limit=text(facts, "limit")
    ),
    "line_without_class": lambda _facts: _("Grade or class is missing. Write for instance: grade 3, class 2."),
    "class_not_here": lambda facts: _(
        "The school has no class “%(text)s”. Make it first on the page Classes, or correct the line.",
        text=text(facts, "text"),
    ),
    "class_twice_here": lambda facts: _(
        "The school has several classes “%(text)s”. Name the kind of school too, for instance 初中一年级.",
        text=text(facts, "text"),
    ),
    "namesakes_here": lambda facts: ngettext(
        "%(num)s colleague of this name is here already. Choose who is meant.",
        "%(num)s colleagues of this name are here already. Choose who is meant.",
        number(facts, "count"),
    ),
}
