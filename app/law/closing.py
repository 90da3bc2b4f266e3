"""What must have happened before a case, a term or a matter is closed."""

from dataclasses import dataclass

from app.law import refusals
from app.law.decision import Result
from app.law.text import Ground


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """An application or renewal that was decided and is about to be closed."""

    result: Result
    notified: bool = False
    certificate_issued: bool = False
    mark_issued: bool = False
    published: bool = False


def case_grounds(case: DecidedCase) -> list[Ground]:
    """What a decided application still lacks (第6条第4項・第5項, 第11条第1項)."""
    grounds = []
    if not case.notified:
        grounds.append(
            refusals.ground(
                "X18",
                "決定の結果を申請者に通知していません。通知を送ってください。",
                "The applicant has not been told the result. Send the notice.",
            )
        )
    if case.result != "certified":
        return grounds
    if not (case.certificate_issued and case.mark_issued):
        grounds.append(
            refusals.ground(
                "X78",
                "認定証と認定マークの交付が済んでいません。交付してから完結してください。",
                "Certificate and mark have not both been issued. Issue them before closing.",
            )
        )
    if not case.published:
        grounds.append(
            refusals.ground(
                "X79",
                "認定サービスの公表が済んでいません。公表してから完結してください。",
                "The certified service has not been published. Publish it before closing.",
            )
        )
    return grounds


def expiry_grounds(*, published: bool, mark_stopped: bool, escalated: bool) -> list[Ground]:
    """What an expired term still lacks (第10条第6項, 第11条第3項)."""
    grounds = []
    if not published:
        grounds.append(
            refusals.ground(
                "X79",
                "満了の公表が済んでいません。公表してから完結してください。",
                "The expiry has not been published. Publish it before closing.",
                part=1,
            )
        )
    if not (mark_stopped or escalated):
        grounds.append(
            refusals.ground(
                "X33",
                "認定マークの使用中止の報告がありません。報告を受けるか調査に進んでください。",
                "Nobody has reported that the mark stopped. Take the report or start an investigation.",
            )
        )
    return grounds


def revocation_grounds(
    *, letter_sent: bool, published: bool, certificate_returned: bool, no_return_reason: str = ""
) -> list[Ground]:
    """What a revocation still lacks (第10条第8項, 第17条第2項・第3項)."""
    grounds = []
    if not letter_sent:
        grounds.append(
            refusals.ground(
                "X66",
                "取消しの書面を送っていません。追跡できる方法で送ってください。",
                "The letter of revocation has not been sent. Send it by traceable post.",
            )
        )
    if not published:
        grounds.append(
            refusals.ground(
                "X79",
                "取消しの公表が済んでいません。公表してから完結してください。",
                "The revocation has not been published. Publish it before closing.",
                part=2,
            )
        )
    if not certificate_returned and not no_return_reason.strip():
        grounds.append(
            refusals.ground(
                "X35",
                "認定証が返納されていません。返納を待つか、完結する理由を書いてください。",
                "The certificate has not come back. Wait for it, or state why the case is closed.",
                field="no_return_reason",
            )
        )
    return grounds


def termination_grounds(*, certificate_received: bool, loss_stated: bool) -> list[Ground]:
    """What a termination notice still lacks (第13条第3項): the certificate, or a statement of its loss."""
    if certificate_received or loss_stated:
        return []
    return [
        refusals.ground(
            "X52",
            "認定証が届いていません。届くのを待つか、紛失の申立てを受けてください。",
            "The certificate has not arrived. Wait for it, or take a statement of its loss.",
        )
    ]


def incident_grounds(*, final_report: bool) -> list[Ground]:
    """Whether an incident has its final report (our own design, cf. 第14条)."""
    if final_report:
        return []
    return [
        refusals.ground(
            "X53",
            "最終報告がありません。受け取ってから完結してください。",
            "There is no final report. Receive it before closing.",
        )
    ]


def outsourcing_grounds(*, published: bool) -> list[Ground]:
    """Whether an outsourcing was published (第19条第2項)."""
    if published:
        return []
    return [
        refusals.ground(
            "X81",
            "委託の公表が済んでいません。公表してから完結してください。",
            "The outsourcing has not been published. Publish it before closing.",
        )
    ]
