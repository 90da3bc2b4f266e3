"""Members whose opinion stands on earlier papers are told once a change, at most once a day, without case content."""

from datetime import timedelta

from app import clock
from app.cases.hearings import newer_papers, questions
from app.cases.hearings.newer_papers import Seen
from app.cases.runtime import Runtime
from app.store import history
from app.store.models.cases import Case
from app.store.models.committee import PapersTold
from app.store.models.procedures import Mail, OutboxRow
from app.worker.loop import Worker
from tests.heard import Sitting


def answered(runtime: Runtime) -> Sitting:
    """Two of four members have given their opinion."""
    return Sitting.declared(runtime).give("member1").give("member2")


def replaced(sitting: Sitting, sign: str = "0") -> Sitting:
    """A paper came or was replaced, and the case has moved, as it does with every step."""
    sitting.add_paper(f"追加資料{sign}.pdf", sign * 64)
    return moved(sitting)


def moved(sitting: Sitting) -> Sitting:
    with sitting.runtime.db.step() as session:
        case = session.get_one(Case, sitting.walk.case().id, with_for_update=True)
        history.append(session, case, "noted")
    return sitting


def look(sitting: Sitting, seen: Seen | None = None) -> list[Mail]:
    """The worker looks, and what it asked for is sent; all mails about papers so far."""
    newer_papers.watch(sitting.runtime, {} if seen is None else seen)
    sitting.walk.settle()
    with sitting.runtime.db.read() as session:
        return [row for row in session.query(Mail).order_by(Mail.id) if "資料が追加・差替え" in row.subject]


def told(sitting: Sitting, seen: Seen | None = None) -> list[str]:
    return [row.to.split("@")[0] for row in look(sitting, seen)]


def tomorrow() -> None:
    clock.fix(clock.now() + timedelta(days=1))


def test_only_who_has_spoken_on_earlier_papers_is_told_and_nothing_of_the_case(both: Runtime) -> None:
    """Case 25."""
    sitting = answered(both)
    assert look(sitting) == []
    [first, second] = look(replaced(sitting))
    assert [first.to, second.to] == ["member1@example.jp", "member2@example.jp"]
    said = first.subject + first.body
    assert f"/committee/{sitting.hearing().number}" in said
    assert "直せます" in said
    assert "can be amended" in said
    with both.db.read() as session:
        case = session.get_one(Case, sitting.walk.case().id)
    for secret in (case.case_no, "青空", "追加資料", "fit", "適"):
        assert secret not in said


def test_a_change_is_told_once_however_often_the_worker_looks(both: Runtime) -> None:
    sitting = replaced(answered(both))
    for _ in range(3):
        assert told(moved(sitting)) == ["member1", "member2"]
    tomorrow()
    assert told(sitting) == ["member1", "member2"]


def test_two_changes_on_a_day_make_one_mail_and_the_next_comes_tomorrow(runtime: Runtime) -> None:
    sitting = replaced(answered(runtime))
    assert len(told(sitting)) == 2
    assert len(told(replaced(sitting, "1"))) == 2
    sitting.give("member1")
    tomorrow()
    assert told(sitting) == ["member1", "member2", "member2"]


def test_a_hearing_is_looked_at_again_when_its_case_moves_or_a_day_begins(runtime: Runtime) -> None:
    sitting, seen = answered(runtime), Seen()
    assert told(sitting, seen) == []
    sitting.add_paper()
    assert told(sitting, seen) == []
    tomorrow()
    assert len(told(sitting, seen)) == 2
    assert len(told(replaced(sitting, "1"), seen)) == 2
    assert set(seen) == {sitting.hearing().id}
    sitting.past_due()
    newer_papers.watch(runtime, seen)
    assert seen == {}


def test_who_may_no_longer_read_is_told_nothing(runtime: Runtime) -> None:
    sitting = answered(runtime)
    with runtime.db.step() as session:
        session.merge(sitting.seat("member1")).state = "challenged"
    assert told(replaced(sitting)) == ["member2"]


def test_an_answer_of_the_applicant_is_one_mail_to_everybody(both: Runtime) -> None:
    """Who is told of the answer at once is not told again of the papers that it changed."""
    sitting = answered(both)
    questions.ask(both, sitting.viewer("member1"), sitting.seat("member1").id, "保存期間は。")
    sitting.walk.settle()
    for node in ("edit_question", "answer_question"):
        sitting.walk.do(node)
    assert sorted(told(sitting)) == ["chair", "member1", "member2", "member3"]


def test_the_worker_looks_by_itself_and_sends(runtime: Runtime) -> None:
    sitting = replaced(answered(runtime))
    worker = Worker(runtime)
    worker.work_once()
    worker.work_once()
    with runtime.db.read() as session:
        rows = session.query(OutboxRow).filter(OutboxRow.key.contains(":papers:")).all()
        assert len(rows) == session.query(PapersTold).count() == 2
        assert all(row.done_at is not None for row in rows)
    assert sitting.hearing().state == "open"
