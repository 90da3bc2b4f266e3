"""What happened in a case, a sentence an event, for people of the certification body."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.cases.runtime import Runtime
from app.cases.views import heard, refused, visited
from app.formkit import FormSpec
from app.law.decision import RESULTS
from app.law.text import Text
from app.store.models.procedures import Event
from app.store.reading import hearings
from app.store.reading.blind import is_unsaid
from app.store.reading.cases import Head, Step

ENDS: dict[str, Text] = {
    **{str(key): text for key, text in RESULTS.items()},
    "withdrawn": Text("取下げ", "Withdrawal"),
}


NAMELESS = Text("名前のない作業", "a step without a name")
UNKNOWN = Text("手続の記録を加えた", "An entry was added to the record")
"""What a later version may have recorded and this one has no words for."""

_MAILS: dict[str, Text] = {
    "mail_sent_again": Text(
        "届いたか分からないメールを送り直した", "Sent a mail again that may not have gone out"
    ),
    "mail_settled": Text(
        "届いたか分からないメールを送信済みとした", "Took a mail for sent whose delivery was in doubt"
    ),
    "mail_told": Text(
        "届かなかったメールの内容を電話・郵送で伝えた",
        "Told by telephone or letter what a mail did not bring",
    ),
    "mail_corrected": Text(
        "届かなかったメールを今のアドレスに送り直した",
        "Sent an undelivered mail again to the present address",
    ),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: what, who, when, on what article; `details` are the routing answers in words."""

    seq: int
    at: datetime
    legal_date: date
    kind: str
    what: Text
    details: tuple[Text, ...]
    who: str
    role: str
    article: str
    reason: str
    hash: str
    step_id: int | None
    seated: str = ""
    """Whose seat of a hearing it was about, for those who may know."""
    node: str = ""


def told(
    runtime: Runtime,
    session: Session,
    head: Head,
    events: Iterable[tuple[Event, str | None]],
    steps: Sequence[Step],
) -> list[Happened]:
    """The events in words, oldest first."""
    by_id = {step.id: step for step in steps}
    events = list(events)
    names = _names(runtime, session, head)
    seats = hearings.seat_names(session, head, [e.data["seat"] for e, _name in events if "seat" in e.data])
    by_node = {step.node: step for step in steps}
    forms = runtime.forms.get(session, head.edition_id).forms
    found = []
    for event, name in events:
        step = by_id.get(event.data.get("work_item", 0)) or by_node.get(event.node)
        spec = forms.get(f"{step.process_id}.{step.node}") if step is not None else None
        found.append(
            Happened(
                event.seq,
                event.at,
                event.legal_date,
                event.kind,
                _what(event, step, names, seats),
                tuple(_details(event, spec)),
                name or "",
                step.role if step is not None and event.kind == "completed" else "",
                event.article,
                _reason(event),
                event.hash,
                event.data.get("work_item"),
                seats.get(event.data.get("seat", 0), ""),
                event.node,
            )
        )
    return found


def _names(runtime: Runtime, session: Session, head: Head) -> dict[str, Text]:
    """The names of all procedures and their nodes, by id."""
    found: dict[str, Text] = {}
    for process_id, diagram in runtime.engine.library(session, head.edition_id).diagrams.items():
        for id_, node in diagram.nodes.items():
            if node.name:
                found[id_] = Text(node.name, node.name_en or node.name)
        found[process_id] = Text(diagram.name, diagram.name_en or diagram.name)
    return found


def _reason(event: Event) -> str:
    """The reason that somebody wrote; what ended a case is told by the end itself."""
    ended = event.kind == "hearing_abandoned" and event.reason in ENDS
    return "" if is_unsaid(event) or ended else event.reason


def _what(event: Event, step: Step | None, names: Mapping[str, Text], seats: Mapping[int, str]) -> Text:
    data = event.data
    name = names.get(event.node, NAMELESS)
    process = name
    if step is not None:
        name = Text(step.name, step.name_en or step.name)
    known = {
        "started": Text(f"「{process.ja}」の手続を始めた", f"Started the procedure “{process.en}”"),
        "completed": Text(f"「{name.ja}」を完了した", f"Completed “{name.en}”"),
        "refused": Text(
            f"「{name.ja}」を完了しようとしたが、受け付けられなかった", f"“{name.en}” was refused"
        ),
        "claimed": Text(f"「{name.ja}」を引き受けた", f"Took “{name.en}”"),
        "released": Text(f"「{name.ja}」の担当を外れた", f"Gave “{name.en}” back"),
        "assigned": Text(f"「{name.ja}」の担当者を決めた", f"Gave “{name.en}” to somebody"),
        "timer": Text("定めた日になり、手続が進んだ", "A date came, and the procedure went on"),
        "message": _message(event.node),
        **_MAILS,
        "filed": Text(
            f"申請を受け付けた（到達番号 {data.get('arrival_no', '')}）",
            f"The application was received (arrival number {data.get('arrival_no', '')})",
        ),
        "granted": Text(
            f"認定証を交付した（認定番号 {data.get('certificate_no', '')}）",
            f"The certificate was granted (number {data.get('certificate_no', '')})",
        ),
        "published": Text(
            f"登録簿に公表した（{data.get('certificate_no', '')} 第{data.get('version', '')}版）",
            f"Published on the registry ({data.get('certificate_no', '')}, version {data.get('version', '')})",
        ),
        **visited.words(data),
        "closed": _closed(data),
        "token_moved": Text(
            f"運用担当者が手続を「{name.ja}」まで戻した",
            f"An operator took the procedure back to “{name.en}”",
        ),
        "cancelled": Text("運用担当者が手続を止めた", "An operator stopped the procedure"),
        "retried": Text(
            "運用担当者が、失敗した処理をもう一度試した", "An operator tried again what had failed"
        ),
        "resumed": Text("運用担当者が手続を再開した", "An operator let the procedure go on"),
        "carried_over": Text(
            "手続を別の版の工程に移した", "The procedure was carried over to another edition"
        ),
        "member_withdrawn": Text(
            f"「{name.ja}」を頼んだ人を1人外した", f"One person was taken out of “{name.en}”"
        ),
        "member_added": Text(f"「{name.ja}」を頼む人を1人加えた", f"One more was asked for “{name.en}”"),
        "incident_resolved": Text("処理できなかった手続を再開した", "A failed step was taken up again"),
    }
    return known.get(event.kind) or heard.what(event, seats) or UNKNOWN


def _message(name: str) -> Text:
    if name == "application.withdrawn":
        return Text("申請者から取下げの申出があった", "The applicant withdrew the application")
    return heard.MESSAGES.get(
        name, Text("ほかの手続から連絡を受け取った", "Another procedure sent a message")
    )


def _closed(data: Mapping[str, Any]) -> Text:
    end = ENDS.get(data.get("result", ""))
    if end is None:
        return Text("案件を終えた", "The case was closed")
    return Text(f"案件を終えた（{end.ja}）", f"The case was closed ({end.en})")


def _details(event: Event, spec: FormSpec | None) -> Iterable[Text]:
    if is_unsaid(event):
        return
    for id_ in event.data.get("refusals") or ():
        yield refused.word(id_)
    given = event.data.get("routing") or {}
    for field in spec.fields if spec is not None else ():
        value = given.get(field.key) if field.routing else None
        if value in (None, "", False):
            continue
        label = next((option.label for option in field.options if option.value == value), None)
        if label is not None:
            yield Text(f"{field.label.ja}：{label.ja}", f"{field.label.en}: {label.en}")
