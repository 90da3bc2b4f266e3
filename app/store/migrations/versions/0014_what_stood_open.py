"""Revision 0014: what stood open at a closing, whom a change of the papers was told, addenda to minutes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make what this revision adds."""
    op.add_column("closing", sa.Column("noted", JSON_VALUE, nullable=False, server_default="{}"))
    op.add_column("minutes", sa.Column("addendum", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "papers_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_papers_told_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers_told")),
        sa.UniqueConstraint("seat_id", "pack", name=op.f("uq_papers_told_seat_id_pack")),
    )


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_table("papers_told")
    op.drop_column("minutes", "addendum")
    op.drop_column("closing", "noted")
