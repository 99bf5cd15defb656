"""Tables, one file per cluster. Importing this package fills `Base.metadata`."""

from app.store.schema.base import Base
from app.store.schema.campaigns import (
    Campaign,
    CampaignLesson,
    Counter,
    DayCounter,
    LedgerEntry,
    Milestone,
    Publication,
    ReportedFigure,
    RosterEntry,
)
from app.store.schema.content import ContentHead, ContentRevision, ContentTheme
from app.store.schema.learning import Assignment, Attempt, AttemptKind, Progress
from app.store.schema.people import (
    Account,
    Classroom,
    Enrolment,
    Grant,
    Login,
    LoginThrottle,
    Posting,
    Session,
    Student,
)
from app.store.schema.regions import Level, Region, School, SchoolKind

__all__ = [
    "Account",
    "Assignment",
    "Attempt",
    "AttemptKind",
    "Base",
    "Campaign",
    "CampaignLesson",
    "Classroom",
    "ContentHead",
    "ContentRevision",
    "ContentTheme",
    "Counter",
    "DayCounter",
    "Enrolment",
    "Grant",
    "LedgerEntry",
    "Level",
    "Login",
    "LoginThrottle",
    "Milestone",
    "Posting",
    "Progress",
    "Publication",
    "Region",
    "ReportedFigure",
    "RosterEntry",
    "School",
    "SchoolKind",
    "Session",
    "Student",
]
