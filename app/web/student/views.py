"""Pages of a pupil: my tasks, a lesson step by step, the quiz and its result."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.domain.access import Permission
from app.domain.errors import Invalid
from app.domain.library import Publication
from app.domain.watching import read_claim
from app.services import attempts, lessons, results, sessions, tasks
from app.services.attempts import DrawnSheet
from app.web import csrf
from app.web.access import actor, by_ticket, check_permission, requires
from app.web.database import db
from app.web.errors import is_fragment
from app.web.i18n import language
from app.web.readingaids import toolbar
from app.web.readings import readings_of
from app.web.sentences import sentence
from app.web.state import now, state
from app.web.student.blueprint import blueprint
from app.web.student.stage import feedback_html, render_part, sheet_html, step_html
from app.web.whereabouts import here_html


@blueprint.get("/")
@requires(Permission.STUDY)
def home() -> str:
    """My tasks."""
    library = state().library()
    cards = tasks.mine(db(), actor(), now=now(), library=library)
    readings = _title_readings(card.publication for card in cards)
    return render_template(
        "student/tasks.html",
        groups=tasks.groups(cards, library),
        waiting=sum(card.is_open for card in cards),
        themes=library.themes,
        now=now(),
        readings=readings,
        aids=toolbar(actor().grade, has_pinyin=bool(readings)),
        back=request.path,
    )


@blueprint.get("/tasks/<uuid:assignment_id>/")
@requires(Permission.STUDY)
def lesson(assignment_id: UUID) -> ResponseReturnValue:
    """The lesson, where this pupil stopped last time."""
    _task, stand = lessons.open_lesson(db(), actor(), assignment_id, now=now(), library=state().library())
    if stand.is_at_quiz:
        return redirect(url_for("student.quiz", assignment_id=assignment_id), 303)
    return _stage(stand.publication, step_html(stand, assignment_id))


@blueprint.post("/tasks/<uuid:assignment_id>/steps")
@by_ticket(Permission.STUDY)
def take_step(assignment_id: UUID) -> ResponseReturnValue:
    """Take a step and get the next one, or after the last the quiz sheet."""
    try:
        stand = lessons.take_step(
            request.form.get("ticket", ""),
            request.form,
            assignment_id=assignment_id,
            session_tag=sessions.session_tag(csrf.session_cookie()),
            now=now(),
            library=state().library(),
            key=state().ticket_key,
            language=language(),
        )
    except Invalid:
        check_permission(Permission.STUDY)  # who is no pupil learns nothing, not even that there are tickets
        raise
    if stand.is_answer_missing:
        note = render_part("student/missing.html", readings=readings_of(stand.publication))
        return _stage(stand.publication, note + step_html(stand, assignment_id), 422)
    if stand.seconds_missing:
        words = sentence("unwatched", {"seconds": stand.seconds_missing})
        note = render_part("student/unwatched.html", words=words, readings=readings_of(stand.publication))
        return _stage(stand.publication, note + step_html(stand, assignment_id), 422)
    sheets = 0
    if stand.must_save:
        sheets = lessons.save(db(), actor(), stand, now=now())
    feedback = Markup()
    if stand.verdicts and "heard" not in request.form:  # a dialogue has told its reasons turn by turn
        feedback = feedback_html(stand)
    if stand.is_at_quiz:
        sheet = attempts.first_sheet(
            stand.publication,
            stand.ticket.student_id,
            assignment_id,
            number=sheets,
            now=now(),
            key=state().ticket_key,
            language=language(),
        )
        return _stage(stand.publication, feedback + sheet_html(stand.publication, sheet, assignment_id))
    return _stage(stand.publication, feedback + step_html(stand, assignment_id))


@blueprint.post("/tasks/<uuid:assignment_id>/pause")
@requires(Permission.STUDY)
def pause(assignment_id: UUID) -> ResponseReturnValue:
    """Leave the lesson and keep the place; the script sends the same when the page is closed."""
    held = state()
    lessons.pause(
        db(),
        actor(),
        assignment_id,
        request.form.get("ticket", ""),
        claimed=read_claim(request.form.get("watched")),
        now=now(),
        library=held.library(),
        key=held.ticket_key,
    )
    return redirect(url_for("student.home"), 303)


@blueprint.get("/tasks/<uuid:assignment_id>/quiz")
@requires(Permission.STUDY)
def quiz(assignment_id: UUID) -> ResponseReturnValue:
    """The sheet due now; back to the lesson where steps are still to be taken."""
    _task, publication, sheet = _next_sheet(assignment_id)
    if sheet is None:
        return redirect(url_for("student.lesson", assignment_id=assignment_id), 303)
    return _stage(publication, sheet_html(publication, sheet, assignment_id))


@blueprint.post("/tasks/<uuid:assignment_id>/quiz")
@requires(Permission.ATTEMPT_SUBMIT)
def submit(assignment_id: UUID) -> ResponseReturnValue:
    """Hand in a sheet."""
    token = request.form.get("sheet", "")
    try:
        attempt_id = attempts.submit(
            db(),
            actor(),
            assignment_id,
            token,
            request.form,
            now=now(),
            library=state().library(),
            key=state().ticket_key,
            new_id=state().new_id,
        )
    except Invalid as refusal:
        if refusal.code != "unanswered":
            raise
        publication, sheet = attempts.same_sheet(
            actor(), token, library=state().library(), key=state().ticket_key, language=language()
        )
        missing = refusal.facts["questions"]
        again = sheet_html(
            publication,
            sheet,
            assignment_id,
            posted=request.form.to_dict(),
            missing=frozenset(missing if isinstance(missing, tuple) else ()),
        )
        return _stage(publication, again, 422)
    address = url_for("student.result", assignment_id=assignment_id, attempt_id=attempt_id)
    if not is_fragment():
        return redirect(address, 303)
    response = _result_page(assignment_id, attempt_id)
    response.headers["Content-Location"] = address
    return response


@blueprint.get("/tasks/<uuid:assignment_id>/results/<uuid:attempt_id>")
@requires(Permission.STUDY)
def result(assignment_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    """What a handed-in sheet came to, with the reason behind every wrong answer."""
    return _result_page(assignment_id, attempt_id)


def _result_page(assignment_id: UUID, attempt_id: UUID) -> Response:
    found = results.result(db(), actor(), assignment_id, attempt_id, now=now(), library=state().library())
    body = render_part(
        "student/result.html",
        result=found,
        marked=results.marked(found, language()),
        readings=readings_of(found.publication),
        here=here_html(found.publication.lesson(language()).theme, actor().school_id),
    )
    return _stage(found.publication, body)


def _next_sheet(assignment_id: UUID) -> tuple[object, Publication, DrawnSheet | None]:
    return attempts.next_sheet(
        db(),
        actor(),
        assignment_id,
        now=now(),
        library=state().library(),
        key=state().ticket_key,
        new_id=state().new_id,
        language=language(),
    )


def _title_readings(publications: Iterable[Publication]) -> dict[str, str]:
    """How the titles of these lessons sound; what else their readings hold is not on the page."""
    found = {}
    for publication in publications:
        title = publication.lesson(language()).title
        if title in (readings := readings_of(publication)):
            found[title] = readings[title]
    return found


def _stage(publication: Publication, body: Markup, status: int = 200) -> Response:
    """The stage with a body: a part of a page for our script, a whole page without it."""
    if is_fragment():
        return make_response(body, status)
    readings = readings_of(publication)
    lesson = publication.lesson(language())
    aids = toolbar(lesson.max_grade, has_pinyin=bool(readings))
    back = url_for("student.lesson", assignment_id=(request.view_args or {})["assignment_id"])
    if request.method == "GET":
        back = request.path
    page = render_template("student/stage.html", lesson=lesson, body=body, readings=readings, aids=aids, back=back)
    return make_response(page, status)
