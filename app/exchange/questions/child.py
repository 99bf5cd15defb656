"""The process in which a spreadsheet of questions is read; see `app.exchange.rosters.child` for what confines it."""

from __future__ import annotations

from app.exchange.questions.rows import Rows
from app.exchange.rosters import child

if __name__ == "__main__":
    child.main(Rows)
