"""What happened to a hearing and its seats, a sentence an event. No opinion is told.

Whoever is seated is named to those who are told the events of seats at all (app.store.reading.blind).
"""

from collections.abc import Mapping, Sequence

from app.law.text import Text
from app.store.models.procedures import Event

MESSAGES: dict[str, Text] = {
    "hearing.closed": Text(
        "意見の聴取の終わりを手続に伝えた", "The procedure was told that the hearing is over"
    ),
    "hearing.recounted": Text(
        "意見の数え直しを手続に伝えた", "The procedure was told that opinions were counted again"
    ),
    "seat.ended": Text("委員の席の手続を終えた", "The procedure of a seat ended"),
    "challenge.ended": Text("忌避の申立ての手続を終えた", "The procedure of a challenge ended"),
    "question.ended": Text("質問の手続を終えた", "The procedure of a question ended"),
    "visit.changed": Text("現地調査の計画を変えることになった", "The plan of a site visit is to change"),
    "visit.answered": Text("現地調査についての回答が届いた", "An answer on a site visit arrived"),
    "facts.answered": Text("事実確認の回答が届いた", "The check of the facts was answered"),
    "term.started": Text(
        "認定の有効期間の管理を始めた", "The term of the certification is watched from now on"
    ),
}
_HEARINGS: dict[str, Text] = {
    "hearing_opened": Text("委員会の意見の聴取を始めた（{no}）", "Opened a hearing of the committee ({no})"),
    "hearing_closed": Text("意見の聴取を締め切り、集計した（{no}）", "Closed the hearing and counted ({no})"),
    "hearing_accepted": Text(
        "定足数に足りない意見を受け取ることとした（{no}）", "Took the opinions below the quorum ({no})"
    ),
    "hearing_counted_again": Text("意見を数え直した（{no}）", "Counted the opinions again ({no})"),
    "minutes_addendum": Text(
        "承認した議事録に追記することとした（{no}）", "Asked for an addendum to the approved minutes ({no})"
    ),
    "hearing_delivered": Text(
        "委員会の意見を認定責任者に渡した（{no}）", "Delivered the committee's opinion ({no})"
    ),
    "hearing_stopped": Text(
        "会議を求める申出により持回りをやめた（{no}）",
        "Stopped the circulation since a meeting was asked for ({no})",
    ),
    "meeting_moved": Text("会議の日時などを変えた（{no}）", "Moved or changed the meeting ({no})"),
    "meeting_called_off": Text("会議を取りやめた（{no}）", "Called off the meeting ({no})"),
    "seat_asked_meeting": Text("委員が会議を求めた（{no}）", "A member asked for a meeting ({no})"),
    "presiding_gone": Text(
        "議長を務める委員がいないため、認定責任者に返した（{no}）",
        "Nobody is left who presides: it went back to the decider ({no})",
    ),
    "hearing_abandoned": Text("意見の聴取を打ち切った（{no}）", "Gave up the hearing ({no})"),
    "minutes_approved": Text(
        "議事録の第{version}版を承認した（{no}）", "Approved version {version} of the minutes ({no})"
    ),
    "challenge_filed": Text(
        "申請者が忌避を申し立てた（{challenge}）", "The applicant challenged somebody ({challenge})"
    ),
    "challenge_judged": Text("忌避の申立てを判断した（{challenge}）", "A challenge was judged ({challenge})"),
    "declaration_renewed": Text("委員が利害関係の申告をやり直した", "A member declared interests again"),
    "seat_weighed": Text("決定への影響を検討した（{no}）", "Weighed what it means for the decision ({no})"),
}
_ASKED = Text("委員が申請者への質問を出した", "A member put a question to the applicant")
_PRESIDES = (
    Text("議長が決まった（{no}）", "It is settled who presides ({no})"),
    Text("議長が替わった（{no}）", "Another member presides ({no})"),
    Text("議長を務める委員がいなくなった（{no}）", "Nobody is left who presides ({no})"),
)
_SEATS: dict[str, Text] = {
    "invited": Text("委員を招いた", "A member was invited"),
    "judging": Text("委員の申告を判断に回した", "A declaration went to be judged"),
    "eligible": Text("委員に利害関係がないことを確かめた", "A member was found to have no interest"),
    "excluded": Text("委員を除斥した", "A member was excluded"),
    "challenged": Text("委員の席を判断まで止めた", "A seat was shut until judged"),
    "recused": Text("委員が回避した", "A member recused themselves"),
    "struck": Text(
        "後から分かった利害関係により委員を外した", "A member was taken out for an interest found late"
    ),
    "expired": Text("任期により委員の席が終わった", "A seat ended with the term"),
    "staff": Text("認定機関の職員になり委員の席が終わった", "A seat ended as the member joined the body"),
}


def what(event: Event, names: Mapping[int, str]) -> Text | None:
    """The sentence of an event of a hearing; None for any other event.

    `names` are those of the seats, by the id of the seat, as far as the reader may know them.
    """
    no = str(event.data.get("hearing", ""))
    if event.kind in _HEARINGS:
        said, version = _HEARINGS[event.kind], event.data.get("version", "")
        told = {"no": no, "version": version, "challenge": event.data.get("challenge", "")}
        return Text(said.ja.format_map(told), said.en.format_map(told))
    if event.kind == "seat_presiding":
        said = _PRESIDES[2 if event.data.get("to") is None else 0 if event.data.get("from") is None else 1]
        return Text(said.ja.format(no=no), said.en.format(no=no))
    if event.kind == "question_asked":
        return _ASKED
    if event.kind == "seat_added":
        return _named(_SEATS["invited"], event, names)
    if event.kind == "seat_moved":
        return _named(_SEATS[str(event.data["to"])], event, names)
    return None


def _named(said: Text, event: Event, names: Mapping[int, str]) -> Text:
    name = names.get(event.data.get("seat", 0))
    return Text(f"{said.ja}：{name}", f"{said.en}: {name}") if name else said


def invited(names: Sequence[str]) -> Text:
    """Several invitations of one step in one sentence."""
    ja, en = "、".join(names), ", ".join(names)
    return Text(f"委員{len(names)}名を招いた：{ja}", f"{len(names)} members were invited: {en}")
