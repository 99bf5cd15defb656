"""The pages of everybody who can log in; the modules beside this one hold the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("account", __name__)
