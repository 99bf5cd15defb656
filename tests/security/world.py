"""A small world of two cities with somebody in every role, made once for many tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from app.domain import cards, pins
from app.domain.access import Role
from app.domain.completions import Rate
from app.domain.identifiers import uuid7
from app.domain.sessions import token_hash
from app.services import milestones, sessions
from app.services.passwords import Passwords
from app.settings import ROOT, Settings
from app.store.engine import Database, Session
from app.store.schema import (
    Account,
    Assignment,
    Attempt,
    AttemptKind,
    Campaign,
    Card,
    ClassDevice,
    Classroom,
    Level,
    Publication,
    Region,
    SecondFactor,
    Student,
)
from app.web.csrf import cookie_name
from app.web.devicepages import cookie_name as device_cookie_name
from app.web.factory import create_app
from tests import builders, pages
from tests.clock import Clock
from tests.learner import real_library, state_of, stock
from tests.security import life, offices
from tests.smallfont import small_font

LESSON = "fire-p56"
COURSE = "autumn-p56"
PIN = "4829"
NOBODY = UUID("00000000-0000-7000-8000-000000000000")
ANONYMOUS = "anonymous"
PUPILS = ("pupil", "classmate", "foreign_pupil")
STAFF = (
    "teacher",
    "other_teacher",
    "foreign_teacher",
    "admin",
    "foreign_admin",
    "county",
    "other_county",
    "city",
    "other_city",
    "province",
    "platform",
)
ROLES = (ANONYMOUS, *PUPILS, *STAFF)
SEES = {
    "teacher": {"A"},
    "other_teacher": {"B"},
    "foreign_teacher": {"D"},
    "admin": {"A", "B"},
    "foreign_admin": {"D"},
}


@dataclass
class World:
    """Classes A and B of one school, D of a school in the next county. `ids` name everything by a short word."""

    app: Flask
    clock: Clock
    ids: dict[str, UUID] = field(default_factory=dict)
    slug: str = "autumn"
    card: str = ""
    device: str = ""
    free: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    canaries: dict[str, set[str]] = field(default_factory=dict)
    usernames: dict[str, UUID] = field(default_factory=dict)

    def browser(self, role: str) -> FlaskClient:
        """The browser of somebody in this role, signed in once."""
        if role not in self.browsers:
            self.sign_in(role)
        return self.browsers[role]

    def sign_in(self, role: str) -> FlaskClient:
        """A new browser, signed in."""
        client = self.browsers[role] = self.app.test_client()
        with self.app.app_context():
            client.set_cookie(device_cookie_name(), self.device)
        if role != ANONYMOUS:
            fields = {"username": self.accounts[role].username, "password": self.passwords[role]}
            answer = client.post("/login", data=fields | {"csrf_token": self.token(role)})
            assert answer.status_code == 303
        return client

    def token(self, role: str) -> str:
        """A good token for the forms of this browser; asked of the site once for every cookie."""
        client = self.browser(role)
        cookie = client.get_cookie(self.cookie_name)
        key = cookie.value if cookie else role
        if key not in self.tokens or not cookie:
            page = client.get("/account/password" if cookie else "/login")
            if page.status_code != 200:  # a form before this one has ended the session, or asks for a code
                self.forget_factor(role)
                page = self.sign_in(role).get("/account/password")
            form = next(form for form in pages.read(page.text).forms if "csrf_token" in form.sent)
            self.tokens[key] = form.sent["csrf_token"]
        return self.tokens[key]

    def forget_factor(self, role: str) -> None:
        """Let this role sign in with the password alone again."""
        account = self.accounts[role]
        with self.writing() as session:
            key = (SecondFactor.school_id == account.school_id, SecondFactor.account_id == account.id)
            session.execute(delete(SecondFactor).where(*key))

    @property
    def cookie_name(self) -> str:
        """The session cookie's name."""
        with self.app.app_context():
            return cookie_name()

    def session_tag(self, role: str) -> bytes:
        """What binds tickets to the session of this browser."""
        cookie = self.browser(role).get_cookie(self.cookie_name)
        return sessions.session_tag(cookie.value if cookie else "") or bytes(8)

    def leaked(self, role: str, text: str) -> set[str]:
        """Names and user names of pupils in an answer that this role is not entitled to."""
        own = set()
        if role in PUPILS:
            own = {self.accounts[role].name, self.accounts[role].username}
        seen = {name for room in SEES.get(role, set()) for name in self.canaries[room]}
        everything = set().union(*self.canaries.values())
        return {name for name in everything - seen - own if name in text}

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A committed change behind the application's back."""
        with self.app.extensions["first_lesson"].database.write() as session, session.begin():
            yield session

    def publish(self) -> None:
        """Make the board of the first county public, if it is not."""
        with self.writing() as session:
            key = (self.ids["campaign"], self.ids["K1"])
            if session.get(Publication, key) is None:
                session.add(Publication(campaign_id=key[0], region_id=key[1], published_at=builders.NOW))


def build(database: Database, folder: Path, *, is_production: bool = False) -> World:
    """The application over a new world."""
    settings = Settings(
        database_url=database.engine.url.render_as_string(hide_password=False),
        secret_key="a secret key for the tests only, long enough",
        is_production=is_production,
        instance=folder,
        content_roots=(ROOT,),
        trusted_proxies=0,
        card_font=small_font(),
    )
    clock = Clock(builders.NOW)
    app = create_app(
        settings,
        open_database=database,
        passwords=Passwords(memory_kib=8, rounds=1),
        configure=lambda state: setattr(state, "clock", clock),
    )
    world = World(stock(app), clock)
    app.testing = True
    with world.writing() as session:
        _people(session, world)
    return world


