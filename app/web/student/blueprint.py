"""The pages of pupils; the modules beside this one hold the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("student", __name__, url_prefix="/student")
