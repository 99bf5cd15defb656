"""How the questions work: for those who look after the content."""

from __future__ import annotations

from flask import render_template

from app.domain.access import Permission
from app.domain.library import SOURCE_LANGUAGE
from app.domain.statistics import IDLE, LEAST, LEAST_FOR_SHAPE, TOO_EASY, TOO_HARD, Flag
from app.services import questionstatistics
from app.web.access import actor, requires
from app.web.database import db
from app.web.i18n import _, language
from app.web.platform.blueprint import blueprint
from app.web.state import now, state


@blueprint.get("/statistics/")
@requires(Permission.PLATFORM_READ)
def statistics() -> str:
    """Every lesson with how many of its questions want looking at."""
    held = state()
    lessons = questionstatistics.overview(
        db(), actor(), recent=held.recent, now=now(), library=held.library(), language=language()
    )
    return render_template("platform/statistics.html", lessons=lessons, since=questionstatistics.since_of(now()))


@blueprint.get("/statistics/<lesson_id>/")
@requires(Permission.PLATFORM_READ)
def lesson_statistics(lesson_id: str) -> str:
    """The questions of one lesson: how hard, how telling, which choices nobody takes."""
    view = questionstatistics.of_lesson(
        db(), actor(), lesson_id, now=now(), library=state().library(), language=language()
    )
    beliefs = view.publication.misconceptions
    return render_template(
        "platform/lesson_statistics.html",
        view=view,
        words=beliefs.get(language()) or beliefs[SOURCE_LANGUAGE],
        flags=flag_names(),
        advice=advice(),
        strength=strength,
        least=LEAST,
        least_for_shape=LEAST_FOR_SHAPE,
    )


def flag_names() -> dict[Flag, str]:
    """The flags in words."""
    return {
        Flag.AMBIGUOUS: _("Perhaps ambiguous"),
        Flag.LEAKED: _("Perhaps leaked"),
        Flag.TOO_HARD: _("Too hard"),
        Flag.TOO_EASY: _("Too easy"),
        Flag.IDLE: _("A choice nobody takes"),
    }


def advice() -> dict[Flag, str]:
    """What to do about each flag."""
    hard, easy, idle = round(100 * TOO_HARD), round(100 * TOO_EASY), round(100 * IDLE)
    return {
        Flag.AMBIGUOUS: _(
            "Pupils who know the rest well are drawn to a wrong choice here. Check the key, and whether a wrong choice"
            " can be read as right."
        ),
        Flag.LEAKED: _(
            "It became much easier than the other questions, or sheets handed in faster than anybody reads have it"
            " right. Write a variant and retire this one. No pupil is to blame on this evidence."
        ),
        Flag.TOO_HARD: _(
            "Fewer than %(percent)s %% are right after the lesson. Does the lesson teach it? Are the words too hard for"
            " the grade?",
            percent=hard,
        ),
        Flag.TOO_EASY: _(
            "More than %(percent)s %% are right, so it tells little. Keep it if it is a key question; else make the"
            " wrong choices more tempting.",
            percent=easy,
        ),
        Flag.IDLE: _(
            "Fewer than %(percent)s %% take a wrong choice: put a belief there that children really hold.", percent=idle
        ),
    }


def strength(value: float | None) -> str:
    """A discrimination in words, by the usual steps of Ebel and Frisbie."""
    if value is None:
        return ""
    if value < 0:
        return _("the wrong way round")
    for edge, word in ((0.3, _("good")), (0.2, _("fair"))):
        if value >= edge:
            return word
    return _("weak")
