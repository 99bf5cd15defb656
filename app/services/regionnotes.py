"""What a region says for itself beside the lessons: its slogan and rule for a theme, its numbers to call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.content import traditional
from app.domain.access import Actor, Permission, reach, require
from app.domain.errors import Conflict, NotFound
from app.domain.facts import Fact
from app.domain.library import Library, Theme
from app.domain.regionnotes import Note, NoteKind, Notes, Wanted, notes_of, wanted
from app.store import ledger
from app.store import regionnotes as store
from app.store.engine import Session
from app.store.regionnotes import Past
from app.store.regions import path as path_of

__all__ = ["Past"]


@dataclass(frozen=True, slots=True)
class OwnRegion:
    """A region whose notes the actor sets."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """A note as it holds in a region: its own, or that of the authority `by` above it."""

    note: Note
    is_own: bool
    by: str


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a region may say for itself, what holds now, and what was said before."""

    region: OwnRegion
    themes: tuple[Theme, ...]
    hotlines: tuple[Fact, ...]
    held: dict[tuple[NoteKind, str], Held]
    history: tuple[Past, ...]


def own_regions(session: Session, actor: Actor) -> tuple[OwnRegion, ...]:
    """The regions whose notes are the actor's to set: nobody speaks for the bureaus below."""
    require(actor, Permission.REGION_SPEAK)
    paths = (path_of(session, region_id) for region_id in sorted(reach(actor, Permission.REGION_SPEAK).region_ids))
    return tuple(OwnRegion(path[-1].id, path[-1].name) for path in paths if path)


def desk(session: Session, actor: Actor, region_id: UUID, *, library: Library) -> Desk:
    """What the own region says. NotFound for every other region, those below included."""
    _check_own(actor, region_id)
    path = path_of(session, region_id)
    if not path:
        raise NotFound
    names = {one.id: one.name for one in path}
    above = notes_of(store.current(session, list(names)))
    themes = tuple(sorted(library.themes.values(), key=lambda theme: theme.order))
    hotlines = tuple(fact for fact in library.facts.values() if fact.is_regional)
    asked = [(kind, theme.id) for theme in themes for kind in (NoteKind.SLOGAN, NoteKind.RULE, NoteKind.NUMBER)]
    held = {}
    for kind, topic in [*asked, *((NoteKind.HOTLINE, fact.id) for fact in hotlines)]:
        note = above.nearest(list(names), kind, topic)
        if note is not None:
            held[kind, topic] = Held(note, note.region_id == region_id, names[note.region_id])
    region = OwnRegion(region_id, names[region_id])
    return Desk(region, themes, hotlines, held, tuple(store.history(session, region_id)))


def preview(
    actor: Actor, region_id: UUID, kind: str, topic: str, *, text: str, text_en: str, number: str, library: Library
) -> tuple[Wanted, Note]:
    """A note as it would be shown, without keeping it. Raises what `set_note` raises for the same words."""
    _check_own(actor, region_id)
    asked = wanted(kind, topic, text, text_en, number, themes=library.themes, facts=library.facts)
    return asked, Note(region_id, asked.kind, asked.topic, {"zh_CN": asked.text, "en": asked.text_en}, asked.number)


def set_note(
    session: Session,
    actor: Actor,
    region_id: UUID,
    kind: str,
    topic: str,
    *,
    text: str,
    text_en: str,
    number: str,
    library: Library,
    roots: Sequence[Path],
    now: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Set a note of the own region; what held before ends. The same words again change nothing.

    NotFound for another region and for what no region may set, Invalid for a text or number that cannot be taken,
    Conflict("note_race") where somebody else set the same note at this moment.
    """
    _check_own(actor, region_id)
    asked = wanted(kind, topic, text, text_en, number, themes=library.themes, facts=library.facts)
    before = notes_of(store.current(session, [region_id])).nearest([region_id], asked.kind, asked.topic)
    if before is not None and (before.texts["zh_CN"], before.texts["en"], before.number) == (
        asked.text,
        asked.text_en,
        asked.number,
    ):
        return
    by = (actor.school_id, actor.account_id)
    store.end(session, region_id, asked.kind, asked.topic, by=by, at=now)
    text_tw = traditional.converter_of(roots).text(asked.text)
    if not store.begin(session, new_id(), region_id, asked, text_tw, by=by, at=now):
        raise Conflict("note_race")
    _write_down(session, actor, "note_set", region_id, asked.kind, asked.topic, now, new_id)


def end_note(
    session: Session,
    actor: Actor,
    region_id: UUID,
    kind: str,
    topic: str,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Take a note of the own region back, so that what the authority above says holds again."""
    _check_own(actor, region_id)
    if kind not in list(NoteKind):
        raise NotFound
    by = (actor.school_id, actor.account_id)
    if store.end(session, region_id, NoteKind(kind), topic, by=by, at=now):
        _write_down(session, actor, "note_end", region_id, NoteKind(kind), topic, now, new_id)


def current(session: Session) -> Notes:
    """The notes of all regions, for a worker to hold."""
    return notes_of(store.current(session))


def stamp(session: Session) -> tuple[object, ...]:
    """What differs whenever any note has changed: one small read."""
    return store.stamp(session)


def authorities(session: Session, school_id: UUID) -> tuple[UUID, ...]:
    """The authorities of an organisation, from the province down: whose notes hold there."""
    return store.authorities(session, school_id)


def _check_own(actor: Actor, region_id: UUID) -> None:
    require(actor, Permission.REGION_SPEAK)
    if region_id not in reach(actor, Permission.REGION_SPEAK).region_ids:
        raise NotFound


def _write_down(
    session: Session,
    actor: Actor,
    deed: str,
    region_id: UUID,
    kind: NoteKind,
    topic: str,
    now: datetime,
    new_id: Callable[[], UUID],
) -> None:
    ledger.append(
        session,
        entry_id=new_id(),
        school_id=actor.school_id,
        actor_id=actor.account_id,
        deed=deed,
        at=now,
        reason=f"{region_id} {kind} {topic}",
    )
