"""Revision 0005: a hand-over of a mail that began, messages that are sent once or start a process, daily work."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_table(
        "daily_work",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_daily_work")),
    )
    op.add_column("outbox", sa.Column("handing_over_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("once", sa.String(length=100), nullable=True))
    op.add_column("message", sa.Column("starts", sa.String(length=60), nullable=True))
    op.create_index("ix_message_once", "message", ["once"], unique=True)


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_message_once", table_name="message")
    op.drop_column("message", "starts")
    op.drop_column("message", "once")
    op.drop_column("outbox", "handing_over_at")
    op.drop_table("daily_work")
