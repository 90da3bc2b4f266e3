"""Drawings of BPMN diagrams: lay out, measure, show.

`lay_out` writes the drawing by rule, `measure` and `check` judge it, `to_svg` and `to_png` show it.
Coordinates come from the file's own drawing, so a picture is what the editor shows.
"""

from app.engine.drawing.document import DrawingError, unplaced
from app.engine.drawing.layout import Effort, lay_out
from app.engine.drawing.measures import Measures, check, measure
from app.engine.drawing.png import to_png
from app.engine.drawing.render import to_svg

__all__ = [
    "DrawingError",
    "Effort",
    "Measures",
    "check",
    "lay_out",
    "measure",
    "to_png",
    "to_svg",
    "unplaced",
]
