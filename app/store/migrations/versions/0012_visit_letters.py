"""Revision 0012: answers on a visit by post or after their step was gone; parked posts of pages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
PARTIES = {
    "visit_id": "visit.id",
    "report_id": "visit_report.id",
    "entered_by": "user.id",
    "treated_by": "user.id",
}


def upgrade() -> None:
    """Make what this revision adds."""
    op.create_table(
        "visit_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(length=6), nullable=False),
        sa.Column("channel", sa.String(length=6), nullable=False),
        sa.Column("reply", sa.String(length=10), nullable=False),
        sa.Column("objections", JSON_VALUE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("treatment", sa.String(length=10), nullable=False),
        sa.Column("treatment_text", sa.Text(), nullable=False),
        sa.Column("treated_by", sa.Integer(), nullable=True),
        sa.Column("treated_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_visit_letter_{column}"))
            for column, target in PARTIES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_letter")),
    )
    with op.batch_alter_table("visit_letter", schema=None) as batch_op:
        batch_op.create_index("ix_visit_letter_visit", ["visit_id"], unique=False)
    op.create_table(
        "parked_page",
        sa.Column("id", sa.String(length=43), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("fields", JSON_VALUE, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_parked_page_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_page")),
    )
    with op.batch_alter_table("parked_page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parked_page_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    """Take back what this revision added."""
    op.drop_table("parked_page")
    op.drop_table("visit_letter")
