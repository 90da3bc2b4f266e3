"""第15条第3項: the invoice of a visit's cost, by whoever reviews or decides the case, after the visit."""

from sqlalchemy.orm import Session

from app.cases.errors import NOT_YOURS, CaseError, NotYours
from app.cases.runtime import Runtime
from app.cases.visits import access, charging
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case
from app.store.viewer import Viewer

AFTER = ("recorded", "reported", "checked", "returned")
TOO_EARLY = Text(
    "調査の記録を確定してから請求してください。", "Invoice after the record of the visit is closed."
)
NOT_HELD = Text("行わなかった調査の費用は請求できません。", "A visit that was not held is not invoiced.")
ONCE = Text("この調査の費用はすでに請求しています。", "The cost of this visit has been invoiced already.")


def invoice(runtime: Runtime, viewer: Viewer, number: str, amount: int) -> str:
    """Invoice `amount` yen; the invoice's number. Raises Refused (X16, X57), NotYours, Unknown, CaseError."""

    def work(session: Session) -> str:
        visit, member = access.readable(session, viewer, number)
        if member is not None or not viewer.staff:
            raise NotYours(NOT_YOURS)
        case = session.get_one(Case, visit.case_id, with_for_update=True)
        told = charging.last_notice(session, visit)
        if visit.basis == "15_2" and visit.state in {"cancelled", "declined"}:
            raise CaseError(NOT_HELD)
        if visit.basis == "15_2" and visit.state not in AFTER:
            raise CaseError(TOO_EARLY)
        if told is not None and told.invoice_no:
            raise CaseError(ONCE)
        made = charging.invoice(session, visit, amount)
        history.append(
            session,
            case,
            "invoiced",
            actor_id=viewer.user_id,
            node="site_inspection",
            article="第15条第3項",
            data={"visit": visit.number, "invoice_no": made.invoice_no, "amount": amount},
        )
        return str(made.invoice_no)

    return runtime.step(work)
