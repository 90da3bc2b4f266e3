"""Revision 0010: walls.

It changes no table: app.store.migrate puts the walls (app.store.models.walls) up again after every change, and so
after this one in databases that have none yet.
"""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of its own."""


def downgrade() -> None:
    """Nothing of its own."""
