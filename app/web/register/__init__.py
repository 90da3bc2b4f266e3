"""The register of committee members and inspectors (第7条), and each person's own page in it."""

from app.web.register import interests, listed, own, terms
from app.web.register.blueprint import blueprint

__all__ = ["blueprint", "interests", "listed", "own", "terms"]
