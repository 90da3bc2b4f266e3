"""Whether a delivered opinion gives the decider something to weigh against certifying (第6条第2項)."""

from sqlalchemy.orm import Session

from app.cases.hearings import lookup, tallies

FOR = "fit"


def doubted(session: Session, case_id: int) -> bool:
    """Whether the hearing was delivered and some opinion that counts was not «fit» without more."""
    hearing = lookup.delivered(session, case_id)
    if hearing is None:
        return False
    return any(number for verdict, number in tallies.tally(session, hearing).counts.items() if verdict != FOR)
