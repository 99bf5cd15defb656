"""What views hand to templates does not hide what every template counts on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from app.settings import ROOT

VIEWS = sorted((ROOT / "app/web").rglob("*.py"))
TEMPLATES = sorted((ROOT / "app/web/templates").rglob("*.html"))


def handed_over(path: Path) -> Iterator[str]:
    """The names under which a module hands values to templates."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("render_template", "render_part"):
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def test_no_value_hides_a_name_of_all_templates(app: Flask) -> None:
    known = set(app.jinja_env.globals)
    hidden = [f"{path.relative_to(ROOT)}: {name}" for path in VIEWS for name in handed_over(path) if name in known]
    assert {"shown", "_", "language"} <= known
    assert hidden == []


def test_no_template_sets_a_name_of_all_templates(app: Flask) -> None:
    known = set(app.jinja_env.globals)
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in TEMPLATES
        for name in re.findall(r"{%-? set (\w+)", path.read_text("utf-8"))
        if name in known
    ]
    assert found == []
