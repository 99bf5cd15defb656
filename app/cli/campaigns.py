"""`flask campaigns`: create one from a small TOML file, take its census, close it, list them all."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from app.cli.accounts import find_region
from app.cli.database import open_session
from app.domain.campaigns import CHINA, CampaignLesson, Window, day_of
from app.domain.courses import Season, campaign_lessons
from app.domain.errors import Invalid, NotFound, Refusal
from app.domain.library import Library
from app.services import campaigns as service
from app.services.campaigns import MINIMUM_SIZE, CampaignSpec
from app.services.content import load_library
from app.settings import read_settings
from app.store import platform
from app.store.engine import Session

REFUSALS = {
    "not_found": "There is no such campaign or region.",
    "campaign_slug_malformed": "The slug needs lower-case ASCII words and hyphens, at most 64 characters.",
    "campaign_slug_taken": "There is a campaign '{slug}' already.",
    "campaign_name_missing": "The name is empty.",
    "campaign_words_long": "'{field}' is longer than {limit} characters.",
    "campaign_minimum": "minimum_size must be at least 1.",
    "campaign_window_reversed": "The campaign closes before it opens.",
    "campaign_window_past": "The campaign would be over already.",
    "campaign_lessons_missing": "The campaign has no lesson.",
    "campaign_course_missing": "No course for {season} is published (courses/courses.toml, flask content publish).",
    "campaign_lesson_unknown": "The lesson '{lesson}' is not published (flask content publish).",
    "campaign_lesson_twice": "The lesson '{lesson}' stands there twice.",
    "campaign_lesson_grades": "The lesson '{lesson}' is for grades {low} to {high}.",
    "campaign_over": "The window has closed; a census now would count the wrong pupils.",
    "campaign_still_open": "The window is open until {closes_at:%Y-%m-%d %H:%M}; it never changes once it runs.",
}
FIELDS = {"slug", "name", "region", "opens_on", "closes_on"}
ASKED = {"lesson", "course"}  # One of them: lessons, or the season whose courses are asked.
WORDS = {"name_en", "motto", "issuer", "document_ref", "minimum_size"}
KINDS: dict[str, tuple[type, str]] = {
    "opens_on": (date, "a date"),
    "closes_on": (date, "a date"),
    "minimum_size": (int, "a whole number"),
    "lesson": (list, "a list of [[lesson]] tables"),
}


@click.group()
def campaigns() -> None:
    """Campaigns from beginning to end."""


@campaigns.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--slug", help="Name in addresses, e.g. autumn-2027.")
@click.option("--name", help="Name as it is issued.")
@click.option("--name-en", help="English name.")
@click.option("--region", help="Six-digit code of the region whose pupils are asked, or its id.")
@click.option("--opens-on", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--closes-on", type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
@click.option("--minimum-size", type=int, help=f"Smallest roster with a place on a leaderboard ({MINIMUM_SIZE}).")
@click.option("--lesson", multiple=True, help="A lesson for the grades it is written for; may be repeated.")
@click.option(
    "--course",
    type=click.Choice([season.value for season in Season]),
    help="For every grade its course of this season instead.",
)
def create(file: Path | None, lesson: tuple[str, ...], **options: Any) -> None:
    """Create a campaign from FILE (TOML), from options, or from both; options win.

    \b
    slug = "autumn-2027"
    name = "秋季安全第一课"
    region = "140000"
    opens_on = 2027-09-01
    closes_on = 2027-09-30
    [[lesson]]
    id = "fire-p56"
    min_grade = 5
    max_grade = 6
    Also: name_en, motto, issuer, document_ref, minimum_size; course = "autumn" or "spring" instead of lessons.
    """
    body = _read(file) if file else {}
    body |= {key: value for key, value in options.items() if value is not None}
    body |= {"lesson": [{"id": lesson_id} for lesson_id in lesson]} if lesson else {}
    if options["course"] or lesson:  # what is asked on the command line is asked instead of what the file asks
        body.pop("lesson" if options["course"] else "course", None)
    _check_shape(body)
    with _refusing(), open_session(write=True) as session:
        library = load_library(session)
        spec = _spec(session, body, library, is_synthetic=not read_settings().is_production)
        campaign_id = service.create(session, None, spec, now=datetime.now(UTC), library=library)
    click.echo(f"created: {spec.slug} ({campaign_id})")
    click.echo(f"Take the census when the rosters are complete: flask campaigns freeze {spec.slug}")


@campaigns.command()
@click.argument("slug")
def freeze(slug: str) -> None:
    """Take the census of a campaign: who is expected, class by class. A second time changes nothing."""
    with _refusing(), open_session(write=True) as session:
        census = service.freeze(session, service.by_slug(session, slug).id, now=datetime.now(UTC))
    if not census.is_new:
        click.echo(f"{slug} was frozen before; nothing was changed.")
        return
    click.echo(f"frozen: {census.pupils} pupils in {census.classrooms} classrooms of {census.schools} schools")
    click.echo(f"assignments: {census.assignments}")


@campaigns.command()
@click.argument("slug")
def close(slug: str) -> None:
    """Note that a campaign whose window has ended is closed."""
    with _refusing(), open_session(write=True) as session:
        is_new = service.close(session, service.by_slug(session, slug).id, now=datetime.now(UTC))
    click.echo(f"closed: {slug}" if is_new else f"{slug} was closed before; nothing was changed.")


@campaigns.command("list")
def list_all() -> None:
    """All campaigns with their windows and rosters."""
    with open_session() as session:
        for row in platform.campaigns(session):
            days = f"{day_of(row.opens_at)} .. {day_of(row.closes_at - timedelta(seconds=1))}"
            click.echo(f"{row.slug}  {days}  {row.region}  roster={row.roster} completed={row.completed}  {row.name}")


@contextmanager
def _refusing() -> Iterator[None]:
    """A refusal becomes a sentence and exit status 1; moments in it are those of the clock on the wall in China."""
    try:
        yield
    except Refusal as refusal:
        facts = refusal.facts.items()
        shown = {name: value.astimezone(CHINA) if isinstance(value, datetime) else value for name, value in facts}
        raise click.ClickException(REFUSALS[refusal.code].format(**shown)) from refusal


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file}: {error}") from error


def _check_shape(body: Mapping[str, Any]) -> None:
    if missing := sorted(FIELDS - body.keys()):
        raise click.ClickException(f"Missing: {', '.join(missing)}")
    if len(ASKED & body.keys()) != 1:
        raise click.ClickException("Say what is asked: lessons, or a course, not both.")
    if unknown := sorted(body.keys() - FIELDS - ASKED - WORDS):
        raise click.ClickException(f"There is no field {', '.join(unknown)}")
    for field, value in body.items():
        kind, words = KINDS.get(field, (str, "a text"))
        if not isinstance(value, kind):
            raise click.ClickException(f"'{field}' must be {words}.")
    for lesson in body.get("lesson", []):
        is_whole = isinstance(lesson, dict) and isinstance(lesson.get("id"), str)
        if not is_whole or not all(isinstance(lesson.get(key, 0), int) for key in ("min_grade", "max_grade")):
            raise click.ClickException("Each [[lesson]] needs an id, and may have min_grade and max_grade.")


def _spec(session: Session, body: Mapping[str, Any], library: Library, *, is_synthetic: bool) -> CampaignSpec:
    region_id: UUID | None = find_region(session, body["region"])
    if region_id is None:
        raise NotFound
    words = {key: body[key] for key in WORDS if key in body}
    return CampaignSpec(
        slug=body["slug"],
        name=body["name"],
        region_id=region_id,
        window=Window(_midnight(body["opens_on"]), _midnight(body["closes_on"]) + timedelta(days=1)),
        lessons=_lessons(body, library),
        is_synthetic=is_synthetic,
        **words,
    )


def _lessons(body: Mapping[str, Any], library: Library) -> tuple[CampaignLesson, ...]:
    """The lessons that are named, or those of the courses of a season, each for the grades of its course."""
    if "lesson" in body:
        return tuple(_lesson(one, library) for one in body["lesson"])
    season = body["course"]
    found = campaign_lessons(library.courses.values(), Season(season)) if season in list(Season) else ()
    if not found:
        raise Invalid("campaign_course_missing", season=season)
    return found


def _lesson(asked: Mapping[str, Any], library: Library) -> CampaignLesson:
    """A lesson with its grades; those that are not given are the ones it is written for."""
    publication = library.current(asked["id"])
    lowest, highest = (0, 0)
    if publication is not None:
        lesson = publication.lesson("")
        lowest, highest = lesson.min_grade, lesson.max_grade
    return CampaignLesson(asked["id"], asked.get("min_grade", lowest), asked.get("max_grade", highest))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
