"""Forms of a school administrator: shape only."""

from __future__ import annotations

from wtforms import Form, StringField
from wtforms.validators import UUID

from app.web.i18n import lazy_gettext as _l


class ReasonForm(Form):
    """Why a pupil is excused, or a completion voided; the service says what a reason must be."""

    campaign = StringField(_l("Campaign"), [UUID()])
    reason = StringField(_l("Reason"))


class CorrectionForm(Form):
    """A pupil's name and the number that the school's own system gives; the service says what they must be."""

    name = StringField(_l("Name"))
    local_id = StringField(_l("The school's own number of the pupil"))


class ErasureForm(Form):
    """What has to be typed before a pupil is erased."""

    typed = StringField(_l("To go on, type the line above"))
