"""Pages under /bureau/staff/: administrators of the schools a bureau runs, and officers of its own and below."""

from __future__ import annotations

from app.web import staffpage
from app.web.bureau.blueprint import blueprint

staffpage.add_views(blueprint)
