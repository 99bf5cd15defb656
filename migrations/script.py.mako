<%!
def body(commands):
    lines = [line for line in (commands or "").splitlines() if "###" not in line]
    return "\n".join(lines).strip() or "pass"
%>\
"""${message[:1].upper() + message[1:]}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """To this revision."""
    ${body(upgrades)}


def downgrade() -> None:
    """Back to the one before."""
    ${body(downgrades)}
