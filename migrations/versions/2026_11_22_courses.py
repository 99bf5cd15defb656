"""The courses that put lessons together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "courses"
down_revision = "reviewed_lessons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "content_course",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_course")),
        info={"placement": "reference"},
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("content_course")
