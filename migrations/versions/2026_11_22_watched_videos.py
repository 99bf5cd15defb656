"""How much was seen of a video."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "watched_videos"
down_revision = "what_answers_tell"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.add_column(sa.Column("watched", sa.SmallInteger(), server_default="0", nullable=False))

    # The default was for the rows that were there.
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.alter_column("watched", server_default=None)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.drop_column("watched")
