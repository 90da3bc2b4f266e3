"""What people write in each step. An act of the schedule is a step done in one of its ways."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from werkzeug.datastructures import FileStorage

from app import clock
from app.cases.demo import disclosure, papers
from app.cases.demo.disclosure import Answers
from app.cases.demo.profile import Facts
from app.cases.demo.schedule import Script
from app.formkit.catalogue import Catalogue
from app.law import fees, working_days

_DECLARED = dict.fromkeys(("network_service", "uses_ai", "uses_generative_ai", "filer_is_provider"), "yes")
_COMPLETE = dict.fromkeys(
    ("form_ok", "proof_ok", "others_ok", "japanese_ok", "name_matches", "address_matches"), "yes"
)
_CORRECTION_DAYS = 14
_GUIDELINE = "2026-06"


@dataclass(slots=True)
class Given:
    """Fields and files of one step."""

    fields: dict[str, Any]
    files: dict[str, FileStorage] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    """What the writer of a step has before him: the case, its facts, the catalogue, and today's real date."""

    script: Script
    facts: Facts
    catalogue: Catalogue
    present: date
    filed_on: date | None = None
    revoked_no: str = ""
    corrected: bool = False
    seats: list[str] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        return self.script.told

    @property
    def weak(self) -> dict[str, str]:
        """The poor texts of the filing, as long as they stand in it."""
        told: dict[str, str] = self.told.get("weak", {})
        return {} if self.corrected and not self.told.get("keeps_weak") else told

    def form_a(self) -> Answers:
        return disclosure.sheet(self.catalogue, self.facts, "A")

    def form_b(self) -> Answers:
        return disclosure.sheet(self.catalogue, self.facts, "B", "C", instead=self.weak)


def write(act: str, desk: Desk) -> Given:
    """The answers of an act."""
    return ACTS[act](desk)


def half(answers: Answers, share: float = 0.5) -> Answers:
    """The first part of a sheet, as far as somebody has come with it."""
    ids = list(answers)
    return {item_id: answers[item_id] for item_id in ids[: int(len(ids) * share)]}


def _form_a(desk: Desk) -> Given:
    proof = papers.proof(desk.facts["provider_key"])
    return Given({"items": desk.form_a()}, {"items-a.registry_certificate-value": proof})


def _form_b(desk: Desk) -> Given:
    return Given({"items": desk.form_b()})


def _attach(desk: Desk) -> Given:
    return Given({"in_japanese": "yes"}, {"others": papers.description(desk.script.service)})


def _confirm(desk: Desk) -> Given:
    pledges = ["true_content", "fee_not_refunded", "publication"]
    return Given({"next": "submit", **_DECLARED, "guideline_version": _GUIDELINE, "pledges": pledges})


def _register(desk: Desk) -> Given:
    today = clock.today()
    fields = {
        "arrived_on": today.isoformat(),
        "postmark_on": (today - timedelta(days=2)).isoformat(),
        "sender": desk.facts["provider"],
        "tracking": f"9900-{desk.facts['serial']:02d}{today:%m%d}-7",
        "pages": 46 + desk.facts["serial"],
        "proof_present": "yes",
        "others_present": "yes",
        "in_japanese": "yes",
        **_DECLARED,
        "guideline_version": _GUIDELINE,
    }
    return Given(fields, {"scan": papers.scan(desk.facts["provider_key"])})


def _check(desk: Desk) -> Given:
    note = "補正された書類を確認した。" if desk.corrected else "書類はそろっており、名称と所在地も一致する。"
    return Given({**_COMPLETE, "result": "complete", "note": note})


def _check_incomplete(desk: Desk) -> Given:
    wrong = {"others_ok": "no"} if "資料" in desk.told["asks"] else {"proof_ok": "no"}
    return Given({**_COMPLETE, **wrong, "result": "incomplete", **_request(desk)})


def _request(desk: Desk) -> dict[str, Any]:
    due = clock.today() + timedelta(days=_CORRECTION_DAYS)
    if "due_in" in desk.told:
        due = max(desk.present + timedelta(days=desk.told["due_in"]), clock.today() + timedelta(days=1))
    return {"correction_text": desk.told["asks"], "correction_due": due.isoformat()}


def _answer(desk: Desk) -> Given:
    fields: dict[str, Any] = {"explanation": desk.told["says"]}
    if desk.told.get("weak"):
        fields["items"] = desk.form_b()
        return Given(fields)
    return Given(fields, {"documents": papers.proof(desk.facts["provider_key"])})


def _pay(desk: Desk) -> Given:
    paid_on = clock.today() - timedelta(days=1)
    amount = fees.amount("new", desk.filed_on or clock.today())
    return Given(
        {"outcome": "paid", "paid_on": paid_on.isoformat(), "amount": amount, "payer": desk.facts["payer"]}
    )


def _bar(desk: Desk) -> Given:
    reason = "過去1年以内に取り消されたサービスと、名称、URL、法人番号のいずれも一致しない。"
    return Given({"barred": "no", "reason": reason})


def _bar_yes(desk: Desk) -> Given:
    reason = "名称、機能及び画面の構成が、取り消された認定のサービスと同じである。事業の承継の経緯を申請者に確かめた。"
    if desk.told.get("again"):
        reason = "同じ事業者の同じサービスであり、申請日から過去1年以内に取り消されている。"
    return Given({"barred": "yes", "certificate_no": desk.revoked_no, "reason": reason})


