"""What regions say for themselves, and the facts that texts name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "region_notes"
down_revision = "watched_videos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "content_fact",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_fact")),
        info={"placement": "reference"},
    )
    op.create_table(
        "region_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "slogan",
                "rule",
                "number",
                "hotline",
                name="notekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=240), nullable=False),
        sa.Column("text_tw", sa.String(length=240), nullable=False),
        sa.Column("text_en", sa.String(length=240), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_in", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_in", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_region_note_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_note")),
        info={"placement": "reference"},
    )
    op.create_index(
        "uq_region_note_current",
        "region_note",
        ["region_id", "kind", "topic"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("uq_region_note_current", table_name="region_note")
    op.drop_table("region_note")
    op.drop_table("content_fact")
