"""What stands against a step of a hearing (第6条第2項, 第7条): opening, opinion, closing, ruling, decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.law import committee, refusals, wording, working_days
from app.law.text import Ground, Text

Agreement = Literal["same", "different", "none"]
_SHUT = ("excluded", "struck")
_GONE: dict[str, Text] = {
    "recused": Text("この議案から回避しています。", "You have recused yourself from this item."),
    "expired": Text("任期が満了しています。", "Your term has ended."),
    "staff": Text(
        "認定機関の職員になったため、席が終わりました。", "Your seat ended as you work for the body by now."
    ),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may preside: the post of today's appointment and since when; `eligible`: no interest."""

    user_id: int
    post: str
    since: date
    acting_order: int = 0
    eligible: bool = True


def hearing_grounds(
    decision_taken: bool, *, candidates: int, open_numbers: Sequence[str] = ()
) -> list[Ground]:
    """What stands against opening a hearing (第6条第2項: in advance of the decision).

    `candidates` is how many of the chosen members may be seated: with none, nobody is invited.
    """
    grounds = [_after_decision("opened")] if decision_taken else []
    if open_numbers:
        listed = wording.listed(open_numbers)
        words = Text(
            f"この案件の意見聴取が既に開かれています：{listed.ja}",
            f"The committee is already being heard on this case: {listed.en}",
        )
        grounds.append(Ground("hearing_open", "", "design", words))
    if candidates < 1:
        words = Text(
            "利害関係のない委員がいません。代替委員を加えるか、意見を聴かずに進む理由を記録してください。",
            "No member without an interest is left. Add alternates, or record why the committee is not heard.",
        )
        grounds.append(Ground("no_members", "", "design", words, "members"))
    return grounds


def opinion_grounds(
    seat_state: str,
    *,
    declared: bool,
    open: bool,
    received_at: datetime,
    due_at: datetime,
    decision_taken: bool,
    staff_of_body: bool = False,
) -> list[Ground]:
    """What stands against storing an opinion (第7条, 第6条第2項); `received_at` is the server's own time.

    An opinion received at `due_at` itself still counts.
    """
    grounds = [_after_decision("opinion")] if decision_taken else []
    if staff_of_body:
        grounds.append(
            refusals.ground(
                "X21",
                "認定機関の職員になったため、有識者として意見を述べることはできません。",
                "You work for the certification body by now and give no opinion as an expert.",
            )
        )
    grounds += reading_grounds(seat_state, declared=declared)
    if received_at > due_at:
        said = wording.moment(due_at)
        words = Text(
            f"{said.ja}に締め切りました。意見は受け付けられません。",
            f"The time for opinions ended on {said.en}. Nothing can be taken any more.",
        )
        grounds.append(Ground("opinion_late", "", "design", words))
    elif not open:
        words = Text(
            "意見聴取は締め切られました。意見は受け付けられません。",
            "The hearing is closed. Nothing can be taken any more.",
        )
        grounds.append(Ground("hearing_closed", "", "design", words))
    return grounds


def reading_grounds(seat_state: str, *, declared: bool) -> list[Ground]:
    """What stands against a member's opening the file (第7条): an interest, or none declared yet."""
    if seat_state in _SHUT:
        return [
            refusals.ground(
                "X20",
                "利害関係があるため、この議案に加わることはできません。",
                "Having an interest, you take no part in this item.",
            )
        ]
    if seat_state in _GONE:
        return [Ground("seat_ended", "", "design", _GONE[seat_state])]
    if not declared or seat_state == "invited":
        return [
            refusals.ground(
                "X20",
                "利害関係が申告されていません。先に利害関係の有無を申告してください。",
                "Your interests have not been declared. Declare first whether you have one.",
                part=1,
            )
        ]
    if seat_state != "eligible":
        return [
            refusals.ground(
                "X20",
                "利害関係の判断が済んでいません。認定責任者の判断をお待ちください。",
                "Your interest has not been judged yet. Wait for the decider's judgement.",
                part=1,
            )
        ]
    return []


def closing_grounds(
    now: datetime, due_at: datetime, reason: str, below_quorum: bool, *, all_in: bool = False
) -> list[Ground]:
    """What stands against closing now (第6条第2項, AMB-36): early or below quorum it needs a reason.

    Not early where `all_in`: nobody is left whose declaration or opinion the due time would wait for.
    """
    if reason.strip():
        return []
    grounds = []
    if now < due_at and not all_in:
        words = Text(
            "期限の前に締め切る理由を書いてください。",
            "Write why the hearing is closed before its due time.",
        )
        grounds.append(Ground("closing_early", "", "design", words, "reason"))
    if below_quorum:
        words = Text(
            "定足数を満たしていません。このまま締め切る理由を書いてください。",
            "The quorum is not met. Write why the hearing is closed nevertheless.",
        )
        grounds.append(Ground("closing_below_quorum", "", "design", words, "reason"))
    return grounds


