"""The page of a task: its form and what one needs to do it; saving, completing, and what came of it."""

from app.web.tasks import posting, sheet, show
from app.web.tasks.blueprint import blueprint
from app.web.tasks.parking import park

__all__ = ["blueprint", "park", "posting", "sheet", "show"]
