"""Pages under /platform/staff/: administrators, officers and the people who run the platform."""

from __future__ import annotations

from app.web import staffpage
from app.web.platform.blueprint import blueprint

staffpage.add_views(blueprint)
