"""The provider's portal: applications from the first word to the certificate, and posted ones for the secretariat."""

from app.web.applications import challenges, filed, opening, portal, posted, shown, visits, withdrawal
from app.web.applications.blueprint import blueprint

__all__ = ["blueprint", "challenges", "filed", "opening", "portal", "posted", "shown", "visits", "withdrawal"]
