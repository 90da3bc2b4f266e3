"""Typst files beside this module made into PDF/A-2b: the same bytes for the same data."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

_HERE = Path(__file__).parent


class Template:
    """One typst file, compiled again and again by the same compiler, by one thread at a time."""

    def __init__(self, name: str, fonts: Path) -> None:
        own = fonts.is_dir() and any(fonts.glob("*.ttf"))
        self._lock = Lock()
        self._compiler = typst.Compiler(
            str(_HERE / name),
            root=str(_HERE),
            font_paths=[str(fonts)] if own else [],
            ignore_system_fonts=own,
        )

    def pdf(self, data: Mapping[str, Any]) -> bytes:
        """The file for these data."""
        # Data go in as JSON text, which typst reads as values: nothing in them is markup.
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        with self._lock:
            made = self._compiler.compile(format="pdf", pdf_standards="a-2b", sys_inputs={"data": text})
        assert isinstance(made, bytes)  # pages come apart only as images
        return made


@cache
def template(name: str, fonts: Path) -> Template:
    """The template of a file; `fonts` is the folder of the built front end."""
    return Template(name, fonts)
