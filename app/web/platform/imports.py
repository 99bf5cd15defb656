"""Pages under /platform/imports/: pupils' lists of many schools in one file."""

from __future__ import annotations

from app.web import importpages
from app.web.platform.blueprint import blueprint

importpages.add_views(blueprint)
