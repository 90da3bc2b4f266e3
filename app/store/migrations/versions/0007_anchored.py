"""Revision 0007: daily anchors of the chains of events, and decisions about mails in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_table(
        "anchor",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_anchor")),
    )
    op.create_table(
        "anchored_head",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_anchored_head_case_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_anchored_head")),
    )
    op.create_index("ix_anchored_head_day", "anchored_head", ["day"])
    op.create_table(
        "mail_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_mail_decision_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_decision")),
    )
    op.create_index("ix_mail_decision_key", "mail_decision", ["key"])


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_table("mail_decision")
    op.drop_table("anchored_head")
    op.drop_table("anchor")
