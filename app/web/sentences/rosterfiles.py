"""What is wrong with a pupils' list as a file, what was passed over in it, and why an import says no."""

from __future__ import annotations

from app.web.i18n import lazy_gettext as _l

# Code of an unreadable file or a line that could not be read: (reason, remedy).
FILES: dict[str, tuple[str, str]] = {
    "empty_file": (
        _l("The file is empty."),
        _l("Open it in Excel or WPS, check that the pupils are in it, and save it again."),
    ),
    "import_empty": (
        _l("The file is empty."),
        _l("Open it in Excel or WPS, check that the pupils are in it, and save it again."),
    ),
    "file_too_large": (
        _l("The file has %(size)s MB; at most %(limit)s MB are possible."),
        _l("Delete pictures and unused sheets, or upload one grade after the other."),
    ),
    "unpacks_too_large": (
        _l("Unpacked, this file is far larger than a list of pupils: more than %(limit)s MB."),
        _l("Copy the columns of the pupils into a new workbook and upload that one."),
    ),
    "other_format": (
        _l("This is %(kind)s, not a table that can be read here."),
        _l("Open it in Excel or WPS, save it as an Excel workbook (.xlsx), and upload that file."),
    ),
    "packed_file": (
        _l("This is a packed file."),
        _l("Unpack it first, then upload the table that is in it."),
    ),
    "unknown_format": (
        _l("This is not a table we know."),
        _l("Upload an Excel workbook (.xlsx, .xls) or a CSV file."),
    ),
    "encrypted": (
        _l("The file is protected with a password."),
        _l("Open it in Excel or WPS, remove the password, save it, and upload it again."),
    ),
    "macros": (
        _l("The file contains macros; such files are not opened here."),
        _l("Save it as an Excel workbook without macros (.xlsx)."),
    ),
    "wrong_zip": (
        _l("This zip file holds neither a workbook nor OneRoster tables."),
        _l("Upload the workbook itself; a OneRoster file has manifest.csv at its top level."),
    ),
    "damaged": (
        _l("The file is damaged or was cut off during the upload."),
        _l("Open it in Excel or WPS, save it under a new name, and upload it again."),
    ),
    "encoding": (
        _l("The characters on %(place)s are of no encoding we know."),
        _l("Save the table as an Excel workbook (.xlsx) or as CSV UTF-8."),
    ),
    "no_heading": (
        _l("No row of headings was found."),
        _l("The table needs one row of headings with at least 姓名, 年级 and 班级; the template shows how."),
    ),
    "no_heading_some": (
        _l("Only these headings were recognised: %(found)s. The others that are needed are missing."),
        _l("The table needs one row of headings with at least 姓名, 年级 and 班级; the template shows how."),
    ),
    "heading_twice": (
        _l("Two columns mean the same: %(headings)s (columns %(columns)s)."),
        _l("Delete one of the two columns, or rename its heading."),
    ),
    "too_many_rows": (
        _l("The file has more than %(limit)s lines."),
        _l("Split it, for instance by school or by grade."),
    ),
    "too_heavy": (
        _l("Reading the file takes too much memory or time."),
        _l("Copy the columns of the pupils into a new workbook and upload that one."),
    ),
    "reader_failed": (
        _l("The file could not be read to its end."),
        _l("Upload it once more. If that does not help, tell whoever runs the server."),
    ),
    "oneroster_version": (
        _l("This is OneRoster %(found)s; version 1.2 is needed."),
        _l("Export it again as OneRoster 1.2 CSV."),
    ),
    "oneroster_file_missing": (
        _l("The file %(file)s is missing in the zip."),
        _l("Export all files again, and pack them without a folder."),
    ),
    "oneroster_mode": (
        _l("manifest.csv says “%(found)s” for %(file)s."),
        _l("Write bulk, delta or absent there."),
    ),
    "oneroster_column_missing": (
        _l("The column %(column)s is missing in %(file)s."),
        _l("Export the file again with all columns of OneRoster 1.2."),
    ),
    "import_broken": (
        _l("Something broke on our side while the file was read; nothing was written."),
        _l("Upload it once more. If that does not help, tell whoever runs the server."),
    ),
    "merged": (
        _l("This line lies in merged cells (%(range)s)."),
        _l("Unmerge the cells and fill in every line."),
    ),
    "cell_too_long": (
        _l("The cell “%(column)s” is longer than %(limit)s characters."),
        _l("Check whether something else was pasted into this cell."),
    ),
    "line_too_long": (
        _l("The line is longer than %(limit)s characters."),
        _l("Check the line: perhaps a quotation mark is never closed."),
    ),
    "lost_character": (
        _l("A character in “%(column)s” was lost before the file came here (it shows as �)."),
        _l("Enter the cell again, and save the table as .xlsx."),
    ),
    "control_character": (
        _l("The cell “%(column)s” holds invisible characters."),
        _l("Delete the cell and type it again."),
    ),
    "quote": (
        _l("A quotation mark on this line is never closed, or stands inside a value."),
        _l("Open the table in Excel or WPS and save it as .xlsx."),
    ),
    "too_many_cells": (
        _l("The line has %(found)s values, but there are %(expected)s headings."),
        _l("Probably a value contains a comma; save the table as .xlsx."),
    ),
    "formula_without_value": (
        _l("“%(column)s” holds a formula that was never calculated."),
        _l("Open the file in Excel or WPS and save it, or paste the column as values."),
    ),
    "oneroster_role_missing": (
        _l("This user has no row in %(file)s."),
        _l("Export roles and users together again."),
    ),
    "oneroster_user_missing": (
        _l("This row names a user that is not in %(file)s."),
        _l("Export all files together again."),
    ),
    "oneroster_org_missing": (
        _l("This row names a school that is not in %(file)s."),
        _l("Export all files together again."),
    ),
    "oneroster_class_missing": (
        _l("This row names a class that is not in %(file)s."),
        _l("Export all files together again."),
    ),
    "oneroster_twice": (
        _l("The same sourcedId already stands on line %(first)s."),
        _l("Keep one of the two rows."),
    ),
    "oneroster_id_missing": (
        _l("The sourcedId is missing."),
        _l("Fill it in, or delete the row."),
    ),
    "pupil_in_two_schools": (
        _l("This pupil stands in two schools of the file."),
        _l("Keep the line of the school where the pupil is now."),
    ),
    "still_elsewhere": (
        _l("This pupil is still a pupil of another school."),
        _l("The other school, or the bureau, releases the pupil first."),
    ),
}

