"""A school with its pupils, its administrator's browser, and a worker: everything a list of pupils needs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.cli.jobs import tools_of
from app.services import jobs
from app.services.handlers import HANDLERS
from app.store.engine import Session
from app.store.schema import Classroom
from tests import builders, staff
from tests.clock import Clock
from tests.learner import state_of
from tests.staff import token

HEAD = ["校内学号", "姓名", "年级", "班级"]
_SUM = re.compile(r'class="sum sum--(\w+).*?<data value="(\d+)">', re.DOTALL)


@dataclass
class Desk:
    """Forty pupils in two classes of grade 3, known by the school's own numbers 0 to 39."""

    app: Flask
    clock: Clock
    school_id: UUID
    admin_id: UUID
    rooms: list[Classroom]
    names: list[str]
    client: FlaskClient

    def line(self, number: int) -> list[str]:
        """The line of a pupil as the school knows them."""
        return [str(number), self.names[number], "三年级", f"{number // 20 + 1}班"]

    def lines(self, *left_out: int) -> list[list[str]]:
        """The lines of all pupils but some."""
        return [self.line(number) for number in range(len(self.names)) if number not in left_out]

    def work(self) -> int:
        """Let a worker do whatever waits; how many jobs it did."""
        state = state_of(self.app)
        tools = replace(tools_of(state.settings, state.database), clock=self.clock)
        done = 0
        while jobs.work_once(tools, HANDLERS):
            done += 1
        return done

    def upload(self, lines: Sequence[Sequence[str]], coverage: str = "school") -> str:
        """Send lines as a file and let a worker read it; the address of the list."""
        answer = send(self.client, "/school/imports/", table(lines), coverage)
        assert answer.status_code == 303, answer.text
        assert self.work() == 1
        return answer.location

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form."""
        return staff.post(self.client, path, **fields)

    def apply(self, path: str) -> None:
        """Apply a list and let a worker do it."""
        assert self.post(path + "apply").status_code == 303
        assert self.work() == 1


def build(app: Flask, session: Session, clock: Clock) -> Desk:
    """The school and its administrator's browser, in English."""
    school = builders.school(session)
    rooms = [builders.classroom(session, school, grade=3, number=number) for number in (1, 2)]
    pupils = [
        builders.student(session, rooms[number // 20], name=f"王小{chr(0x4E00 + number)}", local_id=str(number))
        for number in range(40)
    ]
    admin = builders.staff(session, school, name="周校长")
    session.commit()
    client = staff.browser(app, admin)
    client.set_cookie("language", "en")
    return Desk(app, clock, school.id, admin.id, rooms, [pupil.name for pupil in pupils], client)


def table(lines: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> bytes:
    """A CSV file as a spreadsheet saves it."""
    text = io.StringIO()
    csv.writer(text).writerows([head, *lines])
    return text.getvalue().encode("utf-8-sig")


def send(
    client: FlaskClient, path: str, content: bytes, coverage: str = "school", name: str = "pupils.csv"
) -> TestResponse:
    """Upload a file the way a page of one's own would."""
    fields = {"csrf_token": token(client.get("/account/password").text), "coverage": coverage}
    return client.post(path, data=fields | {"file": (io.BytesIO(content), name)})


def sums(page: str) -> dict[str, int]:
    """The five figures."""
    return {deed: int(number) for deed, number in _SUM.findall(page)}


def id_of(path: str) -> UUID:
    """The id in the address of a list."""
    return UUID(path.rstrip("/").rsplit("/", 1)[-1])
