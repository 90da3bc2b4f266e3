"""Revision 0006: open incidents are found without reading those that were resolved."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_index(
        "ix_incident_open",
        "incident",
        ["case_id", "what"],
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_index("ix_incident_open", table_name="incident")
