"""The built-in functions, by kind; importing a module enters its functions into the table."""

from app.feel.builtins import contexts, conversion, lists, numbers, ranges, statistics, strings, temporal

__all__ = ["contexts", "conversion", "lists", "numbers", "ranges", "statistics", "strings", "temporal"]
