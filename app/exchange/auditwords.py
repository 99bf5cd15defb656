"""The words of the yearly audit, in English; they are said in the reader's language when the file is made."""

from __future__ import annotations

from app.domain.access import Role
from app.domain.grades import Stage
from app.domain.inventory import About, Fate
from app.domain.retention import Keep
from app.exchange.deeds import N_

PURPOSES: dict[str, str] = {
    "student": N_("to find the pupil in the class list, and to know the pupil again in the next list"),
    "enrolment": N_("to know which lessons are asked of the pupil, and who the class teacher is"),
    "account": N_("to log in"),
    "login": N_("to log in"),
    "login_throttle": N_("to slow down guessing of passwords"),
    "session": N_("to stay logged in, and to end it everywhere"),
    "card": N_("to log in with a printed card, and to end a lost one"),
    "progress": N_("to go on with a lesson where one stopped"),
    "attempt": N_("to show results, to find what a class has not understood, and as proof of a completion"),
    "roster_entry": N_("to count who was expected: the denominator of every rate"),
    "milestone": N_("to count who got how far: the numerators"),
    "ledger_entry": N_("to answer who changed something, when and why"),
    "import_row": N_("to show what a list would do before it is applied"),
    "import_change": N_("to take an import back"),
    "roster_import": N_("to answer who brought in which list"),
    "import_school": N_("to answer who applied a list in which school"),
    "import_file": N_("to read a list in the background; sealed, and deleted once read"),
    "import_fault": N_("to say what is wrong in a list"),
    "job": N_("to do long work in the background"),
    "class_device": N_("to let young pupils log in on a device of the class"),
    "posting": N_("to give a teacher the own classes, and to end it"),
    "role_grant": N_("to give rights to staff, and to end them"),
    "second_factor": N_("to protect the log-in of staff"),
    "recovery_code": N_("to let staff in who have lost their second factor"),
    "assignment": N_("to answer who gave a class a lesson"),
}

COLUMNS: dict[str, str] = {
    "id": N_("number inside the system"),
    "person_id": N_("number that stays when the pupil changes school"),
    "name": N_("name"),
    "sort_key": N_("name by its sound, for sorting"),
    "left_on": N_("day of leaving"),
    "number_hash": N_("keyed hash of the national student number; the number itself is not kept"),
    "local_id": N_("the school's own number of the pupil"),
    "erased_at": N_("moment of the erasure"),
    "student_id": N_("which pupil"),
    "account_id": N_("which account"),
    "classroom_id": N_("which class"),
    "region_id": N_("which region"),
    "from_on": N_("first day"),
    "to_on": N_("last day"),
    "username": N_("user name"),
    "created_at": N_("moment of making"),
    "password_hash": N_("hash of the password"),
    "must_change_password": N_("whether the password must be replaced"),
    "ended_at": N_("moment of the end"),
    "pin_hash": N_("keyed hash of the PIN"),
    "failures": N_("number of wrong tries"),
    "last_failed_at": N_("moment of the last wrong try"),
    "seen_at": N_("moment of the last request"),
    "expires_at": N_("moment of expiry"),
    "means": N_("by password, card or PIN"),
    "is_mobile": N_("whether it is a phone or tablet"),
    "secret_hash": N_("hash of the card's secret"),
    "issued_at": N_("moment of issue"),
    "issued_by": N_("who issued it"),
    "started_at": N_("moment of beginning"),
    "saved_at": N_("moment of the last step"),
    "step": N_("steps taken"),
    "sheets": N_("sheets handed in"),
    "right": N_("right answers"),
    "asked": N_("questions asked"),
    "open_questions": N_("key questions still to be put right"),
    "completed_at": N_("moment of completing"),
    "mastered_at": N_("moment of mastering"),
    "retained_at": N_("moment of passing the review"),
    "kind": N_("kind of sheet"),
    "answers": N_("answers, as codes"),
    "submitted_at": N_("moment of handing in"),
    "excused_at": N_("moment of the excuse"),
    "excuse_reason": N_("reason of the excuse"),
    "rate": N_("reached, completed, mastered or retained"),
    "achieved_at": N_("moment of earning it"),
    "voided_at": N_("moment of voiding it"),
    "at": N_("moment"),
    "actor_id": N_("who did it"),
    "deed": N_("what was done"),
    "reason": N_("reason, in free text"),
    "stage": N_("stage"),
    "grade": N_("grade"),
    "room": N_("class"),
    "room_local_id": N_("the school's own number of the class"),
    "is_leaving": N_("whether the pupil leaves"),
    "before": N_("what was there before"),
    "ordered_by": N_("who ordered it"),
    "file_name": N_("name of the file"),
    "confirmed_by": N_("who confirmed it"),
    "applied_at": N_("moment of applying"),
    "applied_by": N_("who applied it"),
    "undone_at": N_("moment of taking it back"),
    "content": N_("the file itself, sealed"),
    "facts": N_("words of the file that are wrong"),
    "opened_by": N_("who opened it"),
    "opened_at": N_("moment of opening"),
    "is_homeroom": N_("whether it is the class teacher"),
    "role": N_("role"),
    "secret": N_("secret of the code generator, sealed"),
    "confirmed_at": N_("moment of confirming"),
    "last_step": N_("last code used"),
    "code_hash": N_("hash of a recovery code"),
    "used_at": N_("moment of use"),
    "assigned_by": N_("who gave the lesson"),
}

