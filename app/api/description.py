"""The OpenAPI description of this API: one file, served as JSON."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Response, jsonify

blueprint = Blueprint("description", __name__)

FILE = Path(__file__).with_name("openapi.yaml")


@cache
def description() -> dict[str, Any]:
    """The description as it is written."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@blueprint.get("/openapi.json")
def document() -> Response:
    """OpenAPI 3.1."""
    return jsonify(description())
