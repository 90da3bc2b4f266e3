"""A small application with the pages of accounts only, a person who uses it, and a mailbox."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Table, select

from app.accounts import users
from app.cases.editions import FormShelf
from app.cases.runtime import Runtime
from app.config import ROOT, Settings
from app.engine import Engine
from app.store.base import Base
from app.store.blobs import Blobs
from app.store.models import appointments, committee, people, visits
from app.store.models.procedures import OutboxRow
from app.store.session import Database
from app.web import accounts, filters, session
from app.web.session import Park, current_viewer, required_viewer

TABLES = [
    cast(Table, model.__table__)
    for model in (
        people.User,
        people.UserRole,
        people.Provider,
        people.Membership,
        people.AccountToken,
        appointments.Appointment,
        committee.Hearing,
        committee.Seat,
        visits.VisitMember,
        OutboxRow,
    )
]
PASSWORD = "水のある惑星に住む人びと"


@cache
def empty_database() -> bytes:
    """The file of a database with the tables that accounts need, made once for a test run."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        db = Database(f"sqlite:///{file}")
        Base.metadata.create_all(db.engine, tables=TABLES)
        db.dispose()
        return file.read_bytes()


class Compiled(BytecodeCache):
    """Templates compiled once for all applications of a test run."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def build(data: Path, park: Park | None = None, **settings: Any) -> Flask:
    """The application over a new database in `data`."""
    made = Settings(data=data, secret_key="k" * 32, base_url="https://nintei.example", **settings)
    (data / "nintei.db").write_bytes(empty_database())
    db = Database(made.url)
    app = Flask(
        "app", root_path=str(ROOT / "app" / "web"), template_folder="templates", static_folder="static"
    )
    app.extensions["nintei"] = Runtime(
        made, db, cast(Engine, None), Blobs(made.uploads), cast(FormShelf, None)
    )
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    session.init_app(app, park)
    filters.init_app(app)
    app.register_blueprint(accounts.blueprint)
    Babel(app, locale_selector=session.language)
    app.add_url_rule("/", "home", lambda: current_viewer().name if current_viewer() else "だれでもない")
    app.add_url_rule(
        "/tasks/<int:number>",
        "task",
        lambda number: f"{required_viewer().name} {number}",
        methods=["GET", "POST"],
    )
    return app


class Visitor:
    """A browser without JavaScript: opens pages, fills in forms with their tokens, follows links in mails."""

    def __init__(self, app: Flask, address: str = "192.0.2.1") -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address

    def open(self, path: str, **more: Any) -> Any:
        """A page; what it is like for everybody is checked every time."""
        answer = self.client.get(path, **more)
        if answer.mimetype == "text/html" and b"<html" in answer.data:
            check_page(answer.text)
        return answer

    def send(self, path: str, *, to: str | None = None, follow: bool = False, **fields: Any) -> Any:
        """Fill in the form that stands on `path` and is sent `to` (the same path if not said)."""
        page = check_page(self.client.get(path).text)
        target = to or path.partition("?")[0]
        form = next(
            form
            for form in page.select('main form[method="post"]')
            if form.get("action", target) in {target, path}
        )
        data = {
            field["name"]: field.get("value", "")
            for field in form.select("input[name]")
            if field.get("type") != "radio" or field.has_attr("checked")
        }
        answer = self.client.post(target, data=data | fields, follow_redirects=follow)
        if b"<html" in answer.data:
            check_page(answer.text)
        return answer

    def sign_in(self, email: str, password: str = PASSWORD, **more: Any) -> Any:
        """Type address and password."""
        return self.send("/sign-in", email=email, password=password, **more)

    def who(self) -> str:
        """The name of who is signed in."""
        return self.client.get("/").text


def check_page(html: str) -> BeautifulSoup:
    """One h1, a label for each control, no id twice, a token in each form, no script; the page, parsed."""
    page = BeautifulSoup(html, "html.parser")
    assert page.html["lang"] in {"ja", "en"}
    assert len(page.select("h1")) == 1
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids)), ids
    for control in page.select('main input:not([type="hidden"]), main select, main textarea'):
        named = control.find_parent("label") or page.select_one(f'label[for="{control.get("id")}"]')
        assert named is not None, control
        for described in (control.get("aria-describedby") or "").split():
            assert page.select_one(f"#{described}") is not None, control
    for form in page.select('form[method="post"]'):
        assert form.select_one('input[name="csrf_token"]') is not None, form
    assert not page.select("script:not([src]), [onclick], [style]")
    return page


def person(app: Flask, email: str = "hanako@example.jp", name: str = "山田花子", **more: Any) -> int:
    """An account with a confirmed address."""
    with app.extensions["nintei"].db.step() as database:
        made = users.create(database, email=email, name=name, password=PASSWORD, **more)
        return cast(int, made.id)


def mails(app: Flask, to: str = "") -> list[dict[str, str]]:
    """What is to be mailed, oldest first."""
    with app.extensions["nintei"].db.read() as database:
        rows = database.scalars(select(OutboxRow.payload).order_by(OutboxRow.id))
        return [payload for payload in rows if not to or payload["to"] == to]


def link(app: Flask, to: str) -> str:
    """The path of the link in the newest mail to an address."""
    found = re.search(r"https://nintei\.example(/\S+)", mails(app, to)[-1]["body"])
    assert found is not None
    return found.group(1)
