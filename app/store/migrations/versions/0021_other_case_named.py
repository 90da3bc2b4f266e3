"""Revision 0021: the secretariat is told where another applicant is named."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_table(
        "other_case_named",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "what IN ('opinion', 'question', 'reason')", name=op.f("ck_other_case_named_what")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_other_case_named_by_id")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_other_case_named_hearing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_case_named")),
    )
    op.create_index(op.f("ix_other_case_named_hearing_id"), "other_case_named", ["hearing_id"])


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_index(op.f("ix_other_case_named_hearing_id"), table_name="other_case_named")
    op.drop_table("other_case_named")
