"""Who decides that a video was watched: the server's clock.

A page says how far its video has come. The server believes it only as far as the time allows that really passed since
it last looked: nobody sees more of a video than the clock has run, whatever the page claims, however often it asks,
from however many tabs, and whichever of its old tickets it shows again. Seconds are whole, and moments are seconds
since 1970.
"""

from __future__ import annotations

from app.domain.errors import Invalid

# A player stops a little before the end it was told, and the last heartbeat is under way while the film ends.
SLACK = 3


def read_claim(text: str | None) -> int | None:
    """What a page says of its video, in seconds; None where no script runs in it. Invalid("malformed") for nonsense."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Invalid("malformed")
    return int(text)


def heard(watched: int, claimed: int | None, *, since: int, now: int, length: int) -> int:
    """How many seconds of a film of `length` have been watched, after the page says `claimed`.

    `watched` was what the server knew at the moment `since`. Without a claim (no script runs in the page) the film is
    taken to have run all the time. Time that runs backwards counts as none.
    """
    possible = min(watched + max(0, now - since), length)
    return possible if claimed is None else max(watched, min(claimed, possible))


def wait(watched: int, claimed: int | None, *, since: int, now: int, length: int) -> int:
    """How many seconds are missing before the step can be taken; 0 where it can.

    Where no script counts, the page cannot tell when the film began, so there is no slack for its end.
    """
    needed = length if claimed is None else length - SLACK
    return max(0, needed - heard(watched, claimed, since=since, now=now, length=length))
