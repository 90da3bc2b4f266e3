"""Revision 0015: the papers of a hearing as they were at its closing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make what this revision adds."""
    op.add_column("closing", sa.Column("papers", JSON_VALUE, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_column("closing", "papers")
