"""Putting the application together. No work at import; everything it needs is passed in or read from settings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, request
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app.services.media import Media
from app.services.passwords import Passwords
from app.services.seals import Seal
from app.settings import Settings, read_settings
from app.web import access, database, errors, headers, i18n, login, readings, telemetry, whereabouts
from app.web.account import cards as account_cards
from app.web.account import devices as account_devices
from app.web.account import factors as account_factors
from app.web.account import home as account_home
from app.web.account import views as account
from app.web.bureau import beliefs as bureau_beliefs
from app.web.bureau import imports as bureau_imports
from app.web.bureau import privacy as bureau_privacy
from app.web.bureau import promotions as bureau_promotions
from app.web.bureau import regionnotes as bureau_regionnotes
from app.web.bureau import staff as bureau_staff
from app.web.bureau import views as bureau
from app.web.csrf import csrf_token
from app.web.database import Database, TransactionalFlask
from app.web.deedwords import deed_name
from app.web.devicepages import is_class_device
from app.web.login import current_actor
from app.web.platform import imports as platform_imports
from app.web.platform import privacy as platform_privacy
from app.web.platform import promotions as platform_promotions
from app.web.platform import staff as platform_staff
from app.web.platform import statistics as platform_statistics
from app.web.platform import views as platform
from app.web.public import annualrates as public_annualrates
from app.web.public import media as public_media
from app.web.public import views as public
from app.web.school import archive as school_archive
from app.web.school import beliefs as school_beliefs
from app.web.school import cards as school_cards
from app.web.school import changes as school_changes
from app.web.school import devices as school_devices
from app.web.school import imports as school_imports
from app.web.school import privacy as school_privacy
from app.web.school import promotions as school_promotions
from app.web.school import pupils as school_pupils
from app.web.school import rooms as school_rooms
from app.web.school import staff as school_staff
from app.web.school import views as school
from app.web.state import Shelf, State
from app.web.student import dialogues as student_dialogues
from app.web.student import reading as student_reading
from app.web.student import views as student
from app.web.student import watching as student_watching
from app.web.teacher import beliefs as teacher_beliefs
from app.web.teacher import cards as teacher_cards
from app.web.teacher import devices as teacher_devices
from app.web.teacher import views as teacher

MAX_BODY = 256 * 1024
# The server gives each worker eight threads (see the Makefile): two may use the database, five may be about passwords,
# and one is always left for what needs neither.
PERMITS = 2
STATIC = Path(__file__).parent / "static"
# The modules with views; those of one audience share a blueprint.
VIEWS = (
    public,
    public_annualrates,
    public_media,
    account,
    account_cards,
    account_devices,
    account_factors,
    account_home,
    student,
    student_reading,
    student_dialogues,
    student_watching,
    teacher,
    teacher_beliefs,
    teacher_cards,
    teacher_devices,
    school,
    school_beliefs,
    school_staff,
    school_archive,
    school_changes,
    school_promotions,
    school_pupils,
    school_rooms,
    school_privacy,
    school_cards,
    school_devices,
    bureau,
    bureau_beliefs,
    bureau_promotions,
    bureau_staff,
    bureau_regionnotes,
    platform,
    platform_statistics,
    platform_promotions,
    platform_staff,
    school_imports,
    bureau_imports,
    bureau_privacy,
    platform_imports,
    platform_privacy,
)


def create_app(
    settings: Settings | None = None,
    *,
    open_database: Database | None = None,
    passwords: Passwords | None = None,
    configure: Callable[[State], None] = lambda _state: None,
) -> Flask:
    """The WSGI application. Tests pass their own settings, database and cheap password hashing, and `configure` the
    state (a fixed clock, for instance)."""
    settings = settings or read_settings()
    app = TransactionalFlask("app.web", static_folder=str(STATIC), template_folder="templates")
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_PARTS=200)
    held = open_database or Database(settings.database_url, durable=settings.is_production)
    state = State(
        settings=settings,
        database=held,
        passwords=passwords or Passwords(),
        shelf=Shelf(held),
        csrf_key=settings.key("csrf"),
        ticket_key=settings.key("ticket"),
        seal=Seal(settings.key("seal")),
        media=Media(settings.content_roots),
    )
    configure(state)
    app.extensions["first_lesson"] = state
    _prepare_templates(app, settings)
    telemetry.install(app)
    database.install(app, PERMITS)
    i18n.install(app, is_secure=settings.is_production)
    readings.install(app)
    whereabouts.install(app)
    login.install(app)
    access.install(app)
    errors.install(app)
    headers.install(app)
    for blueprint in dict.fromkeys(module.blueprint for module in VIEWS):
        app.register_blueprint(blueprint)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _prepare_templates(app: Flask, settings: Settings) -> None:
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True

    @cache
    def static_url(filename: str) -> str:
        version = hashlib.sha256((STATIC / filename).read_bytes()).hexdigest()[:12]
        return f"/static/{filename}?v={version}"

    def here(language: str) -> str:
        """This page in another language; the start page for answers to a form."""
        path = request.path if request.method == "GET" else "/"
        query = request.args.to_dict() if request.method == "GET" else {}
        query["lang"] = language
        return f"{path}?{urlencode(query)}"

    environment.globals |= {
        "static_url": static_url,
        "here_in": here,
        "csrf_token": csrf_token,
        "is_demo": not settings.is_production,
        "signed_in": current_actor,
        "deed_word": deed_name,
        "is_class_device": is_class_device,
    }
