"""Revision 0011: a question that a member has begun to write is kept beside the notes."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what this revision adds."""
    op.add_column("member_note", sa.Column("question", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_column("member_note", "question")
