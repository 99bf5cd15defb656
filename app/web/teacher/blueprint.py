"""The pages of a class teacher; the modules beside this one hold the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("teacher", __name__, url_prefix="/teacher")
