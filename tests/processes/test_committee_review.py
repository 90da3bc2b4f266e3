"""認定審査委員会の意見 (第6条第2項, 第7条): convened, declared, heard, closed, delivered, and never binding."""

from app.cases.runtime import Runtime
from app.store.models.committee import Hearing, Treatment
from tests.heard import Sitting


def treated(sitting: Sitting) -> list[Treatment]:
    with sitting.runtime.db.read() as session:
        return list(session.query(Treatment))


def test_the_committee_is_heard_and_the_decision_answers_it(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    for name in ("chair", "member1", "member2"):
        sitting.give(name, "fit")
    sitting.give("member3", "unfit")
    assert sitting.close() == "fit"
    assert sitting.hearing().state == "minutes"
    sitting.write_minutes()
    hearing: Hearing = sitting.hearing()
    assert hearing.state == "delivered"
    row = sitting.closed()
    assert row is not None
    assert (row.outcome, row.counts, row.cause) == (
        "fit",
        {"fit": 3, "unfit": 1, "conditional": 0, "hold": 0},
        "chair",
    )
    assert set(sitting.walk.waiting()) == {"decide"}
    sitting.walk.do("decide", {"decision": "certified", "treatment": "same"}).finish()
    assert sitting.walk.case().result == "certified"
    (treatment,) = treated(sitting)
    assert (treatment.hearing_id, treatment.agreement) == (hearing.id, "same")
