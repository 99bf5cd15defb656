"""The pages of those who run the platform; the modules beside this one hold the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("platform", __name__, url_prefix="/platform")
