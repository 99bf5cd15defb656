"""Pages under /bureau/here/: what the own region says beside the lessons, its slogans, rules and numbers to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import Permission
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.facts import Fact
from app.domain.library import Theme
from app.domain.regionnotes import LIMITS, MAX_TEXT, Here, Note, NoteKind
from app.services import regionnotes as service
from app.web.access import actor, requires
from app.web.bureau.blueprint import blueprint
from app.web.database import db
from app.web.entries import Entry, refused, typed
from app.web.i18n import _, language
from app.web.state import now, state

REGION = "/here/<uuid:region_id>/"
NOTE = REGION + "<kind>/<topic>/"
FORM = "note"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a note is about, in words."""

    kind: NoteKind
    topic: str
    name: str
    national: str = ""


@blueprint.get("/here/")
@requires(Permission.REGION_SPEAK)
def region_notes() -> ResponseReturnValue:
    """The own region; a choice where there are several."""
    regions = service.own_regions(db(), actor())
    if len(regions) == 1:
        return redirect(url_for("bureau.region_desk", region_id=regions[0].id), 303)
    return render_template("bureau/notes.html", regions=regions)


@blueprint.get(REGION)
@requires(Permission.REGION_SPEAK)
def region_desk(region_id: UUID) -> str:
    """All that a region says, and all that it could say."""
    desk = service.desk(db(), actor(), region_id, library=state().library())
    return render_template(
        "bureau/desk.html", desk=desk, kind_names=_kind_names(), NoteKind=NoteKind, topic_name=_topic_name
    )


@blueprint.get(NOTE)
@requires(Permission.REGION_SPEAK)
def region_note(region_id: UUID, kind: str, topic: str) -> Response:
    """The form of one note."""
    return _page(region_id, kind, topic, Entry())


@blueprint.post(NOTE)
@requires(Permission.REGION_SPEAK)
def set_region_note(region_id: UUID, kind: str, topic: str) -> ResponseReturnValue:
    """Look at a note, or set it."""
    words = {name: typed(name) for name in ("text", "text_en", "number")}
    library = state().library()
    try:
        if typed("do") == "preview":
            _asked, note = service.preview(actor(), region_id, kind, topic, **words, library=library)
            return _page(region_id, kind, topic, Entry(FORM, words), tried=note)
        service.set_note(
            db(),
            actor(),
            region_id,
            kind,
            topic,
            **words,
            library=library,
            roots=state().settings.content_roots,
            now=now(),
            new_id=state().new_id,
        )
    except (Invalid, Conflict) as refusal:
        return _page(region_id, kind, topic, refused(FORM, refusal), 409 if isinstance(refusal, Conflict) else 422)
    return redirect(url_for("bureau.region_desk", region_id=region_id, done="set"), 303)


@blueprint.post(NOTE + "end")
@requires(Permission.REGION_SPEAK)
def end_region_note(region_id: UUID, kind: str, topic: str) -> ResponseReturnValue:
    """Take a note back."""
    service.end_note(db(), actor(), region_id, kind, topic, now=now(), new_id=state().new_id)
    return redirect(url_for("bureau.region_desk", region_id=region_id, done="ended"), 303)


def _page(
    region_id: UUID, kind: str, topic: str, entry: Entry, status: int = 200, *, tried: Note | None = None
) -> Response:
    desk = service.desk(db(), actor(), region_id, library=state().library())
    subject = _subject(desk, kind, topic)
    html = render_template(
        "bureau/note.html",
        desk=desk,
        subject=subject,
        kind_names=_kind_names(),
        held=desk.held.get((subject.kind, topic)),
        entry=entry,
        limit=LIMITS.get(kind, 0),
        limit_en=MAX_TEXT,
        preview=_preview(tried),
        tried=tried,
    )
    return make_response(html, status)


def _subject(desk: service.Desk, kind: str, topic: str) -> Subject:
    """What the address speaks about; NotFound for what no region may set."""
    if kind == NoteKind.HOTLINE:
        found = next((fact for fact in desk.hotlines if fact.id == topic), None)
        if found is not None:
            return Subject(NoteKind.HOTLINE, topic, found.name(language()), found.value)
    elif kind in list(NoteKind) and topic in {theme.id for theme in desk.themes}:
        return Subject(NoteKind(kind), topic, _topic_name(desk, NoteKind(kind), topic))
    raise NotFound


def _preview(note: Note | None) -> Here | None:
    """The box as pupils will see it; a help line of the region stands in the lessons themselves."""
    if note is None or note.kind is NoteKind.HOTLINE:
        return None
    return Here(**{note.kind.value: note})


def _topic_name(desk: service.Desk, kind: NoteKind, topic: str) -> str:
    """A theme or a help line in words; its id where neither is published any more."""
    known: Sequence[Theme | Fact] = desk.hotlines if kind is NoteKind.HOTLINE else desk.themes
    return next((one.name(language()) for one in known if one.id == topic), topic)


def _kind_names() -> dict[NoteKind, str]:
    return {
        NoteKind.SLOGAN: _("Slogan"),
        NoteKind.RULE: _("Local rule"),
        NoteKind.NUMBER: _("Our own number"),
        NoteKind.HOTLINE: _("Help line"),
    }
