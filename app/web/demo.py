"""The demo's own pages: the clock that can be moved, the accounts, the mailbox. Outside the demo there are none."""

import contextlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.cases import travelling
from app.cases.runtime import Runtime
from app.config import Settings
from app.store.reading import mails
from app.web.filters import datetime_ja
from app.web.request import row_id
from app.web.runtime import runtime

blueprint = Blueprint("demo", __name__)

STEPS = (1, 7, 30)
LATEST_YEAR = 2099
_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demo: what it is for, and how to sign in."""

    labels: tuple[str, ...]
    email: str
    password: str


@blueprint.record
def _restore(state: BlueprintSetupState) -> None:
    restore_clock(state.app.extensions["nintei"].settings)


@blueprint.before_request
def _only_in_the_demo() -> None:
    if not runtime().settings.demo:
        abort(404)


def restore_clock(settings: Settings) -> None:
    """Let the legal clock run ahead as it did before a restart; outside the demo it is never moved."""
    if not settings.demo:
        return
    # No file, or one that was cut short: the clock shows the real time.
    with contextlib.suppress(OSError, ValueError):
        clock.shift(timedelta(seconds=max(0, int(_file(settings).read_text()))))


def move_clock(settings: Settings, to: datetime) -> None:
    """Let it be an instant, which is not before the real time, and remember it for the next start."""
    ahead = max(timedelta(0), to - clock.real_now())
    seconds = math.ceil(ahead.total_seconds())
    file = _file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.with_suffix(".new").write_text(str(seconds))
    file.with_suffix(".new").replace(file)
    clock.shift(timedelta(seconds=seconds))


def travel(runtime: Runtime, to: datetime) -> int:
    """Move the clock and let happen, each on its day, what is due by then; returns how much."""
    return travelling.travel(runtime, to, lambda stop: move_clock(runtime.settings, stop))


def _file(settings: Settings) -> Path:
    return settings.data / "demo.clock"


@blueprint.route("/demo", methods=["GET", "POST"])
def clock_page() -> ResponseReturnValue:
    """The clock and the accounts; a POST moves the clock and lets everything happen that is due by then."""
    problem = ""
    if request.method == "POST":
        target, problem = _target()
        if target is not None:
            done = travel(runtime(), target)
            flash(
                _(
                    "この環境の日時を %(at)s にしました。その間に起きること（%(n)s件）を処理しました。",
                    at=datetime_ja(clock.now()),
                    n=done,
                ),
                "success",
            )
            return redirect(url_for("demo.clock_page"), 303)
    page = render_template(
        "demo/clock.html",
        steps=STEPS,
        now=clock.now(),
        typed=request.form.get("at") or f"{clock.now().astimezone(clock.JST):%Y-%m-%dT%H:%M}",
        moved=clock.offset() > timedelta(0),
        accounts=accounts(),
        problem=problem,
    )
    return page, 422 if problem else 200


@blueprint.get("/demo/mail")
def mail_list() -> ResponseReturnValue:
    """All mails, the newest first."""
    to = request.args.get("to", "")[:254]
    with runtime().db.read() as session:
        rows, following = mails.listed(session, to=to, before=request.args.get("before", type=row_id))
    return render_template("demo/mails.html", rows=rows, following=following, to=to)


@blueprint.get("/demo/mail/<int:mail_id>")
def mail(mail_id: int) -> ResponseReturnValue:
    """One mail; the addresses in it can be followed."""
    with runtime().db.read() as session:
        found = mails.one(session, mail_id)
    if found is None:
        abort(404)
    return render_template("demo/mail.html", mail=found, parts=list(linked(found.body)))


def linked(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is an address of the web."""
    at = 0
    for match in _URL.finditer(text):
        address = match.group().rstrip(".,;:!?)'")
        if match.start() > at:
            yield text[at : match.start()], False
        yield address, True
        at = match.start() + len(address)
    if at < len(text):
        yield text[at:], False


def accounts() -> list[Account]:
    """The accounts that the seed makes, in its order."""
    from app.cases.demo import ACCOUNTS  # its data files are of no use outside the demo

    return [found for row in ACCOUNTS if (found := account_of(list(row))) is not None]


def account_of(cells: list[str]) -> Account | None:
    """A row of texts: the address is the cell with @, the password the one after it, the rest describes."""
    at = next((index for index, cell in enumerate(cells) if "@" in cell), None)
    if at is None or at + 1 >= len(cells):
        return None
    return Account((*cells[:at], *cells[at + 2 :]), cells[at], cells[at + 1])


def _target() -> tuple[datetime | None, str]:
    """The instant that was asked for, or why it cannot be."""
    wish = request.form.get("wish", "")
    if wish == "reset":
        return clock.real_now(), ""
    if wish in {str(days) for days in STEPS}:
        target = clock.now() + timedelta(days=int(wish))
    else:
        try:
            target = datetime.fromisoformat(request.form.get("at", ""))
        except ValueError:
            return None, _("日時を「2028-05-02T09:00」の形で入力してください。")
        if target.tzinfo is None:
            target = target.replace(tzinfo=clock.JST)
    if target < clock.real_now() - timedelta(minutes=1):
        return None, _(
            "実際の日時より前には戻せません。実際の日時に戻すときは「実際の日時に戻す」を押してください。"
        )
    if target.year > LATEST_YEAR:
        return None, _("%(year)s年より先には進められません。", year=LATEST_YEAR)
    return target, ""
