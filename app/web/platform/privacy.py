"""Pages under /platform/audit/: the yearly audit of minors' data."""

from __future__ import annotations

from app.web import auditpages
from app.web.platform.blueprint import blueprint

auditpages.add_views(blueprint)
