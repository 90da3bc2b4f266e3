"""Revision 0013: a new count keeps its arithmetic, as a closing does."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make what this revision adds."""
    op.add_column("ruling", sa.Column("quorum", JSON_VALUE, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("ruling", "quorum")
