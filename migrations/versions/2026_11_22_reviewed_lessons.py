"""Who wrote and who reviewed a lesson; what takes the place of a retired one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "reviewed_lessons"
down_revision = "region_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("content_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(sa.Column("reviewer", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(sa.Column("reviewed_on", sa.Date(), nullable=True))

    # The defaults were for the rows that were there.
    with op.batch_alter_table("content_revision", schema=None) as batch_op:
        batch_op.alter_column("author", server_default=None)
        batch_op.alter_column("reviewer", server_default=None)

    with op.batch_alter_table("content_head", schema=None) as batch_op:
        batch_op.add_column(sa.Column("successor", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("content_head", schema=None) as batch_op:
        batch_op.drop_column("successor")

    with op.batch_alter_table("content_revision", schema=None) as batch_op:
        batch_op.drop_column("reviewed_on")
        batch_op.drop_column("reviewer")
        batch_op.drop_column("author")
