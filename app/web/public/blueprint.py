"""The pages of everybody; the modules beside this one hold the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("public", __name__)
