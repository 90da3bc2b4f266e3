"""Revision 0004: work items that wait for one person alone."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; no item that waits already is bound."""
    op.add_column(
        "work_item", sa.Column("bound", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )


def downgrade() -> None:
    """Take the mark away: what was bound then waits for its assignee like any item that was taken."""
    with op.batch_alter_table("work_item") as table:
        table.drop_column("bound")
