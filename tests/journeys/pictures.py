"""The pictures of the README: `python -m tests.journeys.pictures [folder] [language]`.

They are taken by the same helpers as the journeys, so a page that has changed is pictured again by one command.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from app.services.passwords import Passwords
from app.settings import ROOT, Settings
from app.web.factory import create_app
from tests import builders, databases
from tests.clock import Clock
from tests.journeys import conftest, demo, lessonpictures, lessons, schoolpictures
from tests.journeys.demo import Demo
from tests.journeys.serving import serving
from tests.journeys.visitor import Visitor
from tests.learner import right, wrong

LOCALES = {"zh_CN": "zh-CN", "en": "en-US"}
BUSY_PAUSE = 400  # milliseconds for charts to be drawn


class Camera:
    """Takes pictures of one application in one language."""

    def __init__(self, browser: Browser, app: Flask, address: str, folder: Path, language: str) -> None:
        self._browser = browser
        self._app = app
        self._address = address
        self._folder = folder
        self._language = language
        self._clock: Clock = app.extensions["first_lesson"].clock

    def visitor(self, screen: str) -> Visitor:
        """Somebody before a browser of this size."""
        size, locale = conftest.SCREENS[screen], LOCALES[self._language]
        context = self._browser.new_context(
            base_url=self._address,
            viewport={"width": size["width"], "height": size["height"]},
            locale=locale,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.clock.install(time=self._clock.moment)
        return Visitor(page, self._clock)

    def keep(self, page: Page, name: str) -> None:
        """What is on the screen now, as a small PNG."""
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(BUSY_PAUSE)
        page.screenshot(path=self._folder / f"{name}.png", scale="css")

    def pupil(self, people: Demo) -> None:
        """Log-in, tasks, a step, the quiz and its result on a phone."""
        who = self.visitor("phone")
        page = who.page
        page.goto("/login")
        self.keep(page, "login-phone")
        who.log_in(people.login("student"))
        self.keep(page, "tasks-phone")
        lessons.begin(who)
        lessons.answer(who)
        who.stay(lessons.READING)
        self.keep(page, "step-phone")
        lessons.to_quiz(who)
        asked = lessons.fill_in(who, self._app, right)
        slip = next(entry for entry in asked if not entry.question.crit)
        page.locator(f'label[for="{slip.question.id}-{wrong(slip)}"]').click()
        page.evaluate("scrollTo(0, 0)")
        self.keep(page, "quiz-phone")
        lessons.hand_in(who)
        page.evaluate("scrollTo(0, 0)")
        self.keep(page, "result-phone")

    def staff(self, people: Demo, role: str, number: int, *pictures: tuple[str, str, str]) -> None:
        """Pages of somebody on the staff: (picture, screen, what to click first, or nothing)."""
        for name, screen, way in pictures:
            who = self.visitor(screen)
            who.log_in(people.login(role, number))
            if way:
                who.follow(who.page.locator(way).first)
            self.keep(who.page, name)

    def school_year(self, people: Demo) -> None:
        """The pupils' list, the guard, the year to come, and the device of a class."""
        who = self.visitor("desktop")
        head, lines = schoolpictures.administrator(who, people)
        list_file = people.file.parent / "list.csv"
        schoolpictures.bring(who, self._app, list_file, head, schoolpictures.changed(head, lines))
        self.keep(who.page, "import-desktop")
        who.follow(who.page.locator("form[action$='/discard'] button"))
        who.page.goto("/school/year/")
        self.keep(who.page, "year-desktop")
        who = self.visitor("phone")
        head, lines = schoolpictures.administrator(who, people)
        schoolpictures.bring(who, self._app, list_file, head, lines[: len(lines) * 2 // 3])
        who.page.locator("form[action$='/confirm']").scroll_into_view_if_needed()
        self.keep(who.page, "guard-phone")
        who = self.visitor("desktop")
        who.log_in(people.login("teacher"))
        who.follow(who.page.locator(".card a.button--primary").first)
        who.follow(who.page.locator("main .jumps a[href$='/devices']"))
        who.follow(who.page.locator("main form button").first)
        self.keep(who.page, "device-desktop")

    def all(self, people: Demo) -> None:
        """Every picture. The public board comes last: its bureau has to publish it."""
        home = self.visitor("desktop")
        home.page.goto("/")
        self.keep(home.page, "home-desktop")
        into_class = ".card a.button--primary"
        self.staff(people, "teacher", 0, ("class-desktop", "desktop", into_class), ("class-phone", "phone", into_class))
        teacher = self.visitor("desktop")
        teacher.log_in(people.login("teacher"))
        teacher.follow(teacher.page.locator(into_class).first)
        teacher.follow(teacher.page.locator("main a[href$='/beliefs']").first)
        self.keep(teacher.page, "beliefs-desktop")
        self.staff(people, "school", 0, ("school-desktop", "desktop", ""))
        self.staff(people, "bureau", 0, ("county-phone", "phone", ""))
        self.staff(people, "bureau", 2, ("city-desktop", "desktop", ""))
        bureau = self.visitor("desktop")
        bureau.log_in(people.login("bureau", 2))
        bureau.follow(bureau.page.locator("#publishing form button"))
        home.page.goto("/leaderboards/")
        home.follow(home.page.locator("main table a"))
        self.keep(home.page, "public-desktop")
        self.pupil(people)
        self.school_year(people)


@contextmanager
def served(folder: Path) -> Iterator[tuple[Flask, str, Demo]]:
    """The demo at its moment, with a clock of its own, behind an address."""
    people = demo.build(folder / "demo.sqlite3")
    url = databases.sqlite_url(people.file)
    settings = Settings(
        database_url=url,
        secret_key="a secret key for the pictures only, long enough",
        is_production=False,
        instance=folder,
        content_roots=(ROOT,),
        trusted_proxies=0,
    )
    clock = Clock(builders.NOW)
    start: Callable[..., Flask] = create_app
    with databases.opened(url) as database:
        app = start(
            settings,
            open_database=database,
            passwords=Passwords(memory_kib=8, rounds=1),
            configure=lambda state: setattr(state, "clock", clock),
        )
        with serving(app) as address:
            yield app, address, people


def main(folder: Path, language: str) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, served(Path(work)) as (app, address, people), sync_playwright() as kit:
        browser = kit.chromium.launch(**conftest.launch_options())
        lessonpictures.take(browser, folder, LOCALES[language])
        Camera(browser, app, address, folder, language).all(people)
        browser.close()


if __name__ == "__main__":
    wanted = sys.argv[1:]
    main(Path(wanted[0]) if wanted else ROOT / "docs" / "images", wanted[1] if len(wanted) > 1 else "zh_CN")
