"""Reading pupils' files: .xlsx, .xls, CSV in the columns of the national register, and OneRoster 1.2 CSV.

Files are hostile until read. `opened` gives them to a child process with little memory and no rights (decision 0013)
and hands on what comes back: lines (`app.domain.rosters.lines`), faults with their place, and notices.
"""

from app.exchange.rosters.limits import STANDARD, Limits, Unreadable
from app.exchange.rosters.reader import Roster, opened

__all__ = ["STANDARD", "Limits", "Roster", "Unreadable", "opened"]
