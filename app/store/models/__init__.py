"""All tables, so that metadata is complete wherever the models are imported."""

from app.store.models import (
    anchored,
    api,
    appointments,
    bounced,
    carried_over,
    cases,
    certificates,
    challenges,
    committee,
    kept,
    meetings,
    people,
    procedures,
    services,
    visits,
    walls,
)

__all__ = [
    "anchored",
    "api",
    "appointments",
    "bounced",
    "carried_over",
    "cases",
    "certificates",
    "challenges",
    "committee",
    "kept",
    "meetings",
    "people",
    "procedures",
    "services",
    "visits",
    "walls",
]
