"""All tables, so that metadata is complete wherever the models are imported."""

from app.store.models import api, cases, certificates, kept, people, procedures, services

__all__ = ["api", "cases", "certificates", "kept", "people", "procedures", "services"]
