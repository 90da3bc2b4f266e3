"""The secretary's board, hearing by hearing and meeting by meeting, and putting cases before the committee."""

from app.web.hearings import agenda, honorarium, matrix, moving, pages, undelivered
from app.web.hearings.blueprint import blueprint

__all__ = ["agenda", "blueprint", "honorarium", "matrix", "moving", "pages", "undelivered"]
