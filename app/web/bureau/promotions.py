"""Pages under /bureau/year/: the schools' move up on 1 September."""

from __future__ import annotations

from app.web import yearpage
from app.web.bureau.blueprint import blueprint

yearpage.add_views(blueprint)
