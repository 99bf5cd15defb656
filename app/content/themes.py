"""The list of themes, and the misconceptions each of them treats."""

from __future__ import annotations

from app.content.documents import Document
from app.content.drafts import Collection, MisconceptionDraft, ThemeDraft
from app.content.tables import MISCONCEPTION_ID, Table, is_identifier
from app.domain.grades import FIRST_GRADE, LAST_GRADE
from app.domain.library import SOURCE_LANGUAGE, Misconception


def read_themes(document: Document, collection: Collection) -> None:
    """Add the themes of one `themes.toml`."""
    for theme_id, table in Table(document, (), document.values).children():
        if not is_identifier(theme_id):
            table.note("", "id_malformed", id=theme_id)
        if theme_id in collection.themes:
            table.note("", "theme_twice", id=theme_id)
        draft = ThemeDraft(
            document, table.name("icon"), table.number("order", 1, 999), {SOURCE_LANGUAGE: table.plain("name")}
        )
        table.close()
        if draft.icon and draft.icon not in collection.art.emoji:
            table.note("icon", "art_missing", kind="emoji", name=draft.icon)
        collection.themes[theme_id] = draft


def read_misconceptions(document: Document, theme: str, collection: Collection) -> None:
    """Add the misconceptions of one theme folder to those of its theme."""
    known = collection.misconceptions.setdefault(theme, {})
    for name, table in Table(document, (), document.values).children():
        if not MISCONCEPTION_ID.match(name):
            table.note("", "misconception_malformed", id=name)
        if name in known:
            table.note("", "id_repeated", id=name)
        min_grade = table.number("min_grade", FIRST_GRADE, LAST_GRADE)
        crit = table.flag("crit", default=False)
        words = Misconception(name, table.plain("belief"), table.plain("truth"), crit)
        table.close()
        known[name] = MisconceptionDraft(document, min_grade, {SOURCE_LANGUAGE: words})
