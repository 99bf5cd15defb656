"""What is wrong on a line of a pupils' list, and what to do about it: two sentences for every code."""

from __future__ import annotations

from app.web.i18n import lazy_gettext as _l

# Code of a fault: (reason, remedy), filled by the facts of `app.web.sentences.rosters`.
LINES: dict[str, tuple[str, str]] = {
    "school_code_missing": (
        _l("The school code is missing."),
        _l("Fill in the code of the school, as the national register gives it."),
    ),
    "school_unknown": (
        _l("The code in “%(column)s” is not that of a school this list may speak for."),
        _l("Check the code. A school that is not on the platform yet has to be added first."),
    ),
    "student_id_malformed": (
        _l("The platform ID in “%(column)s” is damaged."),
        _l("Copy it again from the downloaded pupils' list, or leave the cell empty."),
    ),
    "number_lost_digits": (
        _l("The spreadsheet turned “%(column)s” into a number, and its last digits are lost."),
        _l("Set the whole column to text first, then enter the student number again."),
    ),
    "number_malformed": (
        _l("“%(column)s” is not a student number: a letter (G, J or L) and 18 characters."),
        _l("Compare it with the register and enter it again."),
    ),
    "number_check_digit": (
        _l("The last digit in “%(column)s” does not fit the others; probably one digit is mistyped."),
        _l("Compare it digit by digit with the register."),
    ),
    "number_not_text": (
        _l("“%(column)s” holds a date or a formula instead of a student number."),
        _l("Set the whole column to text, then enter the student number again."),
    ),
    "token_unreadable": (
        _l("The register token in “%(column)s” is damaged or comes from another platform."),
        _l("Use a list downloaded from this platform, or leave the cell empty."),
    ),
    "local_id_lost_digits": (
        _l("The spreadsheet turned “%(column)s” into a number, and its last digits are lost."),
        _l("Set the whole column to text first, then enter the number again."),
    ),
    "local_id_long": (
        _l("“%(column)s” is longer than %(limit)s characters."),
        _l("Shorten it, in the same way in every list."),
    ),
    "local_id_malformed": (
        _l("“%(column)s” holds invisible characters."),
        _l("Delete the cell and type it again."),
    ),
    "no_identity": (
        _l("This line says a name but no number, and names are not enough: two pupils may have the same."),
        _l("Fill in the student number, the school's own number or the platform ID."),
    ),
    "name_missing": (
        _l("The name is missing."),
        _l("Fill in the name, or delete the whole line."),
    ),
    "name_long": (
        _l("The name is longer than %(limit)s characters."),
        _l("Check whether something else was pasted into this cell."),
    ),
    "name_digits": (
        _l("The name consists of digits only."),
        _l("Probably two columns are swapped; check the headings."),
    ),
    "name_control": (
        _l("The name holds invisible characters."),
        _l("Delete the cell and type the name again."),
    ),
    "name_formula": (
        _l("The name begins with a character that starts a formula (= + - @)."),
        _l("Delete that character."),
    ),
    "name_markup": (
        _l("The name holds < or >."),
        _l("Delete these characters."),
    ),
    "name_masked": (
        _l("The name is masked with * or similar signs."),
        _l("Take a list with the full names."),
    ),
    "name_broken": (
        _l("Characters of the name were lost or replaced."),
        _l("Enter the name again, and save the table as .xlsx."),
    ),
    "name_strange": (
        _l("The name holds “%(text)s”, which belongs in no name."),
        _l("Delete this character."),
    ),
    "name_not_text": (
        _l("“%(column)s” holds a date, a number or a formula instead of a name."),
        _l("Set the column to text, then enter the name again."),
    ),
    "grade_missing": (
        _l("The grade is missing."),
        _l("Fill in the grade, for instance 三年级 or 3."),
    ),
    "grade_unknown": (
        _l("“%(text)s” is not a grade we know."),
        _l("Write it like 三年级, 初一, 高二 or 3."),
    ),
    "grade_ambiguous": (
        _l("“%(text)s” can mean several grades."),
        _l("Fill in the stage as well (小学, 初中, 高中), or write the grade itself."),
    ),
    "grade_beyond": (
        _l("“%(text)s” is beyond the grades of this platform."),
        _l("Delete the line; there are no lessons for it."),
    ),
    "grade_ungraded": (
        _l("The file says that this pupil is in no grade."),
        _l("Give the grade whose lessons fit the pupil."),
    ),
    "grade_not_text": (
        _l("“%(column)s” holds a date or a formula instead of a grade."),
        _l("Set the column to text, then enter the grade again."),
    ),
    "stage_unknown": (
        _l("“%(text)s” is not a stage we know."),
        _l("Write 幼儿园, 小学, 初中, 高中, 中职 or 大学, or leave the cell empty."),
    ),
    "stage_contradicts": (
        _l("The stage “%(text)s” and the grade “%(grade)s” contradict each other."),
        _l("Correct one of the two."),
    ),
    "class_missing": (
        _l("The class is missing."),
        _l("Fill in the class, for instance 2班 or 2."),
    ),
    "class_unknown": (
        _l("“%(text)s” is not a class we understand."),
        _l("Write it like 2班 or 2, or as the name of the class."),
    ),
    "class_is_date": (
        _l("The spreadsheet turned “%(column)s” into a date."),
        _l("Set the whole column to text, then enter the class again, for instance 1班."),
    ),
    "class_not_text": (
        _l("“%(column)s” holds a formula or a truth value instead of a class."),
        _l("Set the column to text, then enter the class again."),
    ),
    "class_label_long": (
        _l("The name of the class is longer than %(limit)s characters."),
        _l("Shorten it."),
    ),
    "class_number_high": (
        _l("“%(text)s”: class numbers go up to 100."),
        _l("Check the number."),
    ),
    "class_contradicts": (
        _l("The grade “%(grade)s” and the class “%(text)s” contradict each other."),
        _l("Correct one of the two columns."),
    ),
    "class_lost_zero": (
        _l("“%(text)s” has become a number: it may have been 3.1 or 3.10."),
        _l("Set the whole column to text, then enter the class again, for instance 10班."),
    ),
    "class_id_long": (
        _l("“%(column)s” is longer than %(limit)s characters."),
        _l("Shorten it, in the same way in every list."),
    ),
    "status_unknown": (
        _l("“%(text)s” is not a status we know."),
        _l("Write 在读, 休学, 转出, 毕业 or 退学, or leave the cell empty."),
    ),
    "pupil_twice": (
        _l("This pupil stands in the list twice; first on %(other)s."),
        _l("Keep one of the two lines."),
    ),
    "student_id_twice": (
        _l("The same platform ID also stands on %(other)s."),
        _l("Keep one of the two lines; a new pupil has no platform ID."),
    ),
    "number_twice": (
        _l("The same student number also stands on %(other)s."),
        _l("Check which pupil it belongs to, and correct the other line."),
    ),
    "local_id_twice": (
        _l("The same school number also stands on %(other)s."),
        _l("Check which pupil it belongs to, and correct the other line."),
    ),
    "identities_disagree": (
        _l("The numbers on this line belong to two different pupils."),
        _l("Compare platform ID, student number and school number with the downloaded list."),
    ),
    "student_id_unknown": (
        _l("No pupil of this school has this platform ID."),
        _l("For a new pupil leave the cell empty; else copy the ID from the downloaded list."),
    ),
    "number_differs": (
        _l("The school's own number on this line belongs to a pupil with another student number."),
        _l("Compare it with the downloaded list: use the platform ID from there, or correct the school's own number."),
    ),
    "class_id_other_grade": (
        _l("This class ID is known as %(known)s, but the line says %(grade)s."),
        _l("Check the class ID and the grade."),
    ),
}
