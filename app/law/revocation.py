"""The nine grounds of revocation (第17条第1項) and what a decision to revoke must rest on."""

from dataclasses import dataclass

from app.law import refusals
from app.law.ends import STATUSES, Status
from app.law.text import Ground, Text


@dataclass(frozen=True, slots=True)
class RevocationGround:
    """One of the nine. `paragraphs` are those of 第10条 that it may rest on, empty where it rests on none.

    `follows` names the step without which it cannot arise: "investigation" or "improvement_request".
    """

    number: int
    roman: str
    title: Text
    needs_just_reason: bool = False
    paragraphs: tuple[int, ...] = ()
    follows: str = ""
    reading: str = ""

    @property
    def article(self) -> str:
        """Its citation."""
        return f"第17条第1項第{self.number}号"


GROUNDS: tuple[RevocationGround, ...] = (
    RevocationGround(1, "i", Text("審査基準に適合しなくなった", "Criteria no longer met")),
    RevocationGround(
        2, "ii", Text("不正な手段で認定を受けた", "Certified by unfair means"), reading="AMB-33"
    ),
    RevocationGround(
        3,
        "iii",
        Text("認定マークの使い方の違反（第10条第2項から第6項まで）", "Misuse of the mark (10(2) to 10(6))"),
        paragraphs=(2, 3, 4, 5, 6),
        reading="AMB-12",
    ),
    RevocationGround(
        4,
        "iv",
        Text("変更・終了の届出を怠った", "Neglected a notice of change or termination"),
        needs_just_reason=True,
    ),
    RevocationGround(
        5,
        "v",
        Text("緊急事態の通知・報告を怠った", "Neglected to notify or report an incident"),
        needs_just_reason=True,
        reading="AMB-24",
    ),
    RevocationGround(
        6,
        "vi",
        Text("調査に応じない、又は虚偽の説明・資料", "Refused an investigation, or answered it falsely"),
        needs_just_reason=True,
        follows="investigation",
        reading="AMB-34",
    ),
    RevocationGround(
        7,
        "vii",
        Text("改善の要請に従わない", "Did not follow an improvement request"),
        needs_just_reason=True,
        follows="improvement_request",
    ),
    RevocationGround(8, "viii", Text("不法行為又は法令違反", "Tort or violation of law"), reading="AMB-24"),
    RevocationGround(
        9,
        "ix",
        Text(
            "承継で提供体制が変わり継続が疑わしい", "Succession changed the set-up and continuity is in doubt"
        ),
        reading="AMB-9",
    ),
)


@dataclass(frozen=True, slots=True)
class ChosenGround:
    """A ground as the officer states it.

    `just_reason_assessed` is what was found on the provider's reason; a false answer (vi) needs none.
    `request_past_due`: an improvement request is on record and its due date has passed.
    """

    number: int
    facts: str
    paragraphs: tuple[int, ...] = ()
    just_reason_assessed: str = ""
    false_answer: bool = False
    request_past_due: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed revocation: its grounds, how the term stands, and whether a person decides.

    `past_last_day`: the term is over by time, which a status of termination does not show.
    """

    grounds: tuple[ChosenGround, ...]
    status: Status
    decided_by_person: bool = True
    past_last_day: bool = False


_OVER: frozenset[Status] = frozenset({"lapsed", "expired", "revoked", "superseded"})


def ground(number: int) -> RevocationGround:
    """The ground of that item of 第17条第1項; KeyError if there is none."""
    for found in GROUNDS:
        if found.number == number:
            return found
    raise KeyError(number)


def revocation_grounds(proposal: Proposal) -> list[Ground]:
    """What stands against revoking (第17条第1項, AMB-26): faults of the proposal and of each ground."""
    faults = []
    if proposal.past_last_day or proposal.status in _OVER:
        said = STATUSES[proposal.status]
        faults.append(
            refusals.ground(
                "X65",
                f"この認定は既に終わっているため取り消せません（{said.ja}）。確認した事実は記録に残してください。",
                f"This certification has ended and cannot be revoked ({said.en}). Record what was found.",
            )
        )
    if not proposal.grounds:
        faults.append(
            refusals.ground(
                "X60",
                "取消しの事由がありません。第17条第1項の号を選んでください。",
                "There is no ground for revocation. Choose an item of 17(1).",
                field="grounds",
            )
        )
    if not proposal.decided_by_person:
        faults.append(
            refusals.ground(
                "X63",
                "期限の経過だけで取り消すことはできません。認定責任者が判断してください。",
                "A due date that has passed revokes nothing. The decider has to judge.",
            )
        )
    return faults + [fault for chosen in proposal.grounds for fault in _faults(chosen)]


def _faults(chosen: ChosenGround) -> list[Ground]:
    law = ground(chosen.number)
    faults = []
    if not chosen.facts.strip():
        faults.append(
            refusals.ground(
                "X61",
                f"第{chosen.number}号に当たる事実を書いてください。",
                f"State the facts for item ({law.roman}).",
                field="facts",
            )
        )
    outside = set(chosen.paragraphs) - set(law.paragraphs)
    if law.paragraphs and (outside or not chosen.paragraphs):
        faults.append(
            refusals.ground(
                "X62",
                "第3号の根拠は第10条第2項から第6項までに限ります。該当する項を選んでください。",
                "Item (iii) rests on 10(2) to 10(6) only. Choose the paragraph that applies.",
                field="paragraphs",
            )
        )
    if chosen.number == 7:
        faults += _improvement_faults(chosen)
    elif law.needs_just_reason and not chosen.false_answer and not chosen.just_reason_assessed.strip():
        faults.append(
            refusals.ground(
                "X63",
                f"第{chosen.number}号は正当な理由の有無の判断が必要です。事業者の理由を聴いて記録してください。",
                f"Item ({law.roman}) needs a judgement on the reason given. Ask the provider and record it.",
                field="just_reason",
            )
        )
    return faults


def _improvement_faults(chosen: ChosenGround) -> list[Ground]:
    if chosen.request_past_due and chosen.just_reason_assessed.strip():
        return []
    return [
        refusals.ground(
            "X64",
            "第7号には、期限を過ぎた改善の要請と正当な理由の有無の判断が必要です。",
            "Item (vii) needs an improvement request past due and a judgement on the reason given.",
            field="just_reason",
        )
    ]
