"""What the deeds of the ledger are called on pages."""

from __future__ import annotations

from app.exchange.deeds import DEEDS
from app.web.i18n import _


def deed_name(deed: str) -> str:
    """A deed in the request's language; its code where nobody has named it."""
    return _(DEEDS[deed]) if deed in DEEDS else deed
