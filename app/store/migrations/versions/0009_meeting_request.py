"""Revision 0009: a member of a circulation asks for a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_table(
        "meeting_request",
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_meeting_request_hearing_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_meeting_request_seat_id")),
        sa.PrimaryKeyConstraint("hearing_id", name=op.f("pk_meeting_request")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("meeting_request")
