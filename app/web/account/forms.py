"""Forms about one's own log-in: shape only."""

from __future__ import annotations

from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.web.i18n import lazy_gettext as _l


class LoginForm(Form):
    """User name and password."""

    username = StringField(_l("User name"), [InputRequired(), Length(max=64)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=128)])


class CodeForm(Form):
    """A code of the authenticator app, or a recovery code."""

    code = StringField(_l("Code of the app"), [InputRequired(_l("Please fill this in.")), Length(max=64)])


class PasswordForm(Form):
    """The present password and a new one, typed twice."""

    current = PasswordField(_l("Present password"), [InputRequired(_l("Please fill this in.")), Length(max=128)])
    new = PasswordField(_l("New password"), [InputRequired(_l("Please fill this in.")), Length(max=200)])
    again = PasswordField(_l("New password again"), [InputRequired(_l("Please fill this in.")), Length(max=200)])
