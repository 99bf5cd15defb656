"""First schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "first_schema"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "content_revision",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("lesson_id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_content_revision")),
        info={"placement": "reference"},
    )
    op.create_index(op.f("ix_content_revision_lesson_id"), "content_revision", ["lesson_id"], unique=False)
    op.create_table(
        "content_theme",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_theme")),
        info={"placement": "reference"},
    )
    op.create_table(
        "login",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_login")),
        info={"placement": "by_username"},
    )
    op.create_table(
        "login_throttle",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_login_throttle")),
        info={"placement": "by_username"},
    )
    op.create_table(
        "region",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "level",
            sa.Enum("province", "city", "county", name="level", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("is_zone", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("code IS NOT NULL OR is_zone", name=op.f("ck_region_zone_or_code")),
        sa.ForeignKeyConstraint(["parent_id"], ["region.id"], name=op.f("fk_region_parent_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("code", name=op.f("uq_region_code")),
        info={"placement": "reference"},
    )
    op.create_index(op.f("ix_region_parent_id"), "region", ["parent_id"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("motto", sa.String(length=100), nullable=False),
        sa.Column("issuer", sa.String(length=100), nullable=False),
        sa.Column("document_ref", sa.String(length=100), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("minimum_size", sa.Integer(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_campaign_window")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_campaign_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
        info={"placement": "reference"},
    )
    op.create_table(
        "content_head",
        sa.Column("lesson_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest"], ["content_revision.digest"], name=op.f("fk_content_head_digest_content_revision")
        ),
        sa.PrimaryKeyConstraint("lesson_id", name=op.f("pk_content_head")),
        info={"placement": "reference"},
    )
    op.create_table(
        "school",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "school", "bureau", "platform", name="schoolkind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("province_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=True),
        sa.Column("county_id", sa.Uuid(), nullable=True),
        sa.Column("grade_system", sa.String(length=2), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.CheckConstraint("grade_system IN ('63', '54')", name=op.f("ck_school_grade_system")),
        sa.ForeignKeyConstraint(["city_id"], ["region.id"], name=op.f("fk_school_city_id_region")),
        sa.ForeignKeyConstraint(["county_id"], ["region.id"], name=op.f("fk_school_county_id_region")),
        sa.ForeignKeyConstraint(["province_id"], ["region.id"], name=op.f("fk_school_province_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("code", name=op.f("uq_school_code")),
        info={"placement": "reference"},
    )
    op.create_index("ix_school_authority", "school", ["province_id", "city_id", "county_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_account_school_id_student_id_student"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_account_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("school_id", "username", name=op.f("uq_account_school_id_username")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_account_student", "account", ["school_id", "student_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.String(length=64), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_assignment_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["school_id", "assigned_by"],
            ["account.school_id", "account.id"],
            name=op.f("fk_assignment_school_id_assigned_by_account"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_assignment_school_id_classroom_id_classroom"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_assignment_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assignment")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_assignment_classroom", "assignment", ["school_id", "classroom_id"], unique=False)
    op.create_index(
        "uq_assignment_campaign",
        "assignment",
        ["school_id", "classroom_id", "campaign_id", "lesson_id"],
        unique=True,
        sqlite_where=sa.text("campaign_id IS NOT NULL"),
        postgresql_where=sa.text("campaign_id IS NOT NULL"),
    )
    op.create_index(
        "uq_assignment_teacher",
        "assignment",
        ["school_id", "classroom_id", "lesson_id"],
        unique=True,
        sqlite_where=sa.text("campaign_id IS NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("campaign_id IS NULL AND ended_at IS NULL"),
    )
    op.create_table(
        "attempt",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.String(length=64), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "quiz",
                "repeat",
                "review",
                "practice",
                name="attemptkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('"right" BETWEEN 0 AND asked', name=op.f("ck_attempt_right")),
        sa.ForeignKeyConstraint(
            ["school_id", "assignment_id"],
            ["assignment.school_id", "assignment.id"],
            name=op.f("fk_attempt_school_id_assignment_id_assignment"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_attempt_school_id_student_id_student"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_attempt_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("school_id", "student_id", "token", name=op.f("uq_attempt_school_id_student_id_token")),
        info={"placement": "by_school", "append_only": True},
    )
    op.create_index("ix_attempt_assignment", "attempt", ["school_id", "assignment_id"], unique=False)
    op.create_table(
        "campaign_lesson",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.String(length=64), nullable=False),
        sa.Column("min_grade", sa.Integer(), nullable=False),
        sa.Column("max_grade", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_lesson_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("campaign_id", "lesson_id", name=op.f("pk_campaign_lesson")),
        info={"placement": "reference"},
    )
    op.create_table(
        "classroom",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "kindergarten",
                "primary",
                "junior",
                "senior",
                "vocational",
                "university",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("entry_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.CheckConstraint("grade BETWEEN -2 AND 17", name=op.f("ck_classroom_grade")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_classroom_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_classroom")),
        sa.UniqueConstraint(
            "school_id", "stage", "entry_year", "number", name=op.f("uq_classroom_school_id_stage_entry_year_number")
        ),
        info={"placement": "by_school"},
    )
    op.create_table(
        "counter",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "kindergarten",
                "primary",
                "junior",
                "senior",
                "vocational",
                "university",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=True),
        sa.Column("county_id", sa.Uuid(), nullable=True),
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("mastered", sa.Integer(), nullable=False),
        sa.Column("retained", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_counter_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_counter_school_id_classroom_id_classroom"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_counter_school_id_school")),
        sa.PrimaryKeyConstraint("campaign_id", "school_id", "classroom_id", name=op.f("pk_counter")),
        info={"placement": "by_school"},
    )
    op.create_index(
        "ix_counter_region", "counter", ["campaign_id", "province_id", "city_id", "county_id"], unique=False
    )
    op.create_table(
        "day_counter",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("province_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=True),
        sa.Column("county_id", sa.Uuid(), nullable=True),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_day_counter_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_day_counter_school_id_school")),
        sa.PrimaryKeyConstraint("campaign_id", "school_id", "day", name=op.f("pk_day_counter")),
        info={"placement": "by_school"},
    )
    op.create_index(
        "ix_day_counter_region", "day_counter", ["campaign_id", "province_id", "city_id", "county_id"], unique=False
    )
    op.create_table(
        "enrolment",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_enrolment_school_id_classroom_id_classroom"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_enrolment_school_id_student_id_student"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_enrolment_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_enrolment")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_enrolment_classroom", "enrolment", ["school_id", "classroom_id"], unique=False)
    op.create_index(
        "uq_enrolment_open",
        "enrolment",
        ["school_id", "student_id"],
        unique=True,
        sqlite_where=sa.text("to_on IS NULL"),
        postgresql_where=sa.text("to_on IS NULL"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("classroom_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_ledger_entry_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_ledger_entry_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_ledger_entry")),
        info={"placement": "by_school", "append_only": True},
    )
    op.create_index("ix_ledger_entry_campaign", "ledger_entry", ["school_id", "campaign_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column(
            "rate",
            sa.Enum(
                "reached",
                "completed",
                "mastered",
                "retained",
                name="rate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("achieved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "school_id", "student_id"],
            ["roster_entry.campaign_id", "roster_entry.school_id", "roster_entry.student_id"],
            name=op.f("fk_milestone_campaign_id_school_id_student_id_roster_entry"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_milestone_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_milestone_school_id_school")),
        sa.PrimaryKeyConstraint("campaign_id", "school_id", "student_id", "rate", name=op.f("pk_milestone")),
        info={"placement": "by_school"},
    )
    op.create_table(
        "posting",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("is_homeroom", sa.Boolean(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "account_id"],
            ["account.school_id", "account.id"],
            name=op.f("fk_posting_school_id_account_id_account"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_posting_school_id_classroom_id_classroom"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_posting_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_posting")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_posting_account", "posting", ["school_id", "account_id"], unique=False)
    op.create_table(
        "progress",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("open_questions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mastered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retained_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "assignment_id"],
            ["assignment.school_id", "assignment.id"],
            name=op.f("fk_progress_school_id_assignment_id_assignment"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_progress_school_id_student_id_student"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_progress_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "assignment_id", "student_id", name=op.f("pk_progress")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_progress_student", "progress", ["school_id", "student_id"], unique=False)
    op.create_table(
        "publication",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_publication_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_publication_region_id_region")),
        sa.PrimaryKeyConstraint("campaign_id", "region_id", name=op.f("pk_publication")),
        info={"placement": "reference"},
    )
    op.create_table(
        "reported_figure",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("mastered", sa.Integer(), nullable=False),
        sa.Column("retained", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "completed BETWEEN 0 AND reached AND reached <= roster - excused AND mastered <= completed AND retained <= completed",
            name=op.f("ck_reported_figure_counts"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_reported_figure_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_reported_figure_region_id_region")),
        sa.PrimaryKeyConstraint("campaign_id", "region_id", name=op.f("pk_reported_figure")),
        info={"placement": "reference"},
    )
    op.create_table(
        "role_grant",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "student",
                "teacher",
                "school_admin",
                "bureau",
                "platform",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(role = 'bureau') = (region_id IS NOT NULL)", name=op.f("ck_role_grant_bureau_region")),
        sa.CheckConstraint("role IN ('school_admin', 'bureau', 'platform')", name=op.f("ck_role_grant_role_kind")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_role_grant_region_id_region")),
        sa.ForeignKeyConstraint(
            ["school_id", "account_id"],
            ["account.school_id", "account.id"],
            name=op.f("fk_role_grant_school_id_account_id_account"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_role_grant_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_role_grant")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_role_grant_account", "role_grant", ["school_id", "account_id"], unique=False)
    op.create_table(
        "roster_entry",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("excused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("excuse_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("(excused_at IS NULL) = (excuse_reason IS NULL)", name=op.f("ck_roster_entry_excuse")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_roster_entry_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_roster_entry_school_id_classroom_id_classroom"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_roster_entry_school_id_student_id_student"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_roster_entry_school_id_school")),
        sa.PrimaryKeyConstraint("campaign_id", "school_id", "student_id", name=op.f("pk_roster_entry")),
        info={"placement": "by_school"},
    )
    op.create_index(
        "ix_roster_entry_classroom", "roster_entry", ["campaign_id", "school_id", "classroom_id"], unique=False
    )
    op.create_table(
        "session",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "account_id"],
            ["account.school_id", "account.id"],
            name=op.f("fk_session_school_id_account_id_account"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_session_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "token_hash", name=op.f("pk_session")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_session_account", "session", ["school_id", "account_id"], unique=False)
    op.create_table(
        "student",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sort_key", sa.String(length=200), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_student_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_student")),
        sa.UniqueConstraint("school_id", "person_id", name=op.f("uq_student_school_id_person_id")),
        info={"placement": "by_school"},
    )
    op.create_late_key(
        "fk_account_school_id_student_id_student",
        "account",
        "student",
        ["school_id", "student_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_assignment_school_id_assigned_by_account",
        "assignment",
        "account",
        ["school_id", "assigned_by"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_assignment_school_id_classroom_id_classroom",
        "assignment",
        "classroom",
        ["school_id", "classroom_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_attempt_school_id_assignment_id_assignment",
        "attempt",
        "assignment",
        ["school_id", "assignment_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_attempt_school_id_student_id_student",
        "attempt",
        "student",
        ["school_id", "student_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_counter_school_id_classroom_id_classroom",
        "counter",
        "classroom",
        ["school_id", "classroom_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_enrolment_school_id_classroom_id_classroom",
        "enrolment",
        "classroom",
        ["school_id", "classroom_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_enrolment_school_id_student_id_student",
        "enrolment",
        "student",
        ["school_id", "student_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_milestone_campaign_id_school_id_student_id_roster_entry",
        "milestone",
        "roster_entry",
        ["campaign_id", "school_id", "student_id"],
        ["campaign_id", "school_id", "student_id"],
    )
    op.create_late_key(
        "fk_posting_school_id_account_id_account",
        "posting",
        "account",
        ["school_id", "account_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_posting_school_id_classroom_id_classroom",
        "posting",
        "classroom",
        ["school_id", "classroom_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_progress_school_id_assignment_id_assignment",
        "progress",
        "assignment",
        ["school_id", "assignment_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_progress_school_id_student_id_student",
        "progress",
        "student",
        ["school_id", "student_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_role_grant_school_id_account_id_account",
        "role_grant",
        "account",
        ["school_id", "account_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_roster_entry_school_id_classroom_id_classroom",
        "roster_entry",
        "classroom",
        ["school_id", "classroom_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_roster_entry_school_id_student_id_student",
        "roster_entry",
        "student",
        ["school_id", "student_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_session_school_id_account_id_account",
        "session",
        "account",
        ["school_id", "account_id"],
        ["school_id", "id"],
    )
    op.execute("CREATE VIEW board AS SELECT * FROM counter")


def downgrade() -> None:
    """Back to the one before."""
    op.execute("DROP VIEW board")
    op.drop_late_key("fk_account_school_id_student_id_student", "account")
    op.drop_late_key("fk_assignment_school_id_assigned_by_account", "assignment")
    op.drop_late_key("fk_assignment_school_id_classroom_id_classroom", "assignment")
    op.drop_late_key("fk_attempt_school_id_assignment_id_assignment", "attempt")
    op.drop_late_key("fk_attempt_school_id_student_id_student", "attempt")
    op.drop_late_key("fk_counter_school_id_classroom_id_classroom", "counter")
    op.drop_late_key("fk_enrolment_school_id_classroom_id_classroom", "enrolment")
    op.drop_late_key("fk_enrolment_school_id_student_id_student", "enrolment")
    op.drop_late_key("fk_milestone_campaign_id_school_id_student_id_roster_entry", "milestone")
    op.drop_late_key("fk_posting_school_id_account_id_account", "posting")
    op.drop_late_key("fk_posting_school_id_classroom_id_classroom", "posting")
    op.drop_late_key("fk_progress_school_id_assignment_id_assignment", "progress")
    op.drop_late_key("fk_progress_school_id_student_id_student", "progress")
    op.drop_late_key("fk_role_grant_school_id_account_id_account", "role_grant")
    op.drop_late_key("fk_roster_entry_school_id_classroom_id_classroom", "roster_entry")
    op.drop_late_key("fk_roster_entry_school_id_student_id_student", "roster_entry")
    op.drop_late_key("fk_session_school_id_account_id_account", "session")
    op.drop_table("student")
    op.drop_table("session")
    op.drop_table("roster_entry")
    op.drop_table("role_grant")
    op.drop_table("reported_figure")
    op.drop_table("publication")
    op.drop_table("progress")
    op.drop_table("posting")
    op.drop_table("milestone")
    op.drop_table("ledger_entry")
    op.drop_table("enrolment")
    op.drop_table("day_counter")
    op.drop_table("counter")
    op.drop_table("classroom")
    op.drop_table("campaign_lesson")
    op.drop_table("attempt")
    op.drop_table("assignment")
    op.drop_table("account")
    op.drop_table("school")
    op.drop_table("content_head")
    op.drop_table("campaign")
    op.drop_table("region")
    op.drop_table("login_throttle")
    op.drop_table("login")
    op.drop_table("content_theme")
    op.drop_table("content_revision")
