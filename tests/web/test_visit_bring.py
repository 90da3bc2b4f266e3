"""The file that a device exported is brought in on the page: as if it had been sent, and nothing else of it."""

import hashlib
import io
import json
import zipfile
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.runtime import Runtime
from app.cases.visits import exported
from app.store.models.visits import Evidence, VisitOp
from tests.cases.test_visit_evidence import photo
from tests.cases.test_visit_record import NOTE, op, record, take
from tests.processes.test_site_inspection import later
from tests.processes.visiting import agreed, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, Shown, fields_of


@pytest.fixture
def walk(runtime: Runtime) -> Walk:
    return later(agreed(runtime), 16)


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def at(walk: Walk) -> str:
    return f"/visits/{visit(walk).number}/bring"


def entry(
    walk: Walk, value: object = "地下で書いた。", where: tuple[str, str] = NOTE, **more: Any
) -> dict[str, Any]:
    """An operation as the device keeps it."""
    return {
        "number": 1,
        "op_id": str(uuid4()),
        "visit": visit(walk).number,
        "target": where[0],
        "field": where[1],
        "value": value,
        "base": 0,
        "device": "device-1",
        "device_at": "2026-12-10T01:00:00.000Z",
        "user": walk.people["inspector"].user_id,
        **more,
    }


def pictured(walk: Walk, content: bytes, name: str = "扉.jpg", **more: Any) -> dict[str, Any]:
    return {
        "upload": str(uuid4()),
        "visit": visit(walk).number,
        "user": walk.people["inspector"].user_id,
        "sha256": hashlib.sha256(content).hexdigest(),
        "about": {"target": "check:housing", "caption": "", "name": name, "taken_at": ""},
        **more,
    }


def packed(
    walk: Walk,
    ops: list[Any] | None = None,
    photos: list[tuple[dict[str, Any], bytes]] | None = None,
    files: dict[str, bytes] | None = None,
    **more: Any,
) -> bytes:
    """A ZIP as the phone writes it; `files` stand in it beside that."""
    made = io.BytesIO()
    listed = {
        "visit": visit(walk).number,
        "device": "device-1",
        "ops": ops or [],
        "photos": [one for one, _ in photos or []],
    }
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("ops.json", json.dumps(listed | more))
        for one, content in photos or []:
            package.writestr(f"photos/{one['sha256'][:12]}-{one['about']['name']}", content)
        for name, content in (files or {}).items():
            package.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def bring(walk: Walk, app: Flask, content: bytes, by: str = "inspector") -> Shown:
    browser = Browser(app, walk.people[by])
    form = browser.open(at(walk)).form("main form")
    return browser.send(str(form["action"]), fields_of(form), {"file": ("unsent.zip", content)})


def kept(walk: Walk) -> tuple[list[VisitOp], list[Evidence]]:
    with walk.runtime.db.read() as session:
        return (
            list(session.scalars(select(VisitOp).order_by(VisitOp.id))),
            list(session.scalars(select(Evidence))),
        )


def test_the_page_leads_there_and_what_is_brought_is_the_record(walk: Walk, app: Flask) -> None:
    browser = Browser(app, walk.people["inspector"])
    assert at(walk) in browser.open(at(walk).removesuffix("/bring")).html
    content = photo(300_000)
    told = bring(walk, app, packed(walk, [entry(walk)], [(pictured(walk, content), content)]))
    assert told.status == 200
    assert "取り込んだもの：記録 1件、写真と書類 1件" in told.text
    assert "取り込めなかったもの：0件" in told.text
    assert record(walk).value(*NOTE) == "地下で書いた。"
    (sent,), (picture,) = kept(walk)
    assert (sent.brought, sent.author_id, sent.device, sent.device_at) == (
        True,
        None,
        "device-1",
        "2026-12-10T01:00:00.000Z",
    )
    assert (picture.name, picture.target, picture.device, picture.brought) == (
        "扉.jpg",
        "check:housing",
        "device-1",
        True,
    )


