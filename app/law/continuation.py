"""Whether the effect may go on after the last day while a renewal is pending (第12条第2項)."""

from dataclasses import dataclass
from datetime import date

from app.law import refusals, renewal, wording
from app.law.text import Ground, Text


@dataclass(frozen=True, slots=True)
class Continuation:
    """What is known when an act of continuation is about to be recorded.

    `standing`: it rests on the standing act (AMB-18). `open_matters`: investigation, improvement request or
    revocation is pending. `filed_late`: the renewal was taken after the window (AMB-17).
    """

    valid_until: date
    recorded_on: date
    renewal_filed_on: date | None
    complete: bool = True
    fee_paid: bool = True
    filed_late: bool = False
    standing: bool = False
    open_matters: bool = False


def continuation_grounds(act: Continuation) -> list[Ground]:
    """What stands against continuing the effect (第12条第2項, AMB-17, AMB-18, AMB-19)."""
    first, last = renewal.window(act.valid_until)
    grounds = []
    in_window = act.renewal_filed_on is not None and first <= act.renewal_filed_on <= last
    if not in_window or not act.complete or act.filed_late:
        grounds.append(
            refusals.ground(
                "X46",
                "受付期間内に書類の整った更新の申請がないため、効力を継続できません。",
                "No complete renewal was filed within the window, so the effect cannot continue.",
            )
        )
    if act.recorded_on > act.valid_until:
        end = wording.day(act.valid_until)
        grounds.append(
            refusals.ground(
                "X46",
                f"効力の継続は満了日（{end.ja}）までに決める必要があります。既に満了しています。",
                f"Continuation had to be decided by the last day ({end.en}). The term has expired.",
            )
        )
    if not act.fee_paid:
        words = Text(
            "更新の審査手数料が納付されるまで効力を継続しません。",
            "The effect does not continue until the renewal fee is paid.",
        )
        grounds.append(Ground("X46", "AMB-19", "inference", words))
    if act.standing and act.open_matters:
        words = Text(
            "調査、改善の要請又は取消しの手続中なので、一律には継続しません。認定責任者が個別に決めてください。",
            "An investigation, improvement request or revocation is pending, so the standing act does not "
            "apply. The decider has to decide this case.",
        )
        grounds.append(Ground("X46", "AMB-18", "inference", words))
    return grounds


def closing_grounds(*, renewal_decided: bool, continuation_open: bool) -> list[Ground]:
    """Whether a continuation outlives the decision on the renewal (第12条第2項)."""
    if not (renewal_decided and continuation_open):
        return []
    return [
        refusals.ground(
            "X47",
            "更新の決定があったため、効力の継続を終えてください。",
            "The renewal has been decided: end the continuation.",
        )
    ]
