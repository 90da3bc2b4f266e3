"""All tables, so that metadata is complete wherever the models are imported."""

from app.store.models import (
    anchored,
    api,
    carried_over,
    cases,
    certificates,
    kept,
    people,
    procedures,
    services,
)

__all__ = [
    "anchored",
    "api",
    "carried_over",
    "cases",
    "certificates",
    "kept",
    "people",
    "procedures",
    "services",
]
