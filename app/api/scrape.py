"""`/metrics`: numbers for Prometheus, never a name or a text of a case."""

from typing import cast

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST

from app.api.metrics import Metrics

blueprint = Blueprint("scrape", __name__)


@blueprint.get("/metrics")
def metrics() -> Response:
    """This process's counters, and what the database says at this moment."""
    found = cast(Metrics, current_app.extensions["nintei.metrics"])
    return Response(found.text(), content_type=CONTENT_TYPE_LATEST)
