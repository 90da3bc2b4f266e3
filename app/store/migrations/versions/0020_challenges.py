"""Revision 0020: an applicant's challenge of a member or inspector, and what was judged of it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_challenge_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_challenge_user_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_challenge_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("number", name=op.f("uq_challenge_number")),
    )
    op.create_index("ix_challenge_case", "challenge", ["case_id", "user_id"])
    op.create_table(
        "challenge_judgement",
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("effect IN ('excluded', 'none')", name=op.f("ck_challenge_judgement_effect")),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenge.id"], name=op.f("fk_challenge_judgement_challenge_id")
        ),
        sa.ForeignKeyConstraint(["judged_by"], ["user.id"], name=op.f("fk_challenge_judgement_judged_by")),
        sa.PrimaryKeyConstraint("challenge_id", name=op.f("pk_challenge_judgement")),
    )


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_table("challenge_judgement")
    op.drop_index("ix_challenge_case", "challenge")
    op.drop_table("challenge")
