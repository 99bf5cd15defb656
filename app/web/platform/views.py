"""Pages under /platform/."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("platform", __name__, url_prefix="/platform")
