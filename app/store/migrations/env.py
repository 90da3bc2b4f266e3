"""Alembic's way in: runs on the connection that `app.store.migrate` hands over, never on its own."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import app.store.models  # noqa: F401 (fills the metadata)
from app.store.base import Base, Instant, Json


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our column types as plain ones, so that a revision does not change when our classes do."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and item is Json:
        return "JSON_VALUE"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=context.config.attributes["batch"],
    render_item=plain_type,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
