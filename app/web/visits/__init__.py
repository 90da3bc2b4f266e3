"""Site visits (第6条第3項, 第15条第2項): what inspectors record on the spot, with and without JavaScript."""

from app.web.visits import bring, devices, files, letter, pages
from app.web.visits.blueprint import blueprint

__all__ = ["blueprint", "bring", "devices", "files", "letter", "pages"]
