"""Pictures of a school before its lessons begin: the pupils' list, the device of a class, the new school year."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from flask import Flask

from app.cli.jobs import tools_of
from app.services import jobs
from app.services.handlers import HANDLERS
from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor

START = "/school/imports/"
WRONG = {5: ("班级", "1月2日"), 6: ("姓名", ""), 7: ("年级", "三年纪")}


def administrator(who: Visitor, people: Demo) -> tuple[list[str], list[list[str]]]:
    """Log in and take the school's list out: its heading and its lines."""
    who.log_in(people.login("school"))
    who.page.goto(START)
    with who.page.expect_download() as download:
        who.page.locator("button[value=csv]").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        head, *lines = csv.reader(file)
    return head, lines


def bring(who: Visitor, app: Flask, file: Path, head: list[str], lines: list[list[str]]) -> None:
    """Upload a list and wait for its preview."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([head, *lines])
    who.page.goto(START)
    who.page.locator("#file").set_input_files(file)
    who.page.locator("input[value=school]").check()
    who.follow(who.page.locator("form[data-upload] button"))
    state = app.extensions["first_lesson"]
    jobs.work_once(replace(tools_of(state.settings, state.database), clock=state.clock), HANDLERS)
    who.page.reload()


def changed(head: list[str], lines: list[list[str]]) -> list[list[str]]:
    """The list as it is after the summer: some new, some gone, some in another class, and a few slips."""
    name, grade, room = head.index("姓名"), head.index("年级"), head.index("班级")
    lines = [list(line) for line in lines[:-3]]
    for line in lines[10:13]:
        line[room] = "2班"
    lines[3][name] = "欧阳雨桐"
    for number, (column, text) in WRONG.items():
        lines[number][head.index(column)] = text
    new = [dict.fromkeys(head, "") for _ in range(4)]
    for number, (line, called) in enumerate(zip(new, ("李一诺", "阿依古丽·买买提", "尉迟子涵", "王梓萱"), strict=True)):
        line |= {head[name]: called, head[grade]: "一年级", head[room]: "1班", "校内学号": f"2026{number:03d}"}
        line["学校标识码"] = lines[0][head.index("学校标识码")]
    return [*lines, *(list(line.values()) for line in new)]
