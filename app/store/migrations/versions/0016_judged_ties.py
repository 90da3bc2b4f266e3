"""Revision 0016: what a decider judged of an inspector's interest."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
PARTIES = {"member_id": "visit_member.id", "judged_by": "user.id"}


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_table(
        "tie_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("result", sa.String(length=6), nullable=False),
        sa.Column("kinds", JSON_VALUE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hints", JSON_VALUE, nullable=False),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_tie_judgement_{column}"))
            for column, target in PARTIES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie_judgement")),
    )
    with op.batch_alter_table("tie_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tie_judgement_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_table("tie_judgement")
