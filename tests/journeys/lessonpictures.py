"""Pictures of lessons for the README. They are taken in the preview, where every step can be opened at once."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from app.cli.content import words_of
from app.content.loader import load
from app.domain.lessons import StepKind
from app.services.previews import Desk
from app.settings import ROOT
from app.web.preview.factory import create_preview
from tests.journeys import conftest
from tests.journeys.serving import serving

# picture: a lesson of each band, and the kind of step it shows.
STEPS = {
    "kindergarten-phone": ("fire-k", StepKind.STORY),
    "practice-phone": ("fire-p12", StepKind.PRACTICE),
    "hazards-phone": ("drowning-p34", StepKind.HOTSPOT),
    "sort-phone": ("bullying-p56", StepKind.SORT),
    "order-phone": ("crowds-j", StepKind.ORDER),
    "myth-phone": ("loans-s", StepKind.MYTH),
    "role-play-phone": ("loans-u", StepKind.DIALOGUE),
}
DRAW_PAUSE = 500  # milliseconds for scripts to arrange the page


def take(browser: Browser, folder: Path, locale: str) -> None:
    """One picture a step on a phone, and the author's view of a lesson on a desktop screen."""
    lessons = load([ROOT]).lessons
    with serving(create_preview(Desk((ROOT,)), words_of)) as address:
        for name, (lesson_id, kind) in STEPS.items():
            kinds = [step.kind for step in lessons[lesson_id].lesson.steps]
            page = f"{address}/pupil/{lesson_id}/{kinds.index(kind) + 1}"
            _keep(browser, page, folder / f"{name}.png", "phone", locale)
        _keep(browser, f"{address}/lessons/fire-k", folder / "preview-desktop.png", "desktop", locale)


def _keep(browser: Browser, address: str, file: Path, screen: str, locale: str) -> None:
    size = conftest.SCREENS[screen]
    viewport = {"width": size["width"], "height": size["height"]}
    page = browser.new_context(viewport=viewport, locale=locale, reduced_motion="reduce").new_page()
    page.goto(address)
    page.wait_for_timeout(DRAW_PAUSE)
    page.screenshot(path=file, scale="css")
    page.context.close()
