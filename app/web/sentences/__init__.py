"""The sentences behind the codes of refusals. The domain gives codes and facts; the words are here, by noun."""

from __future__ import annotations

from app.web.i18n import _
from app.web.sentences import (
    accounts,
    cards,
    lessons,
    milestones,
    people,
    privacy,
    regionnotes,
    requests,
    rosters,
    staff,
)
from app.web.sentences.facts import Facts, Sentences

SENTENCES: Sentences = {
    **requests.SENTENCES,
    **rosters.SENTENCES,
    **lessons.SENTENCES,
    **milestones.SENTENCES,
    **accounts.SENTENCES,
    **cards.SENTENCES,
    **people.SENTENCES,
    **privacy.SENTENCES,
    **regionnotes.SENTENCES,
    **staff.SENTENCES,
}


def sentence(code: str, facts: Facts | None = None) -> str:
    """The sentence for a refusal's code in the request's language."""
    say = SENTENCES.get(code)
    return say(facts or {}) if say else _("That did not work. Please go back and try again.")
