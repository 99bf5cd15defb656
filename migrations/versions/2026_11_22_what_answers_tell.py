"""What answers tell."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "what_answers_tell"
down_revision = "rosters_and_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "belief_counter",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.String(length=64), nullable=False),
        sa.Column("misconception", sa.String(length=64), nullable=False),
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
        sa.Column("province_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=True),
        sa.Column("county_id", sa.Uuid(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_asked", sa.Integer(), nullable=False),
        sa.Column("before_held", sa.Integer(), nullable=False),
        sa.Column("after_asked", sa.Integer(), nullable=False),
        sa.Column("after_held", sa.Integer(), nullable=False),
        sa.Column("later_asked", sa.Integer(), nullable=False),
        sa.Column("later_held", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_belief_counter_school_id_classroom_id_classroom"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_belief_counter_school_id_school")),
        sa.PrimaryKeyConstraint(
            "school_id", "year", "classroom_id", "lesson_id", "misconception", name=op.f("pk_belief_counter")
        ),
        info={"placement": "by_school"},
    )
    op.create_index(
        "ix_belief_counter_region", "belief_counter", ["year", "province_id", "city_id", "county_id"], unique=False
    )
    op.create_table(
        "question_counter",
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("choice_id", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("lesson_id", sa.String(length=64), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("rest_sum", sa.BigInteger(), nullable=False),
        sa.Column("rest_squares", sa.BigInteger(), nullable=False),
        sa.Column("hurried", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("revision", "question_id", "choice_id", "month", name=op.f("pk_question_counter")),
        info={"placement": "reference"},
    )
    op.create_index("ix_question_counter_lesson", "question_counter", ["lesson_id"], unique=False)
    op.create_table(
        "region_belief",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
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
        sa.Column("lesson_id", sa.String(length=64), nullable=False),
        sa.Column("misconception", sa.String(length=64), nullable=False),
        sa.Column("province_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=True),
        sa.Column("county_id", sa.Uuid(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_asked", sa.Integer(), nullable=False),
        sa.Column("before_held", sa.Integer(), nullable=False),
        sa.Column("after_asked", sa.Integer(), nullable=False),
        sa.Column("after_held", sa.Integer(), nullable=False),
        sa.Column("later_asked", sa.Integer(), nullable=False),
        sa.Column("later_held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "year", "authority_id", "stage", "grade", "lesson_id", "misconception", name=op.f("pk_region_belief")
        ),
        info={"placement": "reference"},
    )
    op.create_index(
        "ix_region_belief_region", "region_belief", ["year", "province_id", "city_id", "county_id"], unique=False
    )
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.add_column(sa.Column("beliefs_asked", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("beliefs_held", sa.BigInteger(), server_default="0", nullable=False))

    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.alter_column("beliefs_asked", server_default=None)
        batch_op.alter_column("beliefs_held", server_default=None)

    op.create_late_key(
        "fk_belief_counter_school_id_classroom_id_classroom",
        "belief_counter",
        "classroom",
        ["school_id", "classroom_id"],
        ["school_id", "id"],
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_late_key("fk_belief_counter_school_id_classroom_id_classroom", "belief_counter")
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.drop_column("beliefs_held")
        batch_op.drop_column("beliefs_asked")

    op.drop_index("ix_region_belief_region", table_name="region_belief")
    op.drop_table("region_belief")
    op.drop_index("ix_question_counter_lesson", table_name="question_counter")
    op.drop_table("question_counter")
    op.drop_index("ix_belief_counter_region", table_name="belief_counter")
    op.drop_table("belief_counter")
