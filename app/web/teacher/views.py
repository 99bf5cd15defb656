"""Pages under /teacher/."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("teacher", __name__, url_prefix="/teacher")
