"""Pages under /bureau/imports/: pupils' lists of many schools in one file."""

from __future__ import annotations

from app.web import importpages
from app.web.bureau.blueprint import blueprint

importpages.add_views(blueprint)
