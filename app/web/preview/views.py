"""Pages of the preview: the list of lessons, one lesson with everything an author must see, and the pupil's own pages.

Those below /pupil/ stand in a frame of the lesson's page. They take answers and keep none: the place in the lesson is
in the address, and what a ticket proves elsewhere is not asked for.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.domain import quizzes
from app.domain.assessments import assess, assess_turn, reply_at
from app.domain.grades import BAND_GRADES, Band, band_of
from app.domain.lessons import StepKind
from app.domain.library import Publication
from app.domain.readingaids import Aid, Aids, read_aids
from app.domain.tickets import Part
from app.services.attempts import DrawnSheet
from app.services.previews import Page
from app.web.errors import is_fragment
from app.web.i18n import language
from app.web.preview.answers import result_html
from app.web.preview.keys import question_keys, step_keys
from app.web.preview.problems import problem_lines
from app.web.preview.state import desk
from app.web.public.media import TYPES
from app.web.readingaids import COOKIE, chosen_in, remember, toolbar
from app.web.readings import readings_of
from app.web.student.stage import feedback_part, render_part, sheet_part, step_part

blueprint = Blueprint("preview", __name__)
QUIZ, RESULT = "quiz", "result"
WIDTHS = ("phone", "tablet", "wide")
_PUPILS_PAGE = re.compile(r"/pupil/[a-z0-9/-]*\Z")


def _page(lesson_id: str) -> Page:
    found = desk().page(lesson_id)
    if found is None:
        abort(404)
    return found


@blueprint.app_template_global("at")
def at(**changes: str) -> str:
    """This page with another part, width, outcome or pinyin."""
    kept = {key: value for key, value in request.args.items() if key in ("part", "width", "outcome")}
    return f"{request.path}?{urlencode(kept | changes)}"


@blueprint.app_template_global("in_language")
def in_language(code: str) -> str:
    """This page in another language."""
    return at(lang=code)


@blueprint.get("/")
def home() -> str:
    """All lessons by theme and band."""
    bands = {row.lesson_id: _band(row.max_grade) for shelf in desk().shelves() for row in shelf.rows}
    return render_template(
        "preview/home.html",
        stamp=desk().stamp(),
        shelves=desk().shelves(),
        bands=bands,
        columns=list(Band),
        grades=BAND_GRADES,
        problems=problem_lines(desk().other_problems()),
    )


def _band(grade: int) -> str:
    return str(band_of(grade))


@blueprint.get("/changes")
def changes() -> Response:
    """The stamp of the files: the script on the page asks for it every second."""
    return jsonify(stamp=desk().stamp())


@blueprint.get("/lessons/<lesson_id>")
def lesson(lesson_id: str) -> Response:
    """One lesson: its problems, a part of it as the pupil sees it, and what only the author may see."""
    stamp, page = desk().stamp(), _page(lesson_id)
    publication = page.publication
    shown = publication.lesson(language())
    parts = [step.id for step in shown.steps]
    part = request.args.get("part", "")
    part = part if part in (*parts, QUIZ, RESULT) else (parts or [QUIZ])[0]
    step = next((step for step in shown.steps if step.id == part), None)
    width = request.args.get("width", "")
    aids = _aids()
    html = render_template(
        "preview/lesson.html",
        stamp=stamp,
        page=page,
        lesson=shown,
        band=_band(shown.max_grade),
        quiz=publication.quiz(language()),
        part=part,
        step=step,
        number=parts.index(part) + 1 if step else 0,
        frame=_frame(lesson_id, part, parts),
        width=width if width in WIDTHS else WIDTHS[0],
        widths=WIDTHS,
        languages=tuple(publication.lessons),
        has_pinyin=bool(publication.readings),
        is_pinyin_on=aids.is_on(Aid.PINYIN, shown.max_grade),
        problems=problem_lines(page.problems),
        keys=step_keys(publication, step, language()) if step else (),
        questions=question_keys(publication, language()) if step is None else (),
    )
    response = make_response(html)
    return remember(response, aids, is_secure=False) if "pinyin" in request.args else response


def _aids() -> Aids:
    """The reading aids of this browser, with the pinyin as the address wants it."""
    aids = read_aids(request.cookies.get(COOKIE, ""))
    wanted = request.args.get("pinyin")
    if wanted not in ("on", "off"):
        return aids
    chosen = dict(aids.chosen) | {Aid.PINYIN: wanted == "on"}
    return Aids(tuple(sorted(chosen.items())), aids.size)


def _frame(lesson_id: str, part: str, parts: list[str]) -> str:
    if part == QUIZ:
        return url_for(".pupil_quiz", lesson_id=lesson_id)
    if part == RESULT:
        return url_for(".pupil_result", lesson_id=lesson_id, outcome=request.args.get("outcome", "wrong"))
    return url_for(".pupil_step", lesson_id=lesson_id, number=parts.index(part) + 1)


@blueprint.get("/pupil/<lesson_id>/<int:number>")
def pupil_step(lesson_id: str, number: int) -> ResponseReturnValue:
    """A step as the pupil sees it."""
    publication = _page(lesson_id).publication
    if not 1 <= number <= len(publication.lesson("").steps):
        abort(404)
    return _stage(publication, _step(publication, number))


@blueprint.post("/pupil/<lesson_id>/<int:number>")
def take_step(lesson_id: str, number: int) -> ResponseReturnValue:
    """What the pupil gets for an answer: the reasons, and the next step or the quiz."""
    publication = _page(lesson_id).publication
    steps = publication.lesson(language()).steps
    if not 1 <= number <= len(steps):
        abort(404)
    step = steps[number - 1]
    verdicts = assess(step, request.form)
    is_chosen = step.kind is not StepKind.STORY or any(one.id == request.form.get("choice") for one in step.choices)
    if verdicts is None or not is_chosen:
        note = render_part("student/missing.html", readings=readings_of(publication))
        return _stage(publication, note + _step(publication, number), 422)
    is_told = bool(verdicts) and "heard" not in request.form
    feedback = feedback_part(publication, number - 1, verdicts) if is_told else Markup()
    following = _step(publication, number + 1) if number < len(steps) else _sheet(publication)
    return _stage(publication, feedback + following)


def _step(publication: Publication, number: int) -> Markup:
    lesson_id = publication.lesson_id
    return step_part(
        publication,
        number - 1,
        action=url_for(".take_step", lesson_id=lesson_id, number=number),
        leave=url_for(".pause", lesson_id=lesson_id),
        beat=url_for(".watched", lesson_id=lesson_id),
        ticket=str(number),
        csrf="",
        watched="0",
        here=Markup(),
    )


@blueprint.post("/pupil/<lesson_id>/turns")
def answer_turn(lesson_id: str) -> Markup:
    """What follows from one reply of a dialogue. The ticket is the number of the step."""
    publication = _page(lesson_id).publication
    steps = publication.lesson(language()).steps
    ticket, place = request.form.get("ticket", ""), request.form.get("reply", "")
    number = int(ticket) if ticket.isascii() and ticket.isdigit() and len(ticket) < 3 else 0
    turns = steps[number - 1].turns if 1 <= number <= len(steps) else ()
    turn = next((turn for turn in turns if turn.id == request.form.get("turn")), None)
    reply = reply_at(turn, place) if turn else None
    if turn is None or reply is None:
        abort(404)
    readings, verdict = readings_of(publication), assess_turn(turn, place)
    return render_part("student/steps/reply.html", verdict=verdict, mood=reply.mood, readings=readings)


@blueprint.post("/pupil/<lesson_id>/watched")
def watched(lesson_id: str) -> Response:
    """The heartbeat of a film: what the page says is believed."""
    _page(lesson_id)
    seen = request.form.get("watched", "")
    seconds = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0
    return jsonify(ticket=request.form.get("ticket", ""), watched=seconds)


@blueprint.post("/pupil/<lesson_id>/pause")
def pause(lesson_id: str) -> ResponseReturnValue:
    """Back to the first step; the script says the same when the page is closed."""
    return redirect(url_for(".pupil_step", lesson_id=lesson_id, number=1), 303)


@blueprint.get("/pupil/<lesson_id>/quiz")
def pupil_quiz(lesson_id: str) -> ResponseReturnValue:
    """A sheet, drawn as a pupil's is; ?sheet=2 draws another."""
    publication = _page(lesson_id).publication
    return _stage(publication, _sheet(publication, request.args.get("sheet", "1")))


