"""The WSGI application; `flask` and the server find it here."""

from app.cli import register
from app.web.factory import create_app

app = create_app()
register(app)
