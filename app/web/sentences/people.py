"""Classes, pupils who move, and the move up on 1 September."""

from __future__ import annotations

from app.web.i18n import _
from app.web.sentences.facts import Sentences, day, number, text

SENTENCES: Sentences = {
    "day_missing": lambda _facts: _("Please choose a day."),
    "transfer_too_early": lambda facts: _(
        "The day must not be before %(day)s, when this pupil came into the present class or left.",
        day=day(facts, "earliest"),
    ),
    "transfer_later": lambda _facts: _("The day must be today or earlier. Come back on that day for a later move."),
    "pupil_elsewhere": lambda _facts: _(
        "Another school has taken this pupil in meanwhile. That school must let the pupil go first; then take the "
        "pupil in by user name."
    ),
    "pupil_not_free": lambda _facts: _(
        "Nobody who could be taken in has this user name. Check the digits; the former school must have let the pupil "
        "go first."
    ),
    "namesake": lambda _facts: _(
        "Somebody of this name sits in the class already. Tick the box if this is another pupil of the same name."
    ),
    "local_id_long": lambda facts: _("At most %(limit)s characters.", limit=text(facts, "limit")),
    "room_name_missing": lambda _facts: _("Please type the number or the name of the class."),
    "room_name_long": lambda _facts: _("This name is too long; at most 20 characters."),
    "room_name_unreadable": lambda _facts: _(
        "This is neither a number from 1 to 99 nor a name. Type for instance 3, or Little Sun."
    ),
    "room_name_grade": lambda _facts: _("The name speaks of another grade than the one chosen."),
    "room_number_fixed": lambda _facts: _(
        "The number of a class cannot be changed. Make a new class with that number and merge this one into it."
    ),
    "room_grade": lambda _facts: _("There is no such grade."),
    "room_taken": lambda _facts: _("The school has a class of this number or name in this year group already."),
    "room_not_empty": lambda _facts: _("Pupils sit in this class. Merge it into another one, or transfer them first."),
    "merge_other_grade": lambda _facts: _("Choose another class of the same grade."),
    "count_differs": lambda facts: _(
        "The number does not fit: it is %(num)s now. Look once more before confirming.", num=number(facts, "expected")
    ),
    "promotion_choice": lambda _facts: _(
        "One of the classes cannot go where you chose. Look at the preview again; somebody may have changed a class."
    ),
    "promotion_stay": lambda _facts: _(
        "One of the pupils chosen to repeat the year is no longer in a class that goes up."
    ),
    "promotion_stay_nowhere": lambda _facts: _(
        "There is no class yet in which a chosen pupil could repeat the year. Make that class first."
    ),
    "promotion_at_work": lambda _facts: _("An earlier order is still being done. Wait until it has ended."),
    "promotion_later": lambda _facts: _("This day has not come yet."),
}
