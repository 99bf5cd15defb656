"""The pages of a school administrator; the modules beside this one hold the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("school", __name__, url_prefix="/school")
