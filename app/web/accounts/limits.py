"""How often an address or an e-mail address may try; counted in `Settings.rate_limit_storage`."""

import hashlib

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.accounts.users import normal_email

REFUSED = 422
"""The status of a form that was not accepted; only these count as failed attempts."""

limiter = Limiter(get_remote_address, strategy="moving-window")


def init_app(app: Flask) -> None:
    """Count for this application from now on."""
    app.config.setdefault("RATELIMIT_ENABLED", True)
    app.config["RATELIMIT_STORAGE_URI"] = app.extensions["nintei"].settings.rate_limit_storage
    limiter.init_app(app)


def _email() -> str:
    # Hashed: the counter's storage is no place for addresses.
    email = normal_email(request.form.get("email", ""))
    return f"email:{hashlib.sha256(email.encode()).hexdigest()[:32]}" if email else get_remote_address()


def _failed(response: Response) -> bool:
    return response.status_code == REFUSED


def _mailed(response: Response) -> bool:
    # A form that is shown again has sent nothing, and typing errors must not close the door.
    return response.status_code == 303


sign_in_by_address = limiter.limit("30 per 15 minutes", methods=["POST"], deduct_when=_failed)
sign_in_by_email = limiter.limit("10 per 15 minutes", key_func=_email, methods=["POST"], deduct_when=_failed)
mail_by_address = limiter.limit("20 per hour", methods=["POST"], deduct_when=_mailed)
mail_by_email = limiter.limit("5 per hour", key_func=_email, methods=["POST"], deduct_when=_mailed)
password_by_address = limiter.limit("10 per 15 minutes", methods=["POST"], deduct_when=_failed)
