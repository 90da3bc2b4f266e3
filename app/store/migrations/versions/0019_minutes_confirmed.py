"""Revision 0019: members are asked to confirm the minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_table(
        "minutes_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_asked_minutes_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_minutes_asked_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_asked")),
        sa.UniqueConstraint("minutes_id", "seat_id", name=op.f("uq_minutes_asked_minutes_id_seat_id")),
    )
    op.create_index(op.f("ix_minutes_asked_seat_id"), "minutes_asked", ["seat_id"])
    op.create_table(
        "minutes_reply",
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answer IN ('confirmed', 'corrections')", name=op.f("ck_minutes_reply_answer")),
        sa.ForeignKeyConstraint(["asked_id"], ["minutes_asked.id"], name=op.f("fk_minutes_reply_asked_id")),
        sa.PrimaryKeyConstraint("asked_id", name=op.f("pk_minutes_reply")),
    )


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_table("minutes_reply")
    op.drop_index(op.f("ix_minutes_asked_seat_id"), table_name="minutes_asked")
    op.drop_table("minutes_asked")
