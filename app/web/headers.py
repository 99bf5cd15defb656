"""Headers that every answer carries, errors and files included."""

from __future__ import annotations

from flask import Flask, Response, request

from app.web import csrf
from app.web.state import state

# Films come last: the hosts of MEDIA_HOSTS are written behind.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; media-src 'self'"
)


def install(app: Flask) -> None:
    """Set the headers after every request. Films play from here and from the hosts that the settings name."""
    hosts = [f"https://{host}" for host in sorted(app.extensions["first_lesson"].settings.media_hosts)]

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = " ".join([POLICY, *hosts])
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if state().settings.is_production:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint == "static" and response.status_code in (200, 206, 304):
            is_versioned = "v" in request.args
            headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_versioned else "no-cache"
        elif "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        if "Location" in headers:  # never with the host that the client says we have
            headers["Location"] = headers["Location"].removeprefix(request.host_url.rstrip("/")) or "/"
        return csrf.set_visitor_cookie(response)
