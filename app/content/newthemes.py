"""The first version of a theme: its entry in the list, and two misconceptions to begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.content.plans import GAP, Belief, text_of


def new_theme(theme: str, title: str, order: int, prefix: str, min_grade: int) -> tuple[str, str]:
    """The entry for `themes.toml`, and the first `misconceptions.toml`, of a new theme."""
    entry = f'\n[{theme}]\nname = {text_of(title)}\nicon = "shield"\norder = {order}\n'
    beliefs = (
        "# 这个专题要纠正的错误想法。测验的每个错误选项都对应一个；系统统计有多少学生这样想。\n"
        "# min_grade：从哪个年级起讲。crit = true：照这个想法去做会危及生命，测验里至少问四次。\n"
    )
    for number, crit in ((1, "true"), (2, "false")):
        beliefs += (
            f"\n[{prefix}{number}]\nmin_grade = {min_grade}\ncrit = {crit}\n"
            f'belief = "{GAP}错误的想法 {number}"\ntruth = "{GAP}正确的做法 {number}"\n'
        )
    return entry, beliefs


def free_prefix(theme: str, used: Mapping[str, object] | Sequence[str]) -> str:
    """Letters for the ids of a new theme's misconceptions that no other theme has."""
    letters = "".join(char for char in theme.upper() if "A" <= char <= "Z") or "X"
    taken = {name.rstrip("0123456789") for name in used}
    for length in (2, 3, 4):
        if letters[:length] not in taken:
            return letters[:length]
    return next(found for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if (found := letters[:3] + last) not in taken)


def beliefs_of_new_theme(prefix: str, min_grade: int) -> tuple[Belief, ...]:
    """What `new_theme` writes, for the scaffold of its first lesson."""
    return (Belief(f"{prefix}1", min_grade, True), Belief(f"{prefix}2", min_grade, False))
