"""Forms of a class teacher: shape only."""

from __future__ import annotations

from wtforms import DateField, Form, StringField
from wtforms.validators import InputRequired, Length

from app.web.i18n import lazy_gettext as _l


class AssignForm(Form):
    """A lesson and the last day to complete it."""

    lesson_id = StringField(_l("Lesson"), [InputRequired(), Length(max=64)])
    due_on = DateField(_l("Due date"), [InputRequired()])


class CourseForm(Form):
    """A course and the last day to complete its lessons."""

    course_id = StringField(_l("Course"), [InputRequired(), Length(max=64)])
    due_on = DateField(_l("Due date"), [InputRequired()])
