"""Reviewing, publishing what was reviewed, retiring and replacing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.domain.errors import Conflict, Invalid, NotFound
from app.services.content import State, load_library, publish, status
from app.services.retirements import retire, successor_of, undo
from app.services.reviews import review
from app.store import content as store
from app.store.content import Standing
from app.store.engine import Session
from tests.content.sample import Root

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
DAY = date(2026, 9, 1)
LESSON = "courses/water/p34.toml"


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A content root in which nothing is wrong."""
    return Root(tmp_path)


def read(root: Root, reviewer: str = "李老师", author: str = "张老师") -> None:
    done = review([root.path], "water-p34", reviewer=reviewer, author=author, on=DAY)
    assert done.review is not None


def standing(session: Session) -> Standing:
    return store.standings(session)["water-p34"]


def test_only_what_was_reviewed_is_published(session: Session, root: Root) -> None:
    held = publish(session, [root.path], now=NOW, only_reviewed=True)
    assert (held.published, held.drafts, held.held_back) == ((), ("water-p34",), ("water-p34",))
    assert store.heads(session) == {}
    read(root)
    done = publish(session, [root.path], now=NOW, only_reviewed=True)
    assert (done.published, done.drafts, done.held_back) == (("water-p34",), (), ())
    assert (standing(session).author, standing(session).reviewer, standing(session).reviewed_on) == (
        "张老师",
        "李老师",
        DAY,
    )


def test_drafts_are_published_where_nobody_forbids_it_and_counted(session: Session, root: Root) -> None:
    done = publish(session, [root.path], now=NOW)
    assert (done.published, done.drafts, done.held_back) == (("water-p34",), ("water-p34",), ())
    assert standing(session).reviewer == ""


def test_a_review_after_publishing_is_kept_with_the_same_revision(session: Session, root: Root) -> None:
    publish(session, [root.path], now=NOW)
    digest = standing(session).digest
    read(root)
    assert publish(session, [root.path], now=NOW).published == ()
    assert (standing(session).digest, standing(session).reviewer) == (digest, "李老师")


def test_a_changed_draft_leaves_the_reviewed_revision_to_pupils(session: Session, root: Root) -> None:
    read(root)
    publish(session, [root.path], now=NOW, only_reviewed=True)
    digest = standing(session).digest
    root.edit(LESSON, "小伙伴约你去河边", "小伙伴叫你去河边")
    done = publish(session, [root.path], now=NOW, only_reviewed=True)
    assert (done.published, done.held_back) == ((), ("water-p34",))
    assert (standing(session).digest, standing(session).reviewer) == (digest, "李老师")
    (state,) = status(session, [root.path])[1]
    assert (state.state, state.review) == (State.CHANGED, None)
    assert state.standing is not None
    assert state.standing.reviewer == "李老师"


def test_status_tells_the_review(session: Session, root: Root) -> None:
    read(root)
    (state,) = status(session, [root.path])[1]
    assert state.review is not None
    assert (state.state, state.review.reviewer) == (State.NEW, "李老师")


def test_the_author_is_known_from_the_last_review(root: Root) -> None:
    read(root)
    root.edit(LESSON, "小伙伴约你去河边", "小伙伴叫你去河边")
    again = review([root.path], "water-p34", reviewer="王老师", author="", on=DAY)
    assert again.review is not None
    assert (again.review.author, again.review.reviewer) == ("张老师", "王老师")


@pytest.mark.parametrize(
    ("reviewer", "author", "code"),
    [
        ("张老师", "张老师", "review_of_own"),
        ("张 老师", "张老师", "review_of_own"),
        ("李老师", "", "author_unknown"),
        ("", "张老师", "name_malformed"),
        ("<b>李</b>", "张老师", "name_malformed"),
        ("李\n老师", "张老师", "name_malformed"),
        ("李" * 101, "张老师", "name_malformed"),
    ],
)
def test_names_that_are_refused(root: Root, reviewer: str, author: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        review([root.path], "water-p34", reviewer=reviewer, author=author, on=DAY)
    assert not (root.path / "courses/reviews.toml").exists()


def test_a_lesson_with_problems_is_not_reviewed(root: Root) -> None:
    root.edit(LESSON, 'title = "河边的约定"', 'title = "待写：课名"')
    done = review([root.path], "water-p34", reviewer="李老师", author="张老师", on=DAY)
    assert [problem.code for problem in done.problems] == ["placeholder_left"]
    assert not (root.path / "courses/reviews.toml").exists()


def test_a_broken_file_of_reviews_is_not_overwritten(root: Root) -> None:
    root.write("courses/reviews.toml", "[water-p34")
    with pytest.raises(Conflict, match="reviews_broken"):
        read(root)
    assert (root.path / "courses/reviews.toml").read_text() == "[water-p34"


def test_an_unknown_lesson(root: Root) -> None:
    with pytest.raises(NotFound):
        review([root.path], "water-p56", reviewer="李老师", author="张老师", on=DAY)


# --- retiring --------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(session: Session, root: Root) -> None:
    """Two published lessons."""
    publish(session, [root.path], now=NOW)
    for name in ("courses/water/p34", "quizzes/water/p34"):
        text = (root.path / f"{name}.toml").read_text("utf-8")
        root.write(f"{name[:-3]}p34b.toml", text)
    publish(session, [root.path], now=NOW)
    assert set(store.heads(session)) == {"water-p34", "water-p34b"}


@pytest.mark.usefixtures("two")
def test_a_lesson_is_retired_for_another_and_comes_back(session: Session) -> None:
    assert retire(session, "water-p34", "water-p34b", now=NOW)
    assert not retire(session, "water-p34", "water-p34b", now=NOW)
    assert store.retired_lessons(session) == {"water-p34"}
    assert successor_of("water-p34", store.standings(session)) == "water-p34b"
    assert load_library(session).current("water-p34") is not None
    assert undo(session, "water-p34")
    assert not undo(session, "water-p34")
    assert store.retired_lessons(session) == frozenset()
    assert successor_of("water-p34", store.standings(session)) is None


@pytest.mark.usefixtures("two")
def test_a_successor_retired_later_leads_nowhere(session: Session) -> None:
    retire(session, "water-p34", "water-p34b", now=NOW)
    retire(session, "water-p34b", None, now=NOW)
    assert successor_of("water-p34", store.standings(session)) is None


@pytest.mark.usefixtures("two")
def test_who_cannot_be_a_successor(session: Session) -> None:
    with pytest.raises(Invalid, match="successor_itself"):
        retire(session, "water-p34", "water-p34", now=NOW)
    with pytest.raises(Invalid, match="successor_unknown"):
        retire(session, "water-p34", "fire-p34", now=NOW)
    retire(session, "water-p34b", None, now=NOW)
    with pytest.raises(Invalid, match="successor_retired"):
        retire(session, "water-p34", "water-p34b", now=NOW)
    assert store.retired_lessons(session) == {"water-p34b"}


def test_what_was_never_published_cannot_be_retired(session: Session) -> None:
    with pytest.raises(NotFound):
        retire(session, "water-p34", None, now=NOW)
    with pytest.raises(NotFound):
        undo(session, "water-p34")


@pytest.mark.usefixtures("two")
def test_publishing_again_leaves_a_retired_lesson_retired(session: Session, root: Root) -> None:
    retire(session, "water-p34", "water-p34b", now=NOW)
    root.edit(LESSON, "小伙伴约你去河边", "小伙伴叫你去河边")
    assert publish(session, [root.path], now=NOW).published == ("water-p34",)
    assert store.retired_lessons(session) == {"water-p34"}
