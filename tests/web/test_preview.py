"""The author's preview: lessons from files, on this computer only, and nothing of it in the real application."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cli.content import words_of
from app.domain.grades import Band
from app.services.newlessons import write_new
from app.services.previews import Desk
from app.settings import ROOT, Settings
from app.web.factory import create_app
from app.web.preview.factory import create_preview
from tests.content.sample import Root

LESSON = "courses/water/p34.toml"
QUIZ = "quizzes/water/p34.toml"
HERE = {"base_url": "http://127.0.0.1"}


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A content root in which nothing is wrong, with an English translation."""
    found = Root(tmp_path)
    found.translate()
    return found


@pytest.fixture
def client(root: Root) -> FlaskClient:
    return create_preview(Desk([root.path]), words_of).test_client()


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address, **HERE)
    assert answer.status_code == status, answer.text[:500]
    return answer.text


def post(client: FlaskClient, address: str, **fields: str) -> str:
    answer = client.post(address, data=fields, headers={"X-Fragment": "1"}, **HERE)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def test_the_list_shows_every_lesson_with_its_state(client: FlaskClient, root: Root) -> None:
    assert "河边的约定" in text(client, "/")
    root.edit(QUIZ, "draw = 10", "draw = 3")
    assert 'class="tag tag--risky"' in text(client, "/")


def test_a_saved_file_is_seen_at_once(client: FlaskClient, root: Root) -> None:
    before = client.get("/changes", **HERE).json
    root.edit(LESSON, "小伙伴约你去河边", "小伙伴叫你去河边玩")
    assert client.get("/changes", **HERE).json != before
    assert "小伙伴叫你去河边玩" in text(client, "/lessons/water-p34")


def test_problems_stand_on_top_with_file_and_line(client: FlaskClient, root: Root) -> None:
    root.edit(LESSON, 'title = "河边的约定"', 'title = "待写：课名"')
    page = text(client, "/lessons/water-p34")
    assert "courses/water/p34.toml:5" in page
    assert "这里还没有写" in page


def test_the_author_sees_the_key_and_each_reason(client: FlaskClient) -> None:
    page = text(client, "/lessons/water-p34?part=invitation")
    assert "小杰滑进了<strong>深坑</strong>" in page
    assert "DR2" in page
    assert "会游泳就没事" in page
    assert "key__mark--good" in text(client, "/lessons/water-p34?part=quiz")


def test_every_step_is_the_pupils_own_page_in_a_frame(client: FlaskClient) -> None:
    page = text(client, "/lessons/water-p34?part=rules")
    assert 'src="/pupil/water-p34/2"' in page
    framed = client.get("/pupil/water-p34/2", **HERE)
    assert "css/student.css" in framed.text
    assert "js/lesson.js" in framed.text
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get("/", **HERE).headers["Content-Security-Policy"]


def test_a_lesson_can_be_played_to_its_result(client: FlaskClient) -> None:
    assert "step--card" in post(client, "/pupil/water-p34/1", choice="stay")
    assert "data-feedback" in post(client, "/pupil/water-p34/3", alone="yes", adults="yes")
    assert client.post("/pupil/water-p34/3", data={}, headers={"X-Fragment": "1"}, **HERE).status_code == 422
    sheet = post(client, "/pupil/water-p34/7")
    assert "data-sheet" in sheet
    names = [part.split('"')[0] for part in sheet.split('type="radio" name="')[1:]]
    assert client.post("/pupil/water-p34/quiz", data={"sheet": "1"}, **HERE).status_code == 422
    result = post(client, "/pupil/water-p34/quiz", sheet="1", **dict.fromkeys(names, "0"))
    assert 'class="result"' in result


@pytest.mark.parametrize("outcome", ["right", "wrong"])
def test_the_result_shows_every_reason(client: FlaskClient, outcome: str) -> None:
    assert f"feedback feedback--{outcome}" in text(client, f"/pupil/water-p34/result/{outcome}")


def test_languages_and_pinyin(client: FlaskClient, root: Root) -> None:
    overlay = (root.path / "courses/water/p34.en.toml").read_text("utf-8")
    root.write("courses/water/p34.en.toml", overlay.replace(json.dumps("河边的约定"), json.dumps("By the river")))
    assert "By the river" in text(client, "/pupil/water-p34/1?lang=en") + text(client, "/lessons/water-p34?lang=en")
    assert "河邊的約定" in text(client, "/lessons/water-p34?lang=zh_TW")
    text(client, "/lessons/water-p34?lang=zh_CN&pinyin=on")
    assert "is-pinyin" in text(client, "/pupil/water-p34/1")
    text(client, "/lessons/water-p34?pinyin=off")
    assert "is-pinyin" not in text(client, "/pupil/water-p34/1")