def verdicts(desk: Desk) -> dict[str, dict[str, str]]:
    """A verdict on every item that was filled in; poor texts are unfit or to be clarified."""
    found: dict[str, dict[str, str]] = {}
    for item_id, answer in desk.form_b().items():
        given = {"verdict": "fit"}
        if desk.catalogue.items[item_id].type == "url":
            given["evidence"] = "公開ページの内容を確認した。"
        elif answer.get("na"):
            given["evidence"] = "該当しない理由を確認した。"
        found[item_id] = given
    for at, item_id in enumerate(desk.weak):
        verdict = "unfit" if at % 2 == 0 or desk.corrected else "unclear"
        found[item_id] = {
            "verdict": verdict,
            "note": "記載が抽象的で、利用者が比較できる内容になっていない。",
        }
    return found


def _assess(desk: Desk) -> Given:
    return Given({"items": verdicts(desk), "next": "proceed"})


def _assess_correct(desk: Desk) -> Given:
    return Given({"items": verdicts(desk), "next": "correct", **_request(desk)})


def _summary(desk: Desk) -> Given:
    text = (
        f"「{desk.facts['name']}」について、申請書Bの{len(desk.form_b())}項目を確認した。"
        f"{'補正された項目を含め、' if desk.corrected else ''}必須の項目はすべて具体的に開示されており、"
        "公開された規約及び説明資料との食い違いは見られない。"
    )
    return Given({"summary": text, "recommendation": "certify"})


def _summary_no(desk: Desk) -> Given:
    titles = "、".join(f"「{desk.catalogue.items[item_id].title.ja}」" for item_id in desk.weak)
    return Given(
        {
            "summary": f"「{desk.facts['name']}」について確認した。{titles}の開示が十分でない。その他の項目は適合する。",
            "recommendation": "not_certify",
            "reasons": f"{titles}について、具体的な内容が開示されていない。",
        }
    )


def _consider(desk: Desk) -> Given:
    fields = {
        "visit": "no",
        "visit_reason": "書類と公開された情報で確かめられ、現地で見る必要のある点がない。",
        "hear": "no",
        "hear_reason": "書類の審査で判断でき、専門的な知見を要する論点がない。",
    }
    return Given(fields)


def _hear(desk: Desk) -> Given:
    given = _consider(desk)
    asked = {
        "hear": "yes",
        "hear_reason": "生成した内容の誤りを人が見付ける仕組みについて、委員会の知見を聴きたい。",
    }
    return Given(given.fields | asked)


def _convene(desk: Desk) -> Given:
    today = clock.today()
    fields = {
        "next": "convene",
        "reason": "生成した内容の誤りを人が見付ける仕組みが十分に開示されているか、意見を聴く。",
        "method": "circulation",
        "circulation_reason": "次の会議までに日があり、論点が限られている。",
        "members": desk.seats,
        "declare_by": working_days.add_working_days(today, 3).isoformat(),
        "due_on": working_days.add_working_days(today, 10).isoformat(),
    }
    return Given(fields)


def _opine(desk: Desk) -> Given:
    return Given(
        {"verdict": "fit", "reason": "人が確認する手順と記録の保存が開示されており、適合すると考える。"}
    )


def _decide(desk: Desk) -> Given:
    return Given({"decision": "certified", "note": "審査の要約のとおり、審査基準に適合すると認める。"})


def _decide_no(desk: Desk) -> Given:
    fields = {"decision": "not_certified", "unmet": list(desk.weak), "reasons": desk.told["reasons"]}
    return Given(fields)


def _decide_refuse(desk: Desk) -> Given:
    return Given({"decision": "refused", "reasons": desk.told["reasons"]})


def _publish(desk: Desk) -> Given:
    withheld = desk.facts["withhold_rows"]
    note = f"留保する項目は{len(withheld)}件。" if withheld else ""
    return Given({"checked": True, "note": note})


def _dispatch(desk: Desk) -> Given:
    today = clock.today()
    tracking = f"9901-{desk.facts['serial']:02d}{today:%m%d}-{today.day % 10}"
    return Given({"sent_on": today.isoformat(), "method": "registered", "tracking": tracking})


def _confirm_withdrawal(desk: Desk) -> Given:
    return Given({"confirmed": True, "note": "登録された担当者に電話をかけ、取下げの意思を確かめた。"})


ACTS: dict[str, Callable[[Desk], Given]] = {
    "form_a": _form_a,
    "form_b": _form_b,
    "attach": _attach,
    "confirm": _confirm,
    "register": _register,
    "enter_a": _form_a,
    "enter_b": _form_b,
    "check_entry": lambda desk: Given({"result": "same"}),
    "check": _check,
    "check_incomplete": _check_incomplete,
    "answer": _answer,
    "pay": _pay,
    "bar": _bar,
    "bar_yes": _bar_yes,
    "assess": _assess,
    "assess_correct": _assess_correct,
    "assess_unfit": _assess,
    "summary": _summary,
    "summary_no": _summary_no,
    "consider": _consider,
    "hear": _hear,
    "convene": _convene,
    "declare": lambda desk: Given({"result": "none"}),
    "opine": _opine,
    "decide": _decide,
    "decide_no": _decide_no,
    "decide_refuse": _decide_refuse,
    "publish": _publish,
    "dispatch": _dispatch,
    "confirm_withdrawal": _confirm_withdrawal,
    "draft_a": lambda desk: Given({"items": half(desk.form_a())}),
    "draft_b": lambda desk: Given({"items": half(desk.form_b())}),
    "draft_entry": lambda desk: Given({"items": half(desk.form_b(), 0.3)}),
    "draft_assess": lambda desk: Given({"items": half(verdicts(desk))}),
}
"""By act of the schedule."""
