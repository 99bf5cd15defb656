"""The deeds that the ledger knows, in words: files say them and pages too. Whoever adds a deed names it here."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name by which catalogues are told that a word is to be translated
    """A sentence that is translated where it is shown."""
    return message


DEEDS: dict[str, str] = {
    "excuse": N_("Excused"),
    "end_excuse": N_("Excuse ended"),
    "void": N_("Completion voided"),
    "join": N_("Joined"),
    "leave": N_("Left"),
    "transfer": N_("Changed class"),
    "graduate": N_("Left at the end of the last year"),
    "promote_order": N_("Move to the next year ordered"),
    "promote_up": N_("Class moved up"),
    "promote_on": N_("Class moved up to the next stage"),
    "promote_into": N_("Class joined with another one"),
    "promote_leave": N_("Class finished school"),
    "room_make": N_("Class made"),
    "room_rename": N_("Class named"),
    "room_merge": N_("Classes merged"),
    "room_archive": N_("Class archived"),
    "assign": N_("Lesson assigned"),
    "reset_password": N_("New password"),
    "print_cards": N_("Login cards printed"),
    "open_device": N_("Class device opened"),
    "end_device": N_("Class device closed"),
    "set_pin": N_("New PIN"),
    "schools_take": N_("List of schools taken over"),
    "account_create": N_("Account made"),
    "account_end": N_("Account ended"),
    "posting_give": N_("Class given to a teacher"),
    "posting_end": N_("Class taken from a teacher"),
    "grant_give": N_("Role given"),
    "grant_end": N_("Role taken back"),
    "factor_on": N_("Second factor set up"),
    "factor_off": N_("Second factor given up"),
    "factor_codes": N_("New recovery codes"),
    "factor_reset": N_("Second factor reset by somebody else"),
    "recovery_code": N_("Logged in with a recovery code"),
    "import": N_("List of pupils applied"),
    "import_confirm": N_("Large change by a list confirmed"),
    "undo_import": N_("List of pupils taken back"),
    "export_roster": N_("List of pupils downloaded"),
    "pupil_file": N_("Guardian's file made"),
    "correct": N_("Name or number put right"),
    "erase": N_("Pupil erased"),
    "retention": N_("Nightly deletion"),
    "audit": N_("Audit made"),
    "campaign_create": N_("Campaign made"),
    "campaign_freeze": N_("Roster fixed"),
    "campaign_close": N_("Campaign closed"),
    "board_publish": N_("Leaderboard published"),
    "board_withdraw": N_("Leaderboard withdrawn"),
    "note_set": N_("Word of the region set"),
    "note_end": N_("Word of the region taken back"),
}
