"""The usual answers to each step, and a plausible value for every disclosure item."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app import clock
from app.formkit.catalogue import Catalogue, Item
from app.law import fees
from tests.people import CORPORATE_NUMBER

if TYPE_CHECKING:
    from tests.walk import Walk

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(slots=True)
class Usual:
    """What a person gives in a step: fields, and files by field."""

    given: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)


def usual(walk: "Walk", node: str) -> Usual:
    """The answers with which a case goes straight to certification."""
    if node in {"fill_form_a", "enter_form_a"}:
        return Usual({"items": sheet(walk, "A")}, {"items-a.registry_certificate-value": PDF})
    if node in {"fill_form_b", "enter_form_b"}:
        return Usual({"items": sheet(walk, "B", "C")})
    if node == "assess_items":
        disclosed = walk.context("assess_items")["disclosure"]
        return Usual(
            {"items": {item: {"verdict": "fit"} for item in disclosed if item[0] != "a"}, "next": "proceed"}
        )
    if node == "match_payment":
        amount = fees.amount("new", walk.case().filed_on or clock.today())
        today = clock.today().isoformat()
        return Usual({"outcome": "paid", "paid_on": today, "amount": amount, "payer": "アオゾラソフト"})
    if node in VISIT:
        return Usual(VISIT[node](walk))
    return PLAIN.get(node, lambda: Usual({}))()


YES = dict.fromkeys(("network_service", "uses_ai", "uses_generative_ai", "filer_is_provider"), "yes")
DOCUMENTS = dict.fromkeys(
    ("form_ok", "proof_ok", "others_ok", "japanese_ok", "name_matches", "address_matches"), "yes"
)

NEITHER = {
    "visit": "no",
    "visit_reason": "書類で確かめられる。",
    "hear": "no",
    "hear_reason": "書類だけで判断できる。",
}
HEAR = NEITHER | {"hear": "yes", "hear_reason": "安全性の評価について、委員会の知見を聴きたい。"}


def convening(members: list[str], declare_by: date, due_on: date) -> dict[str, Any]:
    """How the secretariat convenes the committee: a circulation among these users."""
    return {
        "next": "convene",
        "reason": "安全性の評価について意見を聴く。",
        "method": "circulation",
        "circulation_reason": "次の会議まで間がある。",
        "members": members,
        "declare_by": declare_by.isoformat(),
        "due_on": due_on.isoformat(),
    }


def opinion(verdict: str) -> dict[str, Any]:
    """An opinion with its reason and, where it needs one, its condition."""
    more = {"conditions": "評価の結果を公表すること。"} if verdict == "conditional" else {}
    return {"verdict": verdict, "reason": "資料を読んだ結果による。", **more}


PLAIN = {
    "attach_documents": lambda: Usual({"in_japanese": "yes"}, {"others": PDF + b"2"}),
    "confirm_filing": lambda: Usual(
        {
            "next": "submit",
            **YES,
            "guideline_version": "2026-06",
            "pledges": ["true_content", "fee_not_refunded", "publication"],
        }
    ),
    "register_post": lambda: Usual(
        {
            "arrived_on": clock.today().isoformat(),
            "sender": "青空ソフト株式会社",
            "pages": 48,
            "proof_present": "yes",
            "others_present": "yes",
            "in_japanese": "yes",
            **YES,
            "guideline_version": "2026-06",
        },
        {"scan": PDF},
    ),
    "check_entry": lambda: Usual({"result": "same"}),
    "check_completeness": lambda: Usual({**DOCUMENTS, "result": "complete"}),
    "judge_bar": lambda: Usual({"barred": "no", "reason": "同じサービスの取消しはない。"}),
    "summarise_review": lambda: Usual({"summary": "すべての項目が適合する。", "recommendation": "certify"}),
    "consider_hearing": lambda: Usual(NEITHER),
    "decide": lambda: Usual({"decision": "certified"}),
    "confirm_publication": lambda: Usual({"checked": True}),
    "dispatch_certificate": lambda: Usual(
        {"sent_on": clock.today().isoformat(), "method": "registered", "tracking": "123-45-67890"}
    ),
    "confirm_withdrawal": lambda: Usual({"confirmed": True, "note": "電話で確認した。"}),
    "answer_correction": lambda: Usual({"explanation": "ご指摘のとおり直しました。"}),
    "judge_silence": lambda: Usual({"choice": "decide", "reason": "連絡が取れない。"}),
    "draft_minutes": lambda: Usual({"summary": "審査員が資料を説明した。"}),
    "approve_minutes": lambda: Usual({"choice": "approve", "early_reason": "全員がその場で確かめた。"}),
    "edit_question": lambda: Usual(
        {
            "choice": "send",
            "text": "利用者の入力を保存する期間をお知らせください。",
            "due_on": (clock.today() + timedelta(days=7)).isoformat(),
            "anonymous": True,
        }
    ),
    "answer_question": lambda: Usual({"answer": "1年間保存し、その後消去します。"}),
}


def _day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


VISIT: dict[str, Callable[["Walk"], dict[str, Any]]] = {
    "plan_visit": lambda walk: {
        "go": "visit",
        "necessity": "サーバの設置場所を書類では確かめられない。",
        "site": "青空ソフト本社（東京都千代田区一番町1）",
        "scope": ["housing", "platform"],
        "team": [str(walk.people["inspector"].user_id), str(walk.people["second_inspector"].user_id)],
        "lead": str(walk.people["inspector"].user_id),
        "dates": [{"day": _day(16), "time": "10:00"}, {"day": _day(17), "time": "13:00"}],
        "people": "システムの責任者",
    },
    "declare_tie": lambda walk: {"result": "none"},
    "answer_visit": lambda walk: {
        "reply": "accept",
        "chosen": walk.context("answer_visit")["date_options"][0]["value"],
        "attendants": "山田部長",
    },
    "judge_reply": lambda walk: {"choice": "without", "reason": "今ある資料で判断できる。"},
    "record_visit": lambda walk: {
        "held": "yes",
        "held_on": _day(0),
        "off_day_reason": "先方の都合で早めた。",
        "opening": "山田部長、調査の目的を説明した。",
        "closing": "設置場所の記録を確かめ合った。",
        "unchecked_reason": "責任者が不在だった。",
    },
    "write_report": lambda walk: {
        "summary": "設置場所を確かめた。",
        "findings": [
            {
                "grade": "observation",
                "criterion": "B11",
                "statement": "入退室の記録が月ごとに保管されている。",
                "state": "open",
            }
        ],
    },
    "check_facts": lambda walk: {"reply": "agreed"},
    "judge_facts": lambda walk: {"choice": "go_on", "reason": "連絡が取れない。"},
    "judge_late_reply": lambda walk: {"choice": "noted", "reason": "手続に影響しない。"},
    "settle_objections": lambda walk: settling(walk),
}
"""The usual answers of a site visit: agreed, held, reported, and nothing differs."""


def settling(
    walk: "Walk", choice: str = "stand", result: str = "", reason: str = "記録のとおりである。"
) -> dict[str, Any]:
    """The form that settles objections with the same result and reason for each."""
    given = result or ("upheld" if choice == "edit" else "not_upheld")
    options = walk.context("settle_objections")["objection_options"]
    rows = [{"no": each["value"], "result": given, "reason": reason} for each in options]
    return {"choice": choice, "results": rows, **({} if rows else {"reason": reason})}


def sheet(walk: "Walk", *groups: str) -> dict[str, Any]:
    """An answer for every item of the groups whose code begins so, honouring what depends on what."""
    with walk.runtime.db.read() as session:
        catalogue = walk.runtime.forms.get(session, walk.case().edition_id).catalogue()
    return filled(catalogue, *groups)


def filled(catalogue: Catalogue, *groups: str) -> dict[str, Any]:
    """The same, from a catalogue."""
    found: dict[str, Any] = {}
    for item in catalogue.items.values():
        if not item.group.startswith(groups):
            continue
        asked = all(
            _holds(found[other]["value"], wanted)
            if other in found
            else not other.startswith(groups_of(groups))
            for other, wanted in item.depends_on
        )
        if (asked or not item.depends_on) and item.type != "file":
            found[item.id] = _answer(item)
    return found


def groups_of(groups: tuple[str, ...]) -> tuple[str, ...]:
    """How the ids of items of these groups begin."""
    return tuple(f"{group.lower()}." for group in groups)


def _holds(value: Any, wanted: tuple[str, ...]) -> bool:
    return any(one in wanted for one in (value if isinstance(value, list) else [value]))


def _answer(item: Item) -> dict[str, Any]:
    return {"value": value_of(item), "na": False, "na_reason": "", "as_of": None}


def value_of(item: Item) -> Any:
    """A value that the item accepts."""
    if item.check == "corporate_number_check_digit" or "corporate_number" in item.id:
        return CORPORATE_NUMBER
    if "kana" in item.id:
        return "アオゾラソフト"
    plain: dict[str, Any] = {
        "url": "https://aozora.example.jp/",
        "email": "info@aozora.example.jp",
        "tel": "03-1234-5678",
        "date": "2026-10-01",
        "month": "2020-04",
        "duration": "P3M",
        "boolean": True if item.must_be is None else item.must_be,
        "longtext": f"{item.title.ja}について、利用規約とサービス仕様書に定めている。",
        "text": "定めている",
    }
    if item.type in {"choice", "multichoice"}:
        first = item.choices[0].value
        return first if item.type == "choice" else [first]
    if item.type in {"number", "percent", "money"}:
        low, high = item.minimum or Decimal(0), item.maximum
        return float(min(low + 10, high) if high is not None else low + 10)
    if item.type == "table":
        rows = item.rows or ("一",)
        return [
            {column.id: (row if at == 0 else "あり") for at, column in enumerate(item.columns)}
            for row in rows
        ]
    return plain[item.type]
