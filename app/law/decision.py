"""Which results the law leaves open, and what stands against a proposed one (第6条, 第8条)."""

from dataclasses import dataclass
from typing import Literal

from app.law import refusals, wording
from app.law.conformity import DecisionFacts, ItemVerdict, Verdict
from app.law.text import Ground, Text

__all__ = [
    "OWN",
    "RESULTS",
    "DecisionFacts",
    "ItemVerdict",
    "Option",
    "Reason",
    "Result",
    "Verdict",
    "decision_grounds",
    "possible_results",
    "selectable_reasons",
]

Result = Literal["certified", "not_certified", "refused"]

RESULTS: dict[Result, Text] = {
    "certified": Text("認定", "Certification"),
    "not_certified": Text("不認定", "Non-certification"),
    "refused": Text("拒否（第8条）", "Refusal (Art. 8)"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that the decider can pick. `key` is an item, a refusal id, or a name of its own."""

    key: str
    article: str
    text: Text


@dataclass(frozen=True, slots=True)
class Option:
    """A result on the decider's screen; it can be chosen where nothing stands against it."""

    result: Result
    name: Text
    grounds: tuple[Ground, ...]

    @property
    def possible(self) -> bool:
        """Whether the law leaves this result open."""
        return not self.grounds


OWN: dict[str, Reason] = {
    row.key: row
    for row in (
        Reason(
            "survey_declined", "第6条第3項", Text("現地調査を受け入れなかった", "The site visit was declined")
        ),
        Reason(
            "survey_found",
            "第6条第3項",
            Text(
                "現地調査で、適合と認められない点が明らかになった",
                "The site visit showed what does not conform",
            ),
        ),
        Reason(
            "committee_doubts",
            "第6条第2項",
            Text(
                "委員会の意見を聴き、適合と認められない点があると判断した",
                "Having heard the committee, something was found not to conform",
            ),
        ),
        Reason(
            "correction_unanswered",
            "AMB-30",
            Text("補正の求めに答えなかった", "The request for correction went unanswered"),
        ),
    )
}
"""Reasons that are neither an item nor a requirement of the rules."""


def possible_results(facts: DecisionFacts) -> tuple[Option, ...]:
    """All three results, with why those that are closed are closed (第6条第1項, 第8条).

    What the decider still has to write, such as the reasons, closes nothing.
    """
    return tuple(Option(result, name, tuple(_closing(facts, result))) for result, name in RESULTS.items())


def decision_grounds(facts: DecisionFacts, proposed: Result) -> list[Ground]:
    """Everything that stands against recording `proposed` now (第6条第1項・第4項, 第8条, 第9条第1項)."""
    return [*_closing(facts, proposed), *_reasons(facts, proposed), *_day(facts), *_people(facts)]


def selectable_reasons(facts: DecisionFacts) -> tuple[Reason, ...]:
    """The reasons against certifying that the facts offer, so that no case is stuck (第6条第4項).

    A declined site visit or an unanswered correction explains why conformity was not found; where every item
    is nevertheless recorded as fit, it does not by itself open non-certification. What a visit found against the
    applicant, and a committee that was not of one mind for it, do: they are newer than the review, and the decider
    weighs both (第6条第2項・第3項). Neither closes certification.
    """
    items = [
        Reason(item, "第6条第1項", Text(f"適合と認めない項目：{item}", f"Item not found conforming: {item}"))
        for item in facts.open_items
    ]
    parts = [refusals.refusal(id_)[0] for id_ in facts.unmet if id_ not in facts.open_items]
    unmet = [Reason(part.id, part.article or part.see, part.text) for part in parts]
    offered = {
        "survey_declined": facts.survey_declined,
        **{key: key in facts.doubts for key in ("survey_found", "committee_doubts")},
        "correction_unanswered": facts.correction_unanswered,
    }
    return (*items, *unmet, *(OWN[key] for key, holds in offered.items() if holds))


def _closing(facts: DecisionFacts, proposed: Result) -> list[Ground]:
    grounds = [*_unready(facts)]
    if proposed == "certified":
        grounds += _against_certifying(facts)
    elif proposed == "refused":
        grounds += _against_refusing(facts)
    else:
        grounds += _against_not_certifying(facts)
    return grounds


def _unready(facts: DecisionFacts) -> list[Ground]:
    grounds = []
    if facts.barred is None:
        grounds.append(
            refusals.ground(
                "X22",
                "第8条の再確認が済んでいません。取消しの記録との照合を終えてください。",
                "Art. 8 has not been checked again. Finish the comparison with recorded revocations.",
            )
        )
    if facts.hearing_open:
        grounds.append(
            refusals.ground(
                "X15",
                "委員会の意見聴取が続いています。締め切ってから決定してください。",
                "The committee is still being heard. Close the hearing first.",
            )
        )
    return grounds


def _against_certifying(facts: DecisionFacts) -> list[Ground]:
    grounds = [_requirement(found) for found in facts.unmet_requirements]
    if not facts.application_filed:
        grounds.append(
            refusals.ground(
                "X83",
                "申請がないため認定できません。申請を受け付けてください。",
                "There is no application to certify. Register one first.",
            )
        )
    if facts.barred:
        grounds.append(
            refusals.ground(
                "X22",
                "申請日から過去1年以内に取り消されたサービスなので、認定できません。拒否を選んでください。",
                "The service was revoked within the year before the application. Choose refusal.",
            )
        )
    if facts.renewed_term_ended:
        grounds.append(
            refusals.ground(
                "X45",
                "更新する認定が既に効力を失っています。新規の申請が必要です。",
                "The certification to be renewed has ended. A new application is needed.",
            )
        )
    if not facts.fee_paid:
        grounds.append(
            refusals.ground(
                "X9",
                "審査手数料の納付が確認されていません。入金を照合してください。",
                "The fee is not confirmed as paid. Match the payment first.",
            )
        )
    return grounds + _unproven(facts)


def _unproven(facts: DecisionFacts) -> list[Ground]:
    if facts.open_items:
        listed = wording.listed(facts.open_items)
        return [
            refusals.ground(
                "X13",
                f"適合と認めていない項目があるため認定できません：{listed.ja}",
                f"Certification is closed while items are not found conforming: {listed.en}",
            )
        ]
    if not any(found.applies for found in facts.verdicts):
        return [
            refusals.ground(
                "X13",
                "審査項目の判定が記録されていないため認定できません。審査表を記入してください。",
                "No criterion has been judged, so certification is closed. Fill in the review table.",
            )
        ]
    return []


def _against_not_certifying(facts: DecisionFacts) -> list[Ground]:
    if facts.barred:
        return [
            refusals.ground(
                "X22",
                "第8条に当たる申請は、不認定ではなく拒否とします。",
                "What Art. 8 bars is refused; it is not a matter of non-certification.",
            )
        ]
    if facts.conforming and not facts.renewed_term_ended and not facts.doubts:
        return [
            refusals.ground(
                "X12",
                "すべての項目が適合で要件も満たしているため、不認定にはできません。審査の判定を改める必要があるときは、"
                "運用担当に、審査の段階へ戻すよう依頼してください。",
                "Every item is fit and the requirements are met, so non-certification is closed. Where a verdict of the "
                "review has to change, ask the operators to take the case back to the review.",
            )
        ]
    return []


def _against_refusing(facts: DecisionFacts) -> list[Ground]:
    if facts.barred is not False:
        return []
    return [
        refusals.ground(
            "X12",
            "第8条に当たる取消しがないため、拒否はできません。認定か不認定を選んでください。",
            "No revocation falls under Art. 8, so refusal is closed. Choose one of the other results.",
        )
    ]


def _reasons(facts: DecisionFacts, proposed: Result) -> list[Ground]:
    if proposed == "certified":
        return []
    if not facts.reasons.strip():
        return [
            refusals.ground(
                "X17",
                "理由がありません。申請者に通知する理由を書いてください。",
                "The reasons are missing. Write those that the applicant will be told.",
                field="reasons",
            )
        ]
    only_doubts = bool(facts.doubts) and facts.conforming and not facts.barred
    if proposed == "not_certified" and only_doubts and not set(facts.doubts) & set(facts.unmet_named):
        return [
            refusals.ground(
                "X17",
                "認定しない理由となる項目・要件を選び、どの点が適合しないかを理由に書いてください。",
                "Choose what is not met, and write in the reasons what does not conform.",
                field="unmet",
            )
        ]
    missing = [
        item for item in (*facts.open_items, *facts.unmet_requirements) if item not in facts.unmet_named
    ]
    if proposed == "refused" or not missing:
        return []
    listed = wording.listed(missing)
    return [
        refusals.ground(
            "X17",
            f"理由に挙げていない項目があります：{listed.ja}",
            f"The reasons do not name these: {listed.en}",
            field="unmet_named",
        )
    ]


def _day(facts: DecisionFacts) -> list[Ground]:
    if facts.decided_on is None or facts.decided_on == facts.today:
        return []
    said = wording.day(facts.today) if facts.today else Text("決定する日", "the day of deciding")
    return [
        refusals.ground(
            "X77",
            f"決定の日は決定を行う日（{said.ja}）に限ります。日付は自動で入ります。",
            f"The decision bears the day on which it is made ({said.en}). The date is set for you.",
            field="decided_on",
        )
    ]


def _people(facts: DecisionFacts) -> list[Ground]:
    grounds = []
    if facts.decider and facts.decider in facts.reviewers:
        words = Text(
            "審査した人は決定できません。別の認定責任者が決定してください。",
            "Whoever reviewed the case cannot decide it. Another decider must.",
        )
        grounds.append(Ground("four_eyes", "", "design", words))
    if facts.decider_is_contractor:
        grounds.append(
            refusals.ground(
                "X69",
                "委託を受けた人は決定できません。認定機関の認定責任者が決定してください。",
                "A contractor cannot decide. A decider of the certification body must.",
            )
        )
    return grounds


def _requirement(id_: str) -> Ground:
    found = refusals.refusal(id_)[0]
    return Ground(found.id, found.article, found.basis, found.text)