def test_a_broken_file_shows_how_it_was(client: FlaskClient, root: Root) -> None:
    text(client, "/lessons/water-p34")
    root.edit(LESSON, 'title = "河边的约定"', 'title = "河边的约定')
    page = text(client, "/lessons/water-p34")
    assert 'role="alert"' in page
    assert "courses/water/p34.toml:5" in page
    assert "河边的约定" in text(client, "/pupil/water-p34/1")


def test_a_file_that_never_could_be_read_is_no_page(client: FlaskClient, root: Root) -> None:
    root.write(LESSON, "title = ")
    text(client, "/lessons/water-p34", 404)
    text(client, "/pupil/water-p34/1", 404)
    assert "courses/water/p34.toml:1" in text(client, "/")


@pytest.mark.parametrize("host", ["evil.example", "203.0.113.7:8010", "127.0.0.1.evil.example", "localhost.evil"])
def test_other_names_of_this_computer_are_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 403
    assert client.get("/changes", headers={"Host": host}).status_code == 403


def test_html_and_scripts_never_reach_a_page(client: FlaskClient, root: Root) -> None:
    """The check refuses them; the preview shows lessons that the check refuses."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    root.edit(LESSON, "小伙伴约你去河边", evil)
    root.edit(LESSON, "小杰滑进了**深坑**。", evil)
    root.edit(LESSON, 'text = "不去"', f'text = "{evil}"')
    root.edit(QUIZ, "错误做法", evil)
    root.edit("courses/water/misconceptions.toml", "会游泳就没事", evil)
    pages = ["/", "/lessons/water-p34", "/lessons/water-p34?part=quiz", "/pupil/water-p34/1", "/pupil/water-p34/quiz"]
    for address in [*pages, "/pupil/water-p34/result/wrong"]:
        page = text(client, address)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    "address", ["/pupil/water-p34/0", "/pupil/water-p34/99", "/pupil/none/1", "/lessons/none", "/x"]
)
def test_what_is_not_there(client: FlaskClient, address: str) -> None:
    text(client, address, 404)


def test_an_empty_root_and_a_new_lesson(tmp_path: Path) -> None:
    """Straight after `content new`, in a root without a single drawing."""
    write_new([tmp_path], "lab", Band.K, theme_name="实验室安全", target=tmp_path)
    client = create_preview(Desk([tmp_path]), words_of).test_client()
    text(client, "/")
    for number in (1, 2, 3, 4):
        text(client, f"/pupil/lab-k/{number}")
    text(client, "/pupil/lab-k/quiz?lang=en")
    text(client, "/lessons/lab-k?part=result")


@given(start=st.integers(0, 4000), length=st.integers(1, 300), name=st.sampled_from([LESSON, QUIZ]))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_half_a_file_is_shown_as_far_as_it_goes(tmp_path: Path, start: int, length: int, name: str) -> None:
    found = Root(tmp_path)
    found.translate()
    raw = (found.path / name).read_bytes()
    found.write(name, raw[:start] + raw[start + length :])
    client = create_preview(Desk([found.path]), words_of).test_client()
    addresses = ["/", "/lessons/water-p34", "/lessons/water-p34?part=quiz", "/pupil/water-p34/quiz?lang=en"]
    addresses += [f"/pupil/water-p34/{number}?lang=zh_TW" for number in range(1, 8)]
    for address in [*addresses, "/pupil/water-p34/result/wrong"]:
        assert client.get(address, **HERE).status_code in (200, 404)


def test_every_shipped_lesson_can_be_shown() -> None:
    client = create_preview(Desk([ROOT]), words_of).test_client()
    page = text(client, "/")
    lessons = {part.split('"')[0] for part in page.split('href="/lessons/')[1:]}
    assert lessons
    for lesson_id in sorted(lessons)[::7]:
        text(client, f"/lessons/{lesson_id}?part=quiz")
        text(client, f"/pupil/{lesson_id}/1")
        text(client, f"/pupil/{lesson_id}/result/wrong")


def test_the_real_application_knows_none_of_it(tmp_path: Path) -> None:
    made = Settings("sqlite://", "k" * 40, False, tmp_path, (tmp_path,), 0)
    real = create_app(made)
    assert not any(rule.endpoint.startswith("preview.") for rule in real.url_map.iter_rules())
    preview = create_preview(Desk([tmp_path]), words_of)
    own = {rule.rule for rule in preview.url_map.iter_rules() if rule.endpoint.startswith("preview.")}
    known = {rule.rule for rule in real.url_map.iter_rules()}
    assert {"/lessons/<lesson_id>", "/pupil/<lesson_id>/<int:number>", "/changes"} <= own - known
