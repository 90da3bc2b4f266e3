"""The blueprint of the board."""

from flask import Blueprint

blueprint = Blueprint("hearings", __name__, url_prefix="/hearings")
