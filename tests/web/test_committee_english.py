"""The pages of the committee, of its office and of the register in English: no word of ours stays Japanese."""

import re

import pytest
from flask import Flask

from app.cases.runtime import Runtime
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser, Shown

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
# What people typed, names of companies and services, and the switch of the language.
TYPED = (
    "Nintei (認定)",
    "定めている",
    "青空",
    "日本語",
    "大学",
    "意見がそろった",
    "学習データ",
    "書面の理由",
    "同じサービス",
    "すべての項目",
    "資料を読んだ",
    "第6条第2項",
    "第7条",
    "次の会議まで間がある",
    "（第7条）",
)


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def ours(shown: Shown) -> list[str]:
    """The Japanese words of the page that nobody typed."""
    for each in shown.page.select(
        "[lang=ja], textarea, .nt-demo-strip, #nt-words, section[aria-labelledby=paper-1] dd"
    ):
        each.decompose()
    found = []
    for text in shown.page.find_all(string=JAPANESE):
        line = re.sub(r"\s+", " ", str(text)).strip()
        if not any(word in line for word in TYPED):
            found.append(line[:90])
    return found


def english(at: Browser, path: str) -> list[str]:
    shown = at.open(f"{path}{'&' if '?' in path else '?'}lang=en")
    if shown.status == 303:
        shown = at.open(shown.location)
    return [f"{path}: {line}" for line in ours(shown)]


def read(app: Flask, sitting: Sitting, pages: dict[str, list[str]]) -> list[str]:
    """What is Japanese on these pages of these people."""
    found = []
    for name, paths in pages.items():
        at = Browser(app, sitting.viewer(name))
        for path in paths:
            found += english(at, path)
    return found


def test_the_pages_of_an_open_hearing_are_english(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime)
    for name in ("chair", "member1"):
        sitting.declare(name)
    sitting.declare("member2", "ask", kinds=["other"], text="大学の兼任")
    no, user = sitting.hearing().number, sitting.walk.people["member1"].user_id
    room = f"/committee/{no}"
    pages = {
        "member1": ["/committee", room, f"{room}/recuse", f"{room}/meeting", "/register/me"],
        "member3": [room, f"/register/{sitting.walk.people['member3'].user_id}/interests"],
        "chair": [f"{room}/chair"],
        "secretariat": ["/hearings/", f"/hearings/{no}", "/hearings/matrix", "/hearings/meetings"],
        "decider": [f"/hearings/{no}", f"/tasks/{sitting.walk.item('judge_interest').id}"],
    }
    pages["secretariat"] += ["/register", "/register/new", f"/register/{user}", f"/register/{user}/appoint"]
    assert read(app, sitting, pages) == []


def test_the_pages_of_a_closed_hearing_are_english(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "unfit", "fit", "unfit")
    sitting.close()
    room = f"/committee/{sitting.hearing().number}"
    pages = {
        "member1": ["/committee", room],
        "chair": [f"{room}/chair", f"/tasks/{sitting.walk.item('rule_tie').id}"],
        "secretariat": ["/hearings/", f"/hearings/{sitting.hearing().number}"],
    }
    assert read(app, sitting, pages) == []