def _people(session: Session, world: World) -> None:
    province = builders.region(session, level=Level.PROVINCE, name="甲省")
    cities = [builders.region(session, parent=province, name=name) for name in ("东市", "西市")]
    counties = [
        builders.county(session, parent=cities[0], name="一县"),
        builders.county(session, parent=cities[0], name="二县"),
        builders.county(session, parent=cities[1], name="三县"),
    ]
    schools = [builders.school(session, county) for county in counties]
    own = builders.school(session, cities[0])
    rooms = {
        "A": builders.classroom(session, schools[0], grade=5, number=1),
        "B": builders.classroom(session, schools[0], grade=5, number=2),
        "D": builders.classroom(session, schools[1], grade=5, number=1),
        "E": builders.classroom(session, schools[2], grade=5),
        "F": builders.classroom(session, own, grade=5),
    }
    campaign = builders.campaign(session, province, slug=world.slug, lessons=(LESSON,))
    world.ids |= {"campaign": campaign.id, "P": province.id, "C1": cities[0].id, "C2": cities[1].id, "none": NOBODY}
    world.ids |= {f"K{number}": county.id for number, county in enumerate(counties, start=1)}
    world.ids |= {f"S{number}": school.id for number, school in enumerate(schools, start=1)}
    world.ids |= {name: room.id for name, room in rooms.items()}
    for name, room in rooms.items():
        _classroom(session, world, name, room, campaign)
    world.card = _card(session, world.accounts["pupil"])
    young = builders.classroom(session, schools[0], grade=2)
    world.device = _device(session, world, young)
    staff = {
        "teacher": builders.teacher(session, rooms["A"]),
        "other_teacher": builders.teacher(session, rooms["B"]),
        "foreign_teacher": builders.teacher(session, rooms["D"]),
        "admin": builders.staff(session, schools[0]),
        "foreign_admin": builders.staff(session, schools[1]),
        "platform": builders.staff(session, role=Role.PLATFORM),
    }
    builders.posting(session, staff["teacher"], young)
    regions: dict[str, Region] = {"county": counties[0], "other_county": counties[1], "city": cities[0]}
    regions |= {"other_city": cities[1], "province": province}
    staff |= {role: builders.staff(session, role=Role.BUREAU, over=over) for role, over in regions.items()}
    world.accounts |= staff
    world.passwords |= dict.fromkeys(world.accounts, builders.PASSWORD)
    offices.add(session, world)
    life.add(session, world)


def _classroom(session: Session, world: World, name: str, room: Classroom, campaign: Campaign) -> None:
    """Twelve pupils: one or two log in, number 8 is done, 9 is there for deeds; so many that figures may be shown."""
    pupils = [
        builders.student(session, room, name=f"金丝{name}{number:02}", username=_username(name, number))
        for number in range(12)
    ]
    world.canaries[name] = {pupil.name for pupil in pupils} | {_username(name, n) for n in range(12)}
    world.ids |= {f"{name}7": pupils[7].id, f"{name}8": pupils[8].id, f"{name}9": pupils[9].id}
    world.usernames |= {_username(name, number): pupil.id for number, pupil in enumerate(pupils)}
    builders.roster(session, campaign, room)
    expected = milestones.expect(session, campaign.id, room.school_id, pupils[8].id)
    assert expected is not None
    milestones.earn(session, expected, {Rate.REACHED, Rate.COMPLETED}, rule_version=1, now=builders.NOW)
    task = builders.assignment(session, room, of=campaign)
    world.ids[f"task{name}"] = task.id
    logins = {"A": ("pupil", "classmate"), "D": ("foreign_pupil",)}.get(name, ())
    for role, pupil in zip(logins, pupils, strict=False):
        world.accounts[role] = builders.account_of(session, pupil)
        world.ids[role] = pupil.id
        world.ids[f"attempt_{role}"] = _attempt(session, task, pupil)


def _card(session: Session, account: Account) -> str:
    """The text of a card that is good."""
    key = {"school_id": account.school_id, "account_id": account.id, "issued_by": account.id}
    session.add(Card(**key, id=uuid7(), secret_hash=cards.secret_hash(1), issued_at=builders.NOW))
    session.flush()
    return cards.text_of(account.school_id, 1)


def _device(session: Session, world: World, room: Classroom) -> str:
    """The cookie of a device of the class, whose only pupil has a PIN."""
    pupil = builders.student(session, room, name="最小的")
    account = builders.account_of(session, pupil)
    key = state_of(world.app).settings.key("pin")
    account.pin_hash = pins.pin_hash(key, room.school_id, account.id, PIN)
    secret = "d" * 40
    times = {"opened_at": builders.NOW, "expires_at": builders.NOW + pins.DEVICE_LIFE}
    place = {"school_id": room.school_id, "classroom_id": room.id, "opened_by": account.id}
    session.add(ClassDevice(**place, **times, token_hash=token_hash(secret)))
    session.flush()
    world.ids |= {"Y": room.id, "Y9": pupil.id}
    return f"{room.school_id.hex}.{secret}"


def _username(room: str, number: int) -> str:
    return f"canary{room.lower()}{number:02}"


def _attempt(session: Session, task: Assignment, pupil: Student) -> UUID:
    """A practice sheet handed in, which changes no figure."""
    row = Attempt(
        school_id=task.school_id,
        id=uuid7(),
        student_id=pupil.id,
        assignment_id=task.id,
        lesson_id=LESSON,
        token=uuid7(),
        kind=AttemptKind.PRACTICE,
        revision=real_library().heads[LESSON],
        answers=[],
        right=0,
        asked=0,
        issued_at=builders.NOW - timedelta(minutes=5),
        submitted_at=builders.NOW - timedelta(minutes=1),
    )
    session.add(row)
    session.flush()
    return row.id
