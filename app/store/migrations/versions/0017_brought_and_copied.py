"""Revision 0017: what was brought from a device or copied from paper, and smaller pictures of photos."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what this revision adds."""
    no = sa.text("false")
    with op.batch_alter_table("visit_op", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("brought", sa.Boolean(), nullable=False, server_default=no))
        batch_op.add_column(sa.Column("paper", sa.Boolean(), nullable=False, server_default=no))
        batch_op.create_foreign_key(batch_op.f("fk_visit_op_author_id_user"), "user", ["author_id"], ["id"])
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("brought", sa.Boolean(), nullable=False, server_default=no))
        batch_op.add_column(
            sa.Column("small_sha256", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(batch_op.f("fk_evidence_author_id_user"), "user", ["author_id"], ["id"])


def downgrade() -> None:
    """Take back what this revision added."""
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_evidence_author_id_user"), type_="foreignkey")
        for name in ("small_sha256", "brought", "author_id"):
            batch_op.drop_column(name)
    with op.batch_alter_table("visit_op", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_visit_op_author_id_user"), type_="foreignkey")
        for name in ("paper", "brought", "author_id"):
            batch_op.drop_column(name)
