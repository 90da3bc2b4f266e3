"""Who is signed in: the session cookie, Flask-Login with a light person, CSRF, and the reader's language.

A sign-in ends twelve hours (real time) after it began, or after the person said last that it should go on, and
a week after it began in any case. The cookie lives longer, so that answers sent after that can be parked for the
person who wrote them; it then opens nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast
from urllib.parse import quote, urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from app import clock
from app.accounts.viewers import viewer_of
from app.store.models.people import User
from app.store.viewer import Viewer
from app.web.runtime import runtime

SIGNED_IN_FOR = timedelta(hours=12)
KNOWN_FOR = timedelta(days=7)
LANGUAGES = ("ja", "en")
LANGUAGE_COOKIE = "nintei_language"
HOME = "/"

Park = Callable[[], str | None]
"""Keeps the answers of the current request; the local address at which they wait, or None if not kept."""

csrf = CSRFProtect()


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the cookie carries: who, the epoch of the account, since when it holds, and when the sign-in began.

    `began` is 0 while both are the same.
    """

    user_id: int
    epoch: int
    at: int
    began: int = 0

    @classmethod
    def of(cls, user: User) -> "Ticket":
        """A ticket from this moment on."""
        return cls(user.id, user.epoch, int(clock.real_now().timestamp()))

    @classmethod
    def read(cls, text: object) -> "Ticket | None":
        """The ticket in a cookie; None for anything else."""
        parts = str(text).split(".")
        if len(parts) not in {3, 4} or not all(part.isascii() and part.isdigit() for part in parts):
            return None
        return cls(*(int(part) for part in parts))

    def holds(self, span: timedelta) -> bool:
        """Whether it is not older than a span."""
        return clock.real_now() - datetime.fromtimestamp(self.at, UTC) < span

    def __str__(self) -> str:
        parts = (self.user_id, self.epoch, self.at) + ((self.began,) if self.began else ())
        return ".".join(str(part) for part in parts)

    @property
    def until(self) -> datetime:
        """When it ends."""
        ends = datetime.fromtimestamp(self.at, UTC) + SIGNED_IN_FOR
        return min(ends, datetime.fromtimestamp(self.began or self.at, UTC) + KNOWN_FOR)

    def gone_on(self) -> "Ticket":
        """The same sign-in from this moment on."""
        return replace(self, at=int(clock.real_now().timestamp()), began=self.began or self.at)


@dataclass(frozen=True, slots=True)
class Person:
    """What Flask-Login holds: a viewer, not a row."""

    viewer: Viewer
    ticket: Ticket
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """The text in the cookie."""
        return str(self.ticket)


def init_app(app: Flask, park: Park | None = None) -> None:
    """Set up cookie, sign-in, CSRF and language; `app.extensions["nintei"]` must be there already."""
    settings = app.extensions["nintei"].settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        # The prefix makes browsers refuse the cookie from another host or over plain HTTP.
        SESSION_COOKIE_NAME="__Host-nintei" if settings.secure_cookies else "nintei",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=KNOWN_FOR,
        SESSION_REFRESH_EACH_REQUEST=False,
        # A form is good as long as its session: a shorter life only loses answers.
        WTF_CSRF_TIME_LIMIT=None,
    )
    manager = LoginManager()
    manager.session_protection = None  # addresses of phones change; the ticket limits the session
    manager.user_loader(_person_of)
    manager.unauthorized_handler(lambda: _sign_in_first(park))
    manager.init_app(app, add_context_processor=False)
    csrf.init_app(app)
    app.register_error_handler(CSRFError, lambda error: _stale(park))
    app.after_request(_keep_language)


def sign_in(user: User, viewer: Viewer) -> None:
    """Begin a session from scratch, so that nothing planted before the sign-in survives it."""
    session.clear()
    session.permanent = True
    login_user(Person(viewer, Ticket.of(user)))


def go_on() -> None:
    """Let the sign-in of this browser last from now on."""
    person = _person()
    if person is not None:
        login_user(replace(person, ticket=person.ticket.gone_on()))


def signed_in_until() -> datetime | None:
    """When the sign-in of this browser ends; None for nobody."""
    person = _person()
    return person.ticket.until if person is not None else None


def seconds_to(at: datetime) -> int:
    """How long it is until then, by the real clock."""
    return max(0, int((at - clock.real_now()).total_seconds()))


