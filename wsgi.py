"""The WSGI application; `flask` and the server find it here."""

from app.cli import register
from app.web.factory import create_app
from app.web.preview.factory import create_preview

app = create_app()
register(app, create_preview)