def test_brought_again_or_sent_before_it_is_there_already_and_once(walk: Walk, app: Flask) -> None:
    sent, content = op("届いていた。"), photo(5000)
    take(walk, sent)
    one = entry(walk, "届いていた。", op_id=sent.op_id, device="phone")
    file = packed(walk, [one, entry(walk, "見た。", ("note", "text"))], [(pictured(walk, content), content)])
    first = bring(walk, app, file).text
    assert "取り込んだもの：記録 1件、写真と書類 1件" in first
    assert "すでに届いていたもの：記録 1件、写真と書類 0件" in first
    again = bring(walk, app, file).text
    assert "取り込んだもの：記録 0件、写真と書類 0件" in again
    assert "すでに届いていたもの：記録 2件、写真と書類 1件" in again
    ops, pictures = kept(walk)
    assert (len(ops), len(pictures)) == (2, 1)


def test_the_lead_brings_what_another_wrote_and_both_texts_of_a_field_stay(walk: Walk, app: Flask) -> None:
    take(walk, op("施錠あり"))
    other = walk.people["second_inspector"].user_id
    told = bring(walk, app, packed(walk, [entry(walk, "施錠なし", user=other, device="tablet")]))
    assert "食い違う所が1件" in told.text
    assert record(walk).value(*NOTE) == "施錠あり"
    (rival,) = record(walk).conflicts
    assert (rival.value, rival.by_id, rival.author_id) == (
        "施錠なし",
        walk.people["inspector"].user_id,
        other,
    )
    page = Browser(app, walk.people["inspector"]).open(at(walk).removesuffix("/bring"))
    assert walk.people["second_inspector"].name in page.page.select_one("#conflicts").get_text()  # type: ignore[union-attr] # it is there


def test_after_the_closing_it_becomes_an_addendum(walk: Walk, app: Flask) -> None:
    file = packed(walk, [entry(walk, "確定の後に見つかった端末から。")])
    later(walk.do("record_visit"), 17)
    told = bring(walk, app, file)
    assert "1件は追補として残しました" in told.text
    assert record(walk).value(*NOTE) == "責任者が不在だった。"
    assert [row.value for row in record(walk).late] == ["確定の後に見つかった端末から。"]


def test_each_thing_that_cannot_be_taken_is_named_with_its_reason_and_the_rest_goes_in(
    walk: Walk, app: Flask
) -> None:
    right, wrong, program = photo(4000, 1), photo(4000, 2), b"MZ" + bytes(900)
    listed = pictured(walk, right)
    file = packed(
        walk,
        [
            entry(walk),
            entry(walk, "x" * 2001),
            {"op_id": "1"},
            "words",
            entry(walk, user=walk.people["stranger"].user_id),
        ],
        [
            (listed, right),
            (pictured(walk, wrong, "変えた.jpg"), wrong[:-10] + b"changed!!!"),
            (pictured(walk, program, "名前だけ.jpg"), program),
            (pictured(walk, b"", "空.jpg"), b""),
        ],
        {"../../etc/passwd": b"x", "/tmp/x": b"x", "photos/../x": b"x", "photos/000000000000-x.jpg": right},
    )
    told = bring(walk, app, file)
    for words in (
        "取り込んだもの：記録 1件、写真と書類 1件",
        "取り込めなかったもの：11件",
        "2000字まで",
        "記録の形が違う",
        "この調査の調査員ではない人",
        "変えた.jpg",
        "元の写真と一致しません",
        "名前だけ.jpg",
        "受け付ける種類ではありません",
        "ファイルが空です",
        "書き出したファイルにない名前",
        "一覧（ops.json）にない写真です",
    ):
        assert words in told.text, words
    ops, pictures = kept(walk)
    assert ([row.value for row in ops], [row.sha256 for row in pictures]) == (
        ["地下で書いた。"],
        [listed["sha256"]],
    )


def test_a_photo_that_the_file_does_not_hold_is_named(walk: Walk, app: Flask) -> None:
    one = pictured(walk, photo())
    there = packed(walk, photos=[(one, photo())])
    gone = there.replace(b"photos/" + one["sha256"][:6].encode(), b"photos/" + b"0" * 6)
    told = bring(walk, app, gone)
    assert "この写真は zip の中にありません" in told.text


