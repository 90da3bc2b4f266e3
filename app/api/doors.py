"""The one table of permissions: endpoint → scope of the token and who may call. What is not listed answers 403."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, g, request
from limits import RateLimitItem, parse, storage, strategies

from app import clock
from app.accounts import api_tokens
from app.accounts.api_tokens import Bearer
from app.api.problems import Problem
from app.api.runtime import runtime
from app.store.viewer import Viewer

Guard = Callable[[Viewer | None], bool]


def anyone(viewer: Viewer | None) -> bool:
    """The public."""
    return True


def person(viewer: Viewer | None) -> bool:
    """Anybody with an account: staff, or somebody of a provider. Which rows is decided where they are read."""
    return viewer is not None


def staff(viewer: Viewer | None) -> bool:
    """People of the certification body."""
    return viewer is not None and viewer.staff


def holder(viewer: Viewer | None) -> bool:
    """Whoever holds a role, of the body or by appointment."""
    return viewer is not None and bool(viewer.roles)


def filer(viewer: Viewer | None) -> bool:
    """Who opens applications: people of a provider, and the secretariat for what came by post."""
    return viewer is not None and (bool(viewer.provider_ids) or viewer.is_("secretariat"))


def secretariat(viewer: Viewer | None) -> bool:
    """The secretariat."""
    return viewer is not None and viewer.is_("secretariat")


def operator(viewer: Viewer | None) -> bool:
    """System operators."""
    return viewer is not None and viewer.is_("operator")


@dataclass(frozen=True, slots=True)
class Door:
    """What opens an endpoint. Without a scope no token is asked for."""

    scope: str | None
    guard: Guard


DOORS: dict[str, Door] = {
    "description.document": Door(None, anyone),
    "registry.index": Door(None, anyone),
    "registry.show": Door(None, anyone),
    "processes.start": Door("process:start", filer),
    "work.index": Door("work:read", person),
    "work.show": Door("work:read", person),
    "work.form": Door("form:read", person),
    "work.complete": Door("work:complete", person),
    # A party's steps are the whole provider's: nobody takes them.
    "work.claim": Door("work:complete", holder),
    "work.release": Door("work:complete", holder),
    "work.candidates": Door("work:assign", secretariat),
    "work.assign": Door("work:assign", secretariat),
    "cases.show": Door("case:read", person),
    "scrape.metrics": Door("metrics:read", operator),
}

FAILURES = parse("30 per 15 minutes")
"""Refused tokens of one address; the same measure as refused sign-ins."""


class Turnstile:
    """Counts refused tokens by address in `Settings.rate_limit_storage`."""

    def __init__(self, uri: str, limit: RateLimitItem = FAILURES) -> None:
        self._counter = strategies.MovingWindowRateLimiter(storage.storage_from_string(uri))
        self._limit = limit

    def is_open(self, address: str) -> bool:
        """Whether that address may try another token."""
        return self._counter.test(self._limit, "api-token", address)

    def refused(self, address: str) -> None:
        """Count a token that opened nothing."""
        self._counter.hit(self._limit, "api-token", address)

    def seconds_left(self, address: str) -> int:
        """How long until it may try again."""
        reset = self._counter.get_window_stats(self._limit, "api-token", address).reset_time
        return max(1, int(reset - clock.real_now().timestamp()) + 1)


def init_app(app: Flask) -> None:
    """Check every request against the table, before anything else is done."""
    settings = app.extensions["nintei"].settings
    app.extensions["nintei.turnstile"] = Turnstile(settings.rate_limit_storage)

    def check() -> None:
        _check(app.extensions["nintei.turnstile"])

    app.before_request(check)
    app.after_request(_headers)


def _check(turnstile: Turnstile) -> None:
    if request.endpoint is None:
        return  # no such path, or not this way: 404 and 405 answer
    door = DOORS.get(request.endpoint)
    if door is None:
        raise Problem("forbidden")
    if request.endpoint == "scrape.metrics" and _is_scraper():
        return
    g.bearer = bearer = _bearer(turnstile)
    if door.scope is not None:
        if bearer is None:
            raise Problem("unauthorized")
        if door.scope not in bearer.scopes:
            raise Problem("insufficient-scope", scope=door.scope)
    if not door.guard(bearer.viewer if bearer is not None else None):
        raise Problem("forbidden")


def _bearer(turnstile: Turnstile) -> Bearer | None:
    """The token's person; None without a token. A token that opens nothing is refused at every door."""
    if "Authorization" not in request.headers:
        return None
    address = request.remote_addr or ""
    if not turnstile.is_open(address):
        raise Problem("too-many-requests", retry_after=turnstile.seconds_left(address))
    given = request.authorization
    found = None
    if given is not None and given.type == "bearer" and given.token:
        found = api_tokens.bearer(runtime().db, given.token, clock.today(), demo=runtime().settings.demo)
    if found is None:
        turnstile.refused(address)
        raise Problem("invalid-token")
    return found


def _is_scraper() -> bool:
    """Whether the request carries the installation's own secret for scraping."""
    wanted, given = runtime().settings.metrics_token, request.authorization
    if not wanted or given is None or given.type != "bearer" or not given.token:
        return False
    return hmac.compare_digest(given.token.encode(), wanted.encode())


def _headers(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.update(["Accept-Language", "Authorization"])
    return response
