"""Rosters and accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "rosters_and_accounts"
down_revision = "first_schema"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "card",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "account_id"],
            ["account.school_id", "account.id"],
            name=op.f("fk_card_school_id_account_id_account"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_card_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_card")),
        sa.UniqueConstraint("school_id", "secret_hash", name=op.f("uq_card_school_id_secret_hash")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_card_account", "card", ["school_id", "account_id"], unique=False)
    op.create_table(
        "class_device",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "classroom_id"],
            ["classroom.school_id", "classroom.id"],
            name=op.f("fk_class_device_school_id_classroom_id_classroom"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_class_device_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "token_hash", name=op.f("pk_class_device")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_class_device_classroom", "class_device", ["school_id", "classroom_id"], unique=False)
    op.create_table(
        "import_change",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column(
            "deed",
            sa.Enum(
                "added",
                "returned",
                "changed",
                "moved",
                "left",
                "untouched",
                name="deed",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_import_change_school_id_student_id_student"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_import_change_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "import_id", "student_id", name=op.f("pk_import_change")),
        info={"placement": "by_school"},
    )
    op.create_table(
        "import_fault",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("sheet", sa.String(length=100), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("column", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "import_id"],
            ["roster_import.school_id", "roster_import.id"],
            name=op.f("fk_import_fault_school_id_import_id_roster_import"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_import_fault_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "import_id", "position", name=op.f("pk_import_fault")),
        info={"placement": "by_school"},
    )
    op.create_table(
        "import_file",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "import_id"],
            ["roster_import.school_id", "roster_import.id"],
            name=op.f("fk_import_file_school_id_import_id_roster_import"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_import_file_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "import_id", "purpose", "part", name=op.f("pk_import_file")),
        info={"placement": "by_school"},
    )
    op.create_table(
        "import_row",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=100), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sort_key", sa.String(length=200), nullable=False),
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
            nullable=True,
        ),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("room", sa.String(length=20), nullable=True),
        sa.Column("room_local_id", sa.String(length=64), nullable=True),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("number_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("local_id", sa.String(length=64), nullable=True),
        sa.Column("is_leaving", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_import_row_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "import_id", "position", name=op.f("pk_import_row")),
        info={"placement": "by_school"},
    )
    op.create_table(
        "import_school",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "confirmed",
                "applied",
                "outdated",
                "undone",
                name="schoolstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("untouched", sa.Integer(), nullable=False),
        sa.Column("new_rooms", sa.Integer(), nullable=False),
        sa.Column("room_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_import_school_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "import_id", name=op.f("pk_import_school")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_import_school_applied", "import_school", ["school_id", "applied_at"], unique=False)
    op.create_index("ix_import_school_import", "import_school", ["import_id"], unique=False)
    op.create_table(
        "job",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "read_import",
                "apply_import",
                "promote",
                name="jobkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.CheckConstraint("done >= 0 AND (total IS NULL OR total >= 0)", name=op.f("ck_job_progress")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_job_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_job")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_job_state", "job", ["state", "created_at"], unique=False)
    op.create_index("ix_job_subject", "job", ["school_id", "subject_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "account_id"],
            ["account.school_id", "account.id"],
            name=op.f("fk_recovery_code_school_id_account_id_account"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_recovery_code_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "account_id", "code_hash", name=op.f("pk_recovery_code")),
        info={"placement": "by_school"},
    )
    op.create_table(
        "roster_import",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column(
            "coverage",
            sa.Enum(
                "school", "grades", "listed", name="coverage", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("target_school_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column(
            "dialect",
            sa.Enum("register", "oneroster", name="dialect", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "reading",
                "checked",
                "applying",
                "applied",
                "refused",
                "discarded",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("notices", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_roster_import_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_roster_import")),
        info={"placement": "by_school"},
    )
    op.create_index("ix_roster_import_created", "roster_import", ["school_id", "created_at"], unique=False)
    op.create_table(
        "second_factor",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "account_id"],
            ["account.school_id", "account.id"],
            name=op.f("fk_second_factor_school_id_account_id_account"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_second_factor_school_id_school")),
        sa.PrimaryKeyConstraint("school_id", "account_id", name=op.f("pk_second_factor")),
        info={"placement": "by_school"},
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pin_hash", sa.LargeBinary(length=32), nullable=True))

    with op.batch_alter_table("classroom", schema=None) as batch_op:
        batch_op.add_column(sa.Column("label", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("local_id", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_classroom_school_id_local_id"), ["school_id", "local_id"])

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "means",
                sa.Enum("password", "card", "pin", name="means", native_enum=False, create_constraint=True, length=24),
                server_default="password",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("awaits_factor", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("is_mobile", sa.Boolean(), server_default=sa.false(), nullable=False))

    # The defaults were for the rows that were there.
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.alter_column("means", server_default=None)
        batch_op.alter_column("awaits_factor", server_default=None)
        batch_op.alter_column("is_mobile", server_default=None)

    with op.batch_alter_table("student", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number_hash", sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column("local_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_student_number_hash",
            ["number_hash"],
            unique=False,
            sqlite_where=sa.text("number_hash IS NOT NULL"),
            postgresql_where=sa.text("number_hash IS NOT NULL"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_student_school_id_local_id"), ["school_id", "local_id"])
        batch_op.create_unique_constraint(batch_op.f("uq_student_school_id_number_hash"), ["school_id", "number_hash"])

    op.create_late_key(
        "fk_card_school_id_account_id_account", "card", "account", ["school_id", "account_id"], ["school_id", "id"]
    )
    op.create_late_key(
        "fk_class_device_school_id_classroom_id_classroom",
        "class_device",
        "classroom",
        ["school_id", "classroom_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_import_change_school_id_student_id_student",
        "import_change",
        "student",
        ["school_id", "student_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_import_fault_school_id_import_id_roster_import",
        "import_fault",
        "roster_import",
        ["school_id", "import_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_import_file_school_id_import_id_roster_import",
        "import_file",
        "roster_import",
        ["school_id", "import_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_recovery_code_school_id_account_id_account",
        "recovery_code",
        "account",
        ["school_id", "account_id"],
        ["school_id", "id"],
    )
    op.create_late_key(
        "fk_second_factor_school_id_account_id_account",
        "second_factor",
        "account",
        ["school_id", "account_id"],
        ["school_id", "id"],
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_late_key("fk_card_school_id_account_id_account", "card")
    op.drop_late_key("fk_class_device_school_id_classroom_id_classroom", "class_device")
    op.drop_late_key("fk_import_change_school_id_student_id_student", "import_change")
    op.drop_late_key("fk_import_fault_school_id_import_id_roster_import", "import_fault")
    op.drop_late_key("fk_import_file_school_id_import_id_roster_import", "import_file")
    op.drop_late_key("fk_recovery_code_school_id_account_id_account", "recovery_code")
    op.drop_late_key("fk_second_factor_school_id_account_id_account", "second_factor")
    with op.batch_alter_table("student", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_student_school_id_number_hash"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_student_school_id_local_id"), type_="unique")
        batch_op.drop_index("ix_student_number_hash")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("local_id")
        batch_op.drop_column("number_hash")

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_session_means"), type_="check")
        batch_op.drop_column("is_mobile")
        batch_op.drop_column("awaits_factor")
        batch_op.drop_column("means")

    with op.batch_alter_table("classroom", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_classroom_school_id_local_id"), type_="unique")
        batch_op.drop_column("local_id")
        batch_op.drop_column("label")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("pin_hash")

    op.drop_table("second_factor")
    op.drop_table("roster_import")
    op.drop_table("recovery_code")
    op.drop_table("job")
    op.drop_table("import_school")
    op.drop_table("import_row")
    op.drop_table("import_file")
    op.drop_table("import_fault")
    op.drop_table("import_change")
    op.drop_table("class_device")
    op.drop_table("card")
