"""Refusals: why the product says no. The domain gives a code and its facts; `app.web.errors` owns the sentences."""

from __future__ import annotations


class Refusal(Exception):
    """A request that is understood and declined. `code` names the reason, `facts` fill the sentence."""

    code = "refused"

    def __init__(self, code: str | None = None, **facts: object) -> None:
        self.code = code or self.code
        self.facts = facts
        super().__init__(self.code)


class NotFound(Refusal):
    """The thing does not exist, or is outside the actor's reach: the two look the same on purpose."""

    code = "not_found"


class Invalid(Refusal):
    """The input cannot be accepted as it stands; `facts` name the field where there is one."""

    code = "invalid"


class Conflict(Refusal):
    """The input was fine, but the state of things does not allow it now (a closed window, a used token)."""

    code = "conflict"


class SignInNeeded(Refusal):
    """Nobody is signed in, or the session has ended."""

    code = "sign_in_needed"


class Throttled(Refusal):
    """Too many tries; `facts['seconds']` says how long to wait."""

    code = "throttled"

    def __init__(self, code: str | None = None, *, seconds: int) -> None:
        super().__init__(code, seconds=seconds)
        self.seconds = seconds


class Busy(Refusal):
    """The server is at its limit; trying again shortly will work (503 with Retry-After)."""

    code = "busy"