# Code of what was read another way than it stands there, or not at all.
NOTICES: dict[str, str] = {
    "sheet_hidden": _l("The sheet “%(sheet)s” is hidden and was not read."),
    "sheet_without_heading": _l("The sheet “%(sheet)s” has no headings we know and was not read."),
    "title_skipped": _l("The lines above the headings were skipped; the headings are on %(place)s."),
    "second_heading_skipped": _l("A second row of headings was skipped: %(place)s."),
    "heading_repeated": _l("The headings stand in the table again and were skipped there: %(place)s."),
    "columns_not_read": _l("These columns are not needed here and were not read: %(columns)s."),
    "id_number_not_read": _l("The identity card numbers in “%(column)s” were not read: the platform never keeps them."),
    "column_passed_over": _l("“%(column)s” was passed over, because “%(taken)s” says the same."),
    "columns_beyond": _l("Columns after the %(limit)s. were not read."),
    "encoding_guessed": _l(
        "The file does not say its encoding; it was read as %(encoding)s. Look at a few names below."
    ),
    "formulas": _l("The file holds formulas; their last calculated values were taken."),
    "staff_not_read": _l("Teachers and other staff in the file were not read: %(count)s."),
    "oneroster_files_not_read": _l("These files are not needed here and were not read: %(files)s."),
}

# Code of a refusal.
REFUSALS: dict[str, str] = {
    "import_empty": _l(
        "The file is empty. Open it in Excel or WPS, check that the pupils are in it, and save it again."
    ),
    "import_large": _l(
        "The file is larger than %(limit)s MB. Delete pictures and unused sheets, or upload one grade after the other."
    ),
    "import_missing": _l("Choose the file with the pupils' list first."),
    "import_running": _l("Another list of yours is still being read or applied. Wait until it is done."),
    "import_applying": _l(
        "This list is being applied just now and cannot be discarded any more. You can take it back afterwards."
    ),
    "guard_number": _l("That is not the number. Look at it again: it stands in the sentence above."),
    "import_not_held": _l("This school needs no confirmation any more."),
    "import_not_checked": _l("This list is not ready to be applied. Look at where it stands."),
    "import_nothing_to_apply": _l(
        "There is nothing to apply: no school is ready. Confirm those that are stopped first."
    ),
    "import_expired": _l("This list was checked more than a week ago and is no longer kept. Upload the file again."),
    "import_not_undoable": _l("This list cannot be taken back any more."),
}
