"""How large a demo is, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass

PROVINCE = "140000"


@dataclass(frozen=True, slots=True)
class Scale:
    """One size of the demo. `counties` are GB/T 2260 codes; the first one holds the schools of the listed log-ins.

    `schools` and `pupils` are exact and count everything, also what city, zone and province run themselves.
    `teachers_in`: in how many schools every classroom has a teacher's account (None: in all).
    `summer_year`: year of the closed campaign with everybody on its roster; None takes the last summer that is over,
    and only the pupils who were in their class by then.
    `summer_completed`: exactly so many completed it.
    """

    name: str
    counties: tuple[str, ...]
    schools: int
    pupils: int
    smallest: int
    largest: int
    class_size: int
    city_schools: int
    has_zone: bool
    has_province_schools: bool
    teachers_in: int | None
    summer_year: int | None
    summer_completed: int | None
    has_reported_cities: bool
    autumn_grades: tuple[int, int]
    is_autumn_worked: bool

    @property
    def cities(self) -> tuple[str, ...]:
        """Codes of the cities the counties belong to, in order."""
        return tuple(dict.fromkeys(f"{code[:4]}00" for code in self.counties))


SMALL = Scale(
    name="small",
    counties=(
        *("140922", "140902", "140923", "140981"),
        *("140105", "140106", "140109", "140121"),
        *("140213", "140214", "140221", "140226"),
    ),
    schools=56,
    pupils=5_900,
    smallest=24,
    largest=360,
    class_size=30,
    city_schools=1,
    has_zone=True,
    has_province_schools=True,
    teachers_in=None,
    summer_year=None,
    summer_completed=None,
    has_reported_cities=False,
    autumn_grades=(-2, 17),
    is_autumn_worked=True,
)

CITY = Scale(
    name="city",
    counties=(
        *("140922", "140902", "140921", "140923", "140924", "140925", "140926"),
        *("140927", "140928", "140929", "140930", "140931", "140932", "140981"),
    ),
    schools=1_808,
    pupils=272_580,
    smallest=20,
    largest=3_000,
    class_size=40,
    city_schools=8,
    has_zone=False,
    has_province_schools=False,
    teachers_in=50,
    summer_year=2019,
    summer_completed=259_633,
    has_reported_cities=True,
    autumn_grades=(-2, 12),
    is_autumn_worked=False,
)

SCALES = {scale.name: scale for scale in (SMALL, CITY)}