def test_the_file_of_another_visit_is_refused_whole(walk: Walk, app: Flask) -> None:
    told = bring(walk, app, packed(walk, [entry(walk)], visit="V2026-9999"))
    assert (told.status, kept(walk)) == (422, ([], []))
    assert "別の調査（V2026-9999）" in told.text
    assert "<b>" not in bring(walk, app, packed(walk, visit="<b>x</b>")).html.partition("<main")[2]


def nested(walk: Walk) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("ops.json", "[" * 200_000)
    return made.getvalue()


def bomb(walk: Walk) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("ops.json", b" " * (21 * 1024 * 1024))
    return made.getvalue()


def crowded(walk: Walk) -> bytes:
    return packed(walk, files={f"photos/{number:012x}-a.jpg": b"" for number in range(3001)})


def locked(walk: Walk) -> bytes:
    content = bytearray(packed(walk, [entry(walk)]))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    return bytes(content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda walk: b"no zip at all", "このファイルは読めません"),
        (lambda walk: packed(walk, [entry(walk)])[:-40], "このファイルは読めません"),
        (lambda walk: packed(walk, files={"ops.json": b"{}"}), "このファイルは読めません"),
        (lambda walk: packed(walk, ops="x"), "このファイルは読めません"),  # type: ignore[arg-type] # what no device writes
        (nested, "このファイルは読めません"),
        (bomb, "大きくなりすぎる"),
        (crowded, "大きくなりすぎる"),
        (locked, "パスワードの付いた zip"),
    ],
    ids=["no-zip", "cut", "two-lists", "no-list", "nested", "bomb", "crowded", "locked"],
)
def test_what_is_no_export_is_refused_in_words_and_changes_nothing(
    walk: Walk, app: Flask, make: Any, words: str
) -> None:
    told = bring(walk, app, make(walk))
    assert told.status == 422
    assert words in told.text
    assert "記録は何も変わっていません" in told.text
    assert kept(walk) == ([], [])


def test_too_large_a_file_is_refused_before_it_is_read(
    walk: Walk, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "LARGEST", 1000)
    assert "ファイルが大きすぎます" in bring(walk, app, packed(walk, [entry(walk, "あ" * 900)])).text
    monkeypatch.setattr("app.web.visits.bring.LARGEST", 1000)
    answer = Browser(app, walk.people["inspector"]).client.post(
        at(walk), data={"file": (io.BytesIO(bytes(3 * 1024 * 1024)), "x.zip")}
    )
    assert answer.status_code == 413
    assert kept(walk) == ([], [])


def test_a_file_larger_than_other_uploads_is_taken_from_inspectors_only(walk: Walk, app: Flask) -> None:
    two = [photo(19 * 1024 * 1024, 1), photo(19 * 1024 * 1024, 2)]
    file = packed(walk, photos=[(pictured(walk, each), each) for each in two])
    browser = Browser(app, walk.people["reviewer"])
    refused = browser.client.post(at(walk), data={"file": (io.BytesIO(file), "x.zip")})
    assert refused.status_code == 413
    assert "写真と書類 2件" in bring(walk, app, file).text


@pytest.mark.parametrize("who", ["reviewer", "member1", "applicant"])
def test_whoever_is_not_on_the_team_brings_nothing(walk: Walk, app: Flask, who: str) -> None:
    browser = Browser(app, walk.people[who])
    assert browser.open(at(walk)).status in {403, 404}
    app.config["WTF_CSRF_ENABLED"] = False
    sent = browser.send(at(walk), {}, {"file": ("x.zip", packed(walk, [entry(walk)]))})
    assert sent.status in {403, 404}
    assert kept(walk) == ([], [])


def test_without_a_file_it_says_so(walk: Walk, app: Flask) -> None:
    browser = Browser(app, walk.people["inspector"])
    form = browser.open(at(walk)).form("main form")
    told = browser.send(str(form["action"]), fields_of(form))
    assert (told.status, "ファイルを選んでください" in told.text) == (422, True)