def sign_out() -> None:
    """Forget who was signed in, in this browser."""
    session.clear()
    g.pop("_login_user", None)


def current_viewer() -> Viewer | None:
    """Who is signed in, with the language of this page; or None."""
    viewer = _signed_in()
    return replace(viewer, language=language()) if viewer is not None else None


def _signed_in() -> Viewer | None:
    person = _person()
    return person.viewer if person is not None else None


def _person() -> Person | None:
    person = current_user._get_current_object() if current_user else None
    return person if isinstance(person, Person) else None


def required_viewer() -> Viewer:
    """Who is signed in; anybody else is sent to the sign-in page."""
    viewer = current_viewer()
    if viewer is None:
        abort(make_response(unauthorized()))
    return viewer


def unauthorized() -> ResponseReturnValue:
    """The answer to a request that needs somebody signed in."""
    return cast(ResponseReturnValue, current_app.login_manager.unauthorized())  # type: ignore[attr-defined]


def expired_user_id() -> int | None:
    """Who was signed in here until the session ended by time or from elsewhere; for parked answers only."""
    ticket = Ticket.read(session.get("_user_id"))
    if ticket is None or current_viewer() is not None or not ticket.holds(KNOWN_FOR):
        return None
    return ticket.user_id


def local(address: str | None) -> str:
    """A path of this site with its query; the home page for anything that leads elsewhere."""
    if not address or not address.startswith("/") or address[1:2] in {"/", "\\"}:
        return HOME
    if any(ord(character) < 33 or character == "\\" for character in address):
        return HOME
    parts = urlsplit(address)
    return HOME if parts.scheme or parts.netloc else address


def here() -> str:
    """Where to go back to: this page, or for something sent, the page that it was sent from."""
    if request.method in {"GET", "HEAD"}:
        query = request.query_string.decode("ascii", "ignore")
        return local(quote(request.path) + (f"?{query}" if query else ""))
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc == request.host:
        return local(came_from.path + (f"?{came_from.query}" if came_from.query else ""))
    return HOME


def language() -> str:
    """The reader's language: `?lang=`, then the cookie, then the account, then Japanese."""
    for wish in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish in LANGUAGES:
            return wish
    viewer = _signed_in()
    return viewer.language if viewer else "ja"


def set_language(response: Response, code: str) -> None:
    """Keep the reader's language in this browser for a year."""
    secure = runtime().settings.secure_cookies
    response.set_cookie(
        LANGUAGE_COOKIE, code, max_age=31_536_000, secure=secure, httponly=True, samesite="Lax"
    )


def _keep_language(response: Response) -> Response:
    wish = request.args.get("lang")
    if wish in LANGUAGES and request.method == "GET" and request.cookies.get(LANGUAGE_COOKIE) != wish:
        set_language(response, wish)
    return response


def _person_of(text: str) -> Person | None:
    ticket = Ticket.read(text)
    if ticket is None or clock.real_now() >= ticket.until:
        return None
    with runtime().db.read() as database:
        viewer = viewer_of(database, ticket.user_id, clock.today(), ticket.epoch)
    return Person(viewer, ticket) if viewer else None


def _sign_in_first(park: Park | None) -> ResponseReturnValue:
    if request.headers.get("X-Requested-With"):
        return "", 401
    sent = request.method == "POST"
    kept = park() if park and sent else None
    if kept:
        return _return_to(kept)
    if sent:
        flash(
            _("時間がたったためサインアウトしました。サインインして、もう一度送信してください。"), "warning"
        )
    return redirect(url_for("accounts.sign_in", next=here()), 303)


def _stale(park: Park | None) -> ResponseReturnValue:
    if request.headers.get("X-Requested-With"):
        return "", 401
    kept = park() if park else None
    if kept:
        return _return_to(kept)
    return render_template("accounts/stale.html", back=here()), 400


def _return_to(kept: str) -> ResponseReturnValue:
    if current_viewer() is None:
        flash(
            _("時間がたったためサインアウトしました。入力した内容は残っています。サインインすると戻ります。"),
            "warning",
        )
        return redirect(url_for("accounts.sign_in", next=local(kept)), 303)
    flash(
        _("画面が古くなっていました。入力した内容は残っています。確かめて、もう一度送信してください。"),
        "warning",
    )
    return redirect(local(kept), 303)