@blueprint.post("/pupil/<lesson_id>/quiz")
def hand_in(lesson_id: str) -> ResponseReturnValue:
    """The result of a sheet, or the sheet again where an answer is missing."""
    publication = _page(lesson_id).publication
    seed = request.form.get("sheet", "")
    drawn = quizzes.draw(publication.quiz(language()), seed.encode())
    score, missing = quizzes.score(drawn, request.form)
    if score is None:
        again = _sheet(publication, seed, request.form.to_dict(), frozenset(missing))
        return _stage(publication, again, 422)
    return _stage(publication, result_html(publication, score))


@blueprint.get("/pupil/<lesson_id>/result/<any(right, wrong):outcome>")
def pupil_result(lesson_id: str, outcome: str) -> ResponseReturnValue:
    """The result of a sheet on which everything is right, or everything wrong: then each reason can be read."""
    publication = _page(lesson_id).publication
    sheet = quizzes.draw(publication.quiz(language()), b"1")
    answers = []
    for entry in sheet:
        wanted = (choice for choice in entry.choices if choice.right == (outcome == "right"))
        choice = next(wanted, entry.choices[0])
        answers.append(quizzes.Answer(entry.question.id, choice.id, choice.right))
    return _stage(publication, result_html(publication, quizzes.Score(tuple(answers))))


def _sheet(
    publication: Publication,
    seed: str = "1",
    posted: dict[str, str] | None = None,
    missing: frozenset[str] = frozenset(),
) -> Markup:
    questions = quizzes.draw(publication.quiz(language()), seed.encode())
    action = url_for(".hand_in", lesson_id=publication.lesson_id)
    return sheet_part(publication, DrawnSheet(seed, Part.QUIZ, questions), action, posted=posted, missing=missing)


@blueprint.post("/reading")
def reading() -> ResponseReturnValue:
    """Remember the switches of the pupil's toolbar, and back to the page they were chosen on."""
    aids = chosen_in(request.form, request.form.get("offered", "").split())
    back = request.form.get("back", "")
    page = make_response(redirect(back if _PUPILS_PAGE.match(back) else "/", 303))
    return remember(page, aids, is_secure=False)


@blueprint.get("/media/<name>")
def media(name: str) -> Response:
    """A film, its captions or a recording."""
    path = desk().media.find(name)
    if path is None:
        abort(404)
    return send_file(path, mimetype=TYPES[path.suffix], conditional=True)


def _stage(publication: Publication, body: Markup, status: int = 200) -> Response:
    if is_fragment():
        return make_response(body, status)
    readings, shown = readings_of(publication), publication.lesson(language())
    aids = toolbar(shown.max_grade, has_pinyin=bool(readings))
    back = request.path if request.method == "GET" else "/"
    page = render_template("student/stage.html", lesson=shown, body=body, readings=readings, aids=aids, back=back)
    return make_response(page, status)
