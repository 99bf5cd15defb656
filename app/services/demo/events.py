"""The two campaigns of a demo, and what every campaign needs: its rows, rosters and milestones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from app.domain.campaigns import CHINA, Campaign, CampaignLesson, Window
from app.domain.completions import STANDARD_RULE, Rate
from app.domain.courses import Season, campaign_lessons
from app.domain.identifiers import stable
from app.domain.library import Library
from app.services.demo.build import Build, Site, local
from app.store.schema import Campaign as CampaignRow
from app.store.schema import CampaignLesson as CampaignLessonRow
from app.store.schema import Milestone, RosterEntry

SUMMER_LESSONS = (CampaignLesson("drowning-p34", 3, 4), CampaignLesson("drowning-p56", 5, 6))
AUTUMN_OPENED = timedelta(days=14)
AUTUMN_LASTS = timedelta(days=30)
MINIMUM_SIZE = 30
ISSUER = "山西省教育厅（演示）"
DOCUMENT = "演示文件，非真实通知"


def autumn_lessons(library: Library, grades: tuple[int, int]) -> tuple[CampaignLesson, ...]:
    """What the running campaign asks: for every grade between these its autumn course."""
    lowest, highest = grades
    asked = campaign_lessons(library.courses.values(), Season.AUTUMN)
    return tuple(one for one in asked if one.min_grade >= lowest and one.max_grade <= highest)


def autumn(build: Build, region_id: UUID, library: Library) -> Campaign:
    """The running campaign: opened a fortnight ago at local midnight."""
    opened_on = build.now.astimezone(CHINA).date() - AUTUMN_OPENED
    return Campaign(
        id=stable("demo", "campaign", "autumn", opened_on.year),
        slug=f"autumn-{opened_on.year}",
        name="秋季安全第一课",
        name_en="Autumn First Safety Lesson",
        region_id=region_id,
        window=Window(local(opened_on), local(opened_on + AUTUMN_LASTS)),
        rule=STANDARD_RULE,
        minimum_size=MINIMUM_SIZE,
        is_synthetic=True,
        lessons=autumn_lessons(library, build.scale.autumn_grades),
        motto="胸怀中国梦·平安校园行",
        issuer=ISSUER,
        document_ref=DOCUMENT,
    )


def summer(build: Build, region_id: UUID) -> Campaign:
    """The closed campaign: 1 July to 31 August."""
    year = build.scale.summer_year or build.year
    return Campaign(
        id=stable("demo", "campaign", "summer", year),
        slug=f"safe-summer-{year}",
        name=f"平安暑假 {year}",
        name_en=f"Safe Summer {year}",
        region_id=region_id,
        window=Window(local(date(year, 7, 1)), local(date(year, 9, 1))),
        rule=STANDARD_RULE,
        minimum_size=MINIMUM_SIZE,
        is_synthetic=True,
        lessons=SUMMER_LESSONS,
        motto="平安暑假，快乐成长",
        issuer=ISSUER,
        document_ref=DOCUMENT,
    )


def add_campaign(build: Build, campaign: Campaign) -> None:
    """The rows of a campaign and of its lessons."""
    closes_at = campaign.window.closes_at
    build.loader.add(
        CampaignRow,
        {
            "id": campaign.id,
            "slug": campaign.slug,
            "name": campaign.name,
            "name_en": campaign.name_en,
            "motto": campaign.motto,
            "issuer": campaign.issuer,
            "document_ref": campaign.document_ref,
            "region_id": campaign.region_id,
            "opens_at": campaign.window.opens_at,
            "closes_at": closes_at,
            "rule": campaign.rule.as_json(),
            "minimum_size": campaign.minimum_size,
            "is_synthetic": campaign.is_synthetic,
            "created_at": campaign.window.opens_at - timedelta(days=14),
            "closed_at": closes_at if closes_at <= build.now else None,
        },
    )
    for position, lesson in enumerate(campaign.lessons):
        build.loader.add(
            CampaignLessonRow,
            {
                "campaign_id": campaign.id,
                "lesson_id": lesson.lesson_id,
                "min_grade": lesson.min_grade,
                "max_grade": lesson.max_grade,
                "position": position,
            },
        )


def add_roster_entry(
    build: Build,
    campaign: Campaign,
    site: Site,
    room_id: UUID,
    student_id: UUID,
    excuse: tuple[datetime, str] | None = None,
) -> None:
    """A pupil expected in the campaign, perhaps excused at a moment with a reason."""
    build.loader.add(
        RosterEntry,
        {
            "campaign_id": campaign.id,
            "school_id": site.plan.id,
            "student_id": student_id,
            "classroom_id": room_id,
            "excused_at": excuse[0] if excuse else None,
            "excuse_reason": excuse[1] if excuse else None,
        },
    )


def add_milestones(
    build: Build,
    campaign: Campaign,
    site: Site,
    room_id: UUID,
    student_id: UUID,
    earned: Iterable[tuple[Rate, datetime]],
    voided_at: datetime | None = None,
) -> None:
    """What a pupil has earned; with `voided_at`, all but `reached` was voided then."""
    for rate, achieved_at in earned:
        build.loader.add(
            Milestone,
            {
                "campaign_id": campaign.id,
                "school_id": site.plan.id,
                "student_id": student_id,
                "rate": rate,
                "classroom_id": room_id,
                "achieved_at": achieved_at,
                "rule_version": campaign.rule.version,
                "voided_at": None if rate is Rate.REACHED else voided_at,
            },
        )