ABOUT: dict[About, str] = {
    About.PUPILS: N_("pupils"),
    About.STAFF: N_("staff"),
    About.BOTH: N_("pupils and staff"),
    About.NOBODY: N_("nobody"),
}
FATES: dict[Fate, str] = {
    Fate.GOES: N_("goes"),
    Fate.EMPTIED: N_("stays without what names the pupil"),
    Fate.STAYS: N_("stays"),
}
STAGES: dict[Stage, str] = {
    Stage.KINDERGARTEN: N_("Kindergarten"),
    Stage.PRIMARY: N_("Primary school"),
    Stage.JUNIOR: N_("Junior school"),
    Stage.SENIOR: N_("Senior school"),
    Stage.VOCATIONAL: N_("Vocational school"),
    Stage.UNIVERSITY: N_("University"),
}
ROLES: dict[str, str] = {
    Role.TEACHER: N_("Teacher"),
    Role.SCHOOL_ADMIN: N_("School administrator"),
    Role.BUREAU: N_("Education bureau"),
    Role.PLATFORM: N_("Platform"),
}
LEVELS: dict[str, str] = {
    "class": N_("own classes"),
    "school": N_("own school"),
    "county": N_("county"),
    "city": N_("city"),
    "province": N_("province"),
    "platform": N_("the whole platform"),
}
RULES: dict[Keep, str] = {
    Keep.TRIES: N_("Wrong tries"),
    Keep.SESSIONS: N_("Sessions"),
    Keep.CARDS: N_("Login cards"),
    Keep.DEVICES: N_("Class devices"),
    Keep.UPLOADS: N_("Uploaded lists"),
    Keep.CHANGES: N_("Undoing of imports"),
    Keep.IMPORTS: N_("Imports"),
    Keep.JOBS: N_("Background jobs"),
    Keep.ANSWERS: N_("Answers"),
    Keep.PLACES: N_("Places in lessons"),
    Keep.LEFTOVERS: N_("Leftovers of erased pupils"),
    Keep.PUPILS: N_("Pupils who left"),
    Keep.STAFF: N_("Former staff"),
    Keep.LEDGER: N_("Ledger"),
}
GUARDS: dict[str, str] = {
    "schema": N_("Version of the database's schema"),
    "mode": N_("Demo or production"),
    "second_factor": N_("Second factor of staff above the class teacher"),
    "password_least": N_("Least length of a password"),
    "free_tries": N_("Wrong passwords before a delay begins"),
    "longest_delay_seconds": N_("Longest delay after a wrong password, in seconds"),
    "idle_pupil_minutes": N_("Minutes without a request until a pupil is logged out"),
    "idle_staff_minutes": N_("Minutes without a request until staff are logged out"),
    "session_hours": N_("Hours after which everybody is logged out"),
    "import_guard_percent": N_("Share of pupils, in percent, from which an import has to be confirmed"),
    "small_cell": N_("Pupils below which a figure is kept back"),
}
QUESTIONS = (
    N_("Person responsible for minors' personal information"),
    N_("Consent of guardians: how many given, refused, taken back; where the forms are kept"),
    N_("Version and date of the rules that guardians were shown"),
    N_("Date of the personal information protection impact assessment"),
    N_("Incidents in the year: date, kind, how many children, what was done, who was told"),
    N_("Complaints and requests of guardians that did not go through the software"),
    N_("Who has access to the server, the database and the backups, and who approved it"),
    N_("Where backups are kept, for how long, and when one was last restored"),
    N_("How long the web server's own log is kept"),
    N_("Companies that process data on behalf of the responsible body, and the contracts with them"),
    N_("Training of staff in the year"),
    N_("Grade and date of the classified protection of the system"),
)
README = (
    N_("Audit of minors' personal information, %(year)s. Made on %(made_at)s by First Lesson. Covers: %(scope)s."),
    N_(
        "Schools: %(schools)s. Accounts of staff that ended in the year: %(ended)s. Numbers of pupils and of accounts "
        "are those of the day on which this was made; deeds and deletions are those of the year."
    ),
    N_(
        "No name of any pupil or member of staff is in these files. Figures with fewer than 10 pupils behind them are "
        "kept back."
    ),
    N_("What the software cannot know is asked in 8-to-fill-in.csv. manifest.csv holds a hash of every file."),
)
