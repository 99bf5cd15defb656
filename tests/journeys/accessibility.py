"""axe-core in the page under test: https://github.com/dequelabs/axe-core, kept in tests/vendor/axe."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent.parent / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page, one line per rule with the first elements that break it.

    The source is evaluated, not added as a script: so it runs under our Content-Security-Policy instead of around it.
    """
    page.evaluate(AXE + "; null")
    report = page.evaluate("() => axe.run()")
    return [
        f"{finding['id']} ({finding['impact']}): " + ", ".join(str(node["target"]) for node in finding["nodes"][:3])
        for finding in report["violations"]
    ]
