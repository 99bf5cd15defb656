"""Tables, one file per cluster. Importing this package fills `Base.metadata`."""

from app.store.schema.accounts import (
    Account,
    Card,
    ClassDevice,
    Grant,
    Login,
    LoginThrottle,
    RecoveryCode,
    SecondFactor,
    Session,
)
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
from app.store.schema.content import ContentCourse, ContentFact, ContentHead, ContentRevision, ContentTheme
from app.store.schema.imports import ImportChange, ImportFault, ImportFile, ImportRow, ImportSchool, RosterImport
from app.store.schema.jobs import Job
from app.store.schema.learning import Assignment, Attempt, AttemptKind, Progress
from app.store.schema.people import Classroom, Enrolment, Posting, Student
from app.store.schema.regionnotes import RegionNote
from app.store.schema.regions import Level, Region, School, SchoolKind
from app.store.schema.statistics import BeliefCounter, QuestionCounter, RegionBelief

__all__ = [
    "Account",
    "Assignment",
    "Attempt",
    "AttemptKind",
    "Base",
    "BeliefCounter",
    "Campaign",
    "CampaignLesson",
    "Card",
    "ClassDevice",
    "Classroom",
    "ContentCourse",
    "ContentFact",
    "ContentHead",
    "ContentRevision",
    "ContentTheme",
    "Counter",
    "DayCounter",
    "Enrolment",
    "Grant",
    "ImportChange",
    "ImportFault",
    "ImportFile",
    "ImportRow",
    "ImportSchool",
    "Job",
    "LedgerEntry",
    "Level",
    "Login",
    "LoginThrottle",
    "Milestone",
    "Posting",
    "Progress",
    "Publication",
    "QuestionCounter",
    "RecoveryCode",
    "Region",
    "RegionBelief",
    "RegionNote",
    "ReportedFigure",
    "RosterEntry",
    "RosterImport",
    "School",
    "SchoolKind",
    "SecondFactor",
    "Session",
    "Student",
]
