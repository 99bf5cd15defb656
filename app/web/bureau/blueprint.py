"""The pages of an education bureau; the modules beside this one hold the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("bureau", __name__, url_prefix="/bureau")
