"""The pages on which cards are printed, shared by a class's teacher and the school's administrator."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, make_response, render_template, request

from app.domain import cards as words_of_cards
from app.domain.campaigns import day_of
from app.domain.errors import Conflict
from app.domain.usernames import in_groups
from app.exchange import cards as files
from app.exchange import fonts
from app.services import cards
from app.services.cards import Order, PrintedCard
from app.web import classpage
from app.web.access import actor
from app.web.database import db, let_go, own_reading, own_transaction
from app.web.i18n import _
from app.web.naming import classroom_name
from app.web.sentences import sentence
from app.web.state import now, state


def base_url() -> str:
    """The address that goes onto cards: PUBLIC_URL, else the one of this request."""
    return state().settings.public_url or request.url_root.rstrip("/")


def page(classroom_id: UUID, audience: str, *, notice: str = "") -> Response:
    """What printing would do for a class, and the button."""
    found = cards.order(db(), actor(), classroom_id)
    html = render_template(
        "classroom/cards.html", view=found, audience=audience, host=_host(), notice=notice, **classpage.WORDS
    )
    return make_response(html, 409 if notice else 200)


def print_file(classroom_id: UUID, audience: str, *, student_id: UUID | None = None) -> Response:
    """New cards as a PDF. Secrets are drawn, hashed and printed while no transaction is open; then all of them become
    valid at once, or none."""
    who = actor()
    let_go()
    try:
        with own_reading() as session:
            wanted = cards.order(session, who, classroom_id, student_id=student_id)
        found = fonts.find(state().settings.card_font)
        with_passwords = "passwords" in request.form
        printed = cards.prepare(wanted, with_passwords=with_passwords, passwords=state().passwords, dice=state().dice)
        content = files.draw([_face(card) for card in printed], _words(wanted, printed), found)
        with own_transaction() as session:
            cards.issue(
                session,
                who,
                wanted,
                printed,
                now=now(),
                pin_key=state().settings.key("pin"),
                new_id=state().new_id,
            )
    except Conflict as refusal:
        return page(classroom_id, audience, notice=sentence(refusal.code, refusal.facts))
    return _download(wanted, content)


def _download(wanted: Order, content: bytes) -> Response:
    room = wanted.classroom
    name = f"login-cards-{room.stage.value}-{room.grade}-{room.number}-{day_of(now()):%Y%m%d}.pdf"
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _face(card: PrintedCard) -> files.Face:
    label = _("PIN") if card.pin else _("One-time password") if card.password else ""
    return files.Face(
        name=card.holder.name,
        username=in_groups(card.holder.username),
        address=words_of_cards.address(base_url(), card.text),
        secret_label=label,
        secret=card.pin or card.password,
    )


def _words(wanted: Order, printed: list[PrintedCard]) -> files.Words:
    room = wanted.classroom
    other_way = (
        _("1. Scan the code and you are in. On the class computer: tap your name, type your PIN.")
        if wanted.grants_pins
        else _("1. Scan the code and you are in. Or open %(host)s: user name and password.", host=_host())
    )
    return files.Words(
        title=_("First Lesson · login card"),
        school=room.school_name,
        classroom=classroom_name(room.stage, room.grade, room.number, room.grade_system, room.label),
        username_label=_("User name"),
        under_code=_("Scan to log in"),
        how_to=(other_way, _("2. The card is your key: no photos, no lending. Lost it? Tell your teacher.")),
        letters_missing=_("No font on the server has these characters. Please write them into the boxes by hand:"),
    )


def _host() -> str:
    return urlsplit(base_url()).netloc