def ruling_grounds(outcome: str, ruling: str, reason: str, *, in_office: bool = True) -> list[Ground]:
    """What stands against a ruling of the presiding member (第7条, AMB-36): only on a tie, with a reason.

    `in_office`: the chair or an acting chair presides; any other member can only report both views.
    """
    grounds = []
    if not in_office and ruling != "split":
        words = Text(
            "可否同数を決せられるのは委員長と職務代理だけです。「両論併記」を選んでください。",
            "Only the chair or an acting chair rules on a tie. Choose to report both views.",
        )
        grounds.append(Ground("ruling_office", "", "design", words, "ruling"))
    if outcome != "tie":
        words = Text("可否同数ではないため、裁定はありません。", "There is no tie to rule on.")
        grounds.append(Ground("no_tie", "", "design", words))
    if ruling not in committee.RULINGS:
        words = Text("適、条件付、否、両論併記から選んでください。", "Choose one of the rulings offered.")
        grounds.append(Ground("ruling_unknown", "", "design", words, "ruling"))
    if ruling != "split" and not reason.strip():
        words = Text("裁定の理由を書いてください。", "Write the reason for the ruling.")
        grounds.append(Ground("ruling_reason", "", "design", words, "reason"))
    return grounds


def decision_grounds(open_hearing_numbers: Sequence[str]) -> list[Ground]:
    """What stands against deciding (第6条第2項): a hearing that is neither delivered nor abandoned."""
    if not open_hearing_numbers:
        return []
    listed = wording.listed(open_hearing_numbers)
    return [
        refusals.ground(
            "X15",
            f"委員会の意見聴取が続いています（{listed.ja}）。締め切り、意見の提出を受けてから決定してください。",
            f"The committee is still being heard ({listed.en}). Close the hearing and let its opinion be delivered.",
        )
    ]


def treatment_grounds(
    delivered: bool, agreement: str, text: str, *, conditions: bool = False
) -> list[Ground]:
    """What a decision must say of an opinion delivered (第6条第2項): it binds nobody, but is answered.

    With `conditions`, members asked for some: whoever decides alike says what becomes of them.
    """
    if not delivered:
        return []
    if agreement not in ("same", "different"):
        words = Text(
            "委員会の意見をどう扱ったかを選んでください。",
            "Say how the committee's opinion was treated.",
        )
        return [Ground("treatment", "", "design", words, "treatment")]
    if agreement == "different" and not text.strip():
        words = Text(
            "委員会の意見と異なる決定をする理由を書いてください。",
            "Write why the decision differs from the committee's opinion.",
        )
        return [Ground("treatment_reason", "", "design", words, "treatment_text")]
    if conditions and not text.strip():
        words = Text(
            "委員会の意見には条件があります。条件をどう扱ったかを書いてください。",
            "The committee's opinion names conditions. Write what becomes of them.",
        )
        return [Ground("treatment_conditions", "", "design", words, "treatment_text")]
    return []


def circulation_grounds(reason: str, opened_on: date, due_on: date, objections: int = 0) -> list[Ground]:
    """What stands against taking opinions by circulation (第7条, AMB-36)."""
    rules = committee.current(opened_on)
    least = rules.number("circulation_min_days")
    grounds = []
    if not rules.rules["circulation_allowed"].value:
        grounds.append(_circulation("持回りは認められていません。", "Circulation is not allowed.", "method"))
    if not reason.strip():
        grounds.append(
            _circulation("持回りとする理由を書いてください。", "Write why there is no meeting.", "reason")
        )
    if due_on < working_days.add_working_days(opened_on, least):
        ja, en = (
            f"期限は招集から{least}営業日以上あとにしてください。",
            f"Leave at least {least} working days.",
        )
        grounds.append(_circulation(ja, en, "due_on"))
    if objections:
        ja = "会議を求める委員がいるため、持回りでは進められません。会議を招集してください。"
        grounds.append(_circulation(ja, "A member asks for a meeting. Call one instead.", "method"))
    return grounds


def presiding(candidates: Sequence[Candidate]) -> int | None:
    """Who presides (第7条, AMB-36): chair, acting chairs by their order, the longest-serving member; or nobody.

    Only members without an interest in the case preside over it.
    """
    free = [each for each in candidates if each.eligible and each.post in _RANK]
    return min(free, key=_rank).user_id if free else None


_RANK = {"chair": 0, "acting": 1, "member": 2, "alternate": 3}


def _rank(candidate: Candidate) -> tuple[int, int, date, int]:
    order = candidate.acting_order if candidate.post == "acting" else 0
    return (_RANK[candidate.post], order, candidate.since, candidate.user_id)


def _after_decision(step: str) -> Ground:
    if step == "opened":
        return refusals.ground(
            "X14",
            "既に決定しているため、委員会の意見を聴くことはできません。",
            "The case has been decided, so the committee can no longer be heard on it.",
        )
    return refusals.ground(
        "X14",
        "既に決定しているため、意見を記録できません。",
        "The case has been decided, so no opinion can be recorded.",
    )


def _circulation(ja: str, en: str, field: str) -> Ground:
    return Ground("circulation", "", "design", Text(ja, en), field)
