"""Forms of a school administrator: shape only."""

from __future__ import annotations

from wtforms import Form, StringField
from wtforms.validators import UUID

from app.web.i18n import lazy_gettext as _l


class ReasonForm(Form):
    """Why a pupil is excused, or a completion voided; the service says what a reason must be."""

    campaign = StringField(_l("Campaign"), [UUID()])
    reason = StringField(_l("Reason"))
