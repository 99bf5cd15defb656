"""One person before one browser window, and a close look at every page they come to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Locator, Page

from app.services.demo.build import DemoLogin
from tests.clock import Clock
from tests.journeys.accessibility import violations

# Text and attributes that people read or hear, outside of what is marked as another language.
READ = """() => {
  const root = document.documentElement;
  const said = [document.title];
  const isOurs = (part) => !part.closest('script, style, rt, :not(html, body)[lang]');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (isOurs(walker.currentNode.parentElement)) said.push(walker.currentNode.data);
  }
  for (const name of ['alt', 'aria-label', 'title', 'placeholder']) {
    for (const part of document.body.querySelectorAll(`[${name}]`)) {
      if (isOurs(part)) said.push(part.getAttribute(name));
    }
  }
  const width = root.clientWidth;
  const wide = [...document.body.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > width + 1
    && !part.closest('.table-scroll, .visually-hidden')).slice(0, 5).map((part) => part.outerHTML.slice(0, 90));
  return {
    isChinese: root.lang.startsWith('zh'),
    headings: [...document.querySelectorAll('h1, [aria-level="1"]')].filter((part) => part.checkVisibility()).length,
    overflow: root.scrollWidth > width ? wide : [],
    text: said.join(' \\n '),
  };
}"""
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
PINYIN = re.compile(r"（[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü ]+）")  # how a rare character is read
BRACES = re.compile(r"\{[a-z-]*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
KNOWN = frozenset({"CSV", "JSON", "PDF", "ZIP"})
ACCOUNT = re.compile(r"[a-z]+-?[a-z]?\d+")  # wutai0061, wutai-t0003, panda-482957
LOST = re.compile(r"Failed to load resource: (?:the server responded with a status of (\d+)|net::(\w+))")


@dataclass
class Visitor:
    """Somebody who looks at pages. `look` is called on every page of a journey.

    `latin` are Latin words that may stand in a Chinese page besides the known ones, because they are data. Without
    `has_script` axe is left out: it waits for timers, and they never come.
    """

    page: Page
    clock: Clock
    latin: frozenset[str] = frozenset()
    complaints: list[str] = field(default_factory=list)
    has_script: bool = True

    def __post_init__(self) -> None:
        """Listen to the browser's console from the first page on. A refused policy is reported there too."""

        def listen(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.complaints.append(message.text)

        self.page.on("console", listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str, status: int = 200) -> None:
        """Go to an address and look at what is there."""
        response = self.page.goto(address)
        assert response is not None
        assert response.status == status, (address, response.status)
        if status >= 400:
            self.was_refused(str(status))
        self.look()

    def follow(self, way: Locator) -> None:
        """Press a link or a button, and wait for the page it leads to."""
        with self.page.expect_navigation():
            way.click()

    def log_in(self, who: DemoLogin, password: str = "") -> None:
        """Fill in the log-in page; the start page comes next."""
        if not self.page.url.endswith("/login"):
            self.page.goto("/login")
        self.fill_login(who, password)
        assert not self.page.url.endswith("/login")

    def fill_login(self, who: DemoLogin, password: str = "") -> None:
        """Type user name and password into the page that is open, and send them."""
        self.page.locator("#username").fill(who.username)
        self.page.locator("#password").fill(password or who.password)
        self.follow(self.page.locator("main button"))

    def stay(self, seconds: int) -> None:
        """Let time pass on the server and in the browser."""
        self.clock.advance(seconds=seconds)
        self.page.clock.fast_forward(seconds * 1000)

    def was_refused(self, *reasons: str) -> None:
        """The browser reports every refused request; these were meant to be. A status, or a name such as ERR_FAILED."""
        for reason in reasons:
            found = [one for one in self.complaints if (match := LOST.search(one)) and reason in match.groups()]
            assert found, (reason, self.complaints)
            self.complaints.remove(found[0])

    def heading(self) -> str:
        """What the page says it is."""
        return self.page.locator("h1").inner_text().strip()

    def said(self) -> str:
        """Everything on the page that people read or hear."""
        text: str = self.page.evaluate(READ)["text"]
        return text

    def look(self) -> None:
        """Everybody can use the page: axe, width, console, one heading, one language."""
        seen = self.page.evaluate(READ)
        latin = {
            word
            for word in LATIN.findall(PINYIN.sub("", seen["text"]))
            if len(word) > 1 and not ACCOUNT.fullmatch(word)
        }
        problems = {
            "accessibility": violations(self.page) if self.has_script else [],
            "console": self.complaints,
            "wider than the screen": seen["overflow"],
            "headings": [] if seen["headings"] == 1 else [seen["headings"]],
            "facts not filled in": BRACES.findall(seen["text"]),
            "foreign words": sorted(latin - KNOWN - self.latin) if seen["isChinese"] else [],
        }
        assert not any(problems.values()), (self.page.url, {name: one for name, one in problems.items() if one})
