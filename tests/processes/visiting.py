"""A case in which a site visit is under way by itself, as its caller would begin it."""

from sqlalchemy import select

from app import clock
from app.cases.runtime import Runtime
from app.cases.visits import found, planning
from app.store.models.cases import Case, Filing
from app.store.models.procedures import Edition, Instance, Submission, WorkItem
from app.store.models.services import Service
from app.store.models.visits import Visit
from tests.people import People, people
from tests.walk import Walk


def case(runtime: Runtime, who: People | None = None) -> Walk:
    """A filed application without a procedure of its own."""
    who = who or people(runtime)
    with runtime.db.step() as session:
        service = Service(provider_id=who.provider_id, name="青空AI", created_at=clock.now())
        session.add(service)
        session.flush()
        edition = session.scalars(select(Edition.id).order_by(Edition.id.desc())).first()
        case = Case(
            case_no=f"V-{service.id}",
            process_id="application",
            edition_id=edition,
            provider_id=who.provider_id,
            service_id=service.id,
            opened_at=clock.now(),
            filed_on=clock.today(),
        )
        session.add(case)
        session.flush()
        session.add(
            Filing(
                case_id=case.id,
                revision=1,
                catalogue="draft-2026-11",
                guideline_version="2026-06",
                filed_on=clock.today(),
                created_at=clock.now(),
                created_by=who["applicant"].user_id,
                facts={},
            )
        )
        return Walk(runtime, who, case.case_no)


def begun(runtime: Runtime, basis: str = "6_3", walk: Walk | None = None) -> Walk:
    """A visit is being planned."""
    walk = walk or case(runtime)
    with runtime.db.step() as session:
        row = session.scalars(select(Case).where(Case.case_no == walk.case_no)).one()
        runtime.engine.start(
            session,
            edition_id=row.edition_id,
            process_id="site_inspection",
            inputs={"case_no": walk.case_no, "basis": basis},
            case=row,
            actor_id=walk.people["decider"].user_id,
        )
    walk.settle()
    return walk


def judged(walk: Walk, answer: str = "insufficient") -> int:
    """An explanation of the case was judged; the id of the judgement. The procedure for it is to come."""
    with walk.runtime.db.step() as session:
        row = session.scalars(select(Case).where(Case.case_no == walk.case_no)).one()
        instance = Instance(
            edition_id=row.edition_id,
            process_id="investigation",
            case_id=row.id,
            version=0,
            status="completed",
            state=b"",
            started_at=clock.now(),
        )
        session.add(instance)
        session.flush()
        item = WorkItem(
            instance_id=instance.id,
            task_id=1,
            process_id="investigation",
            node=planning.JUDGED,
            name="説明を判断する",
            role="reviewer",
            case_id=row.id,
            state="done",
            created_at=clock.now(),
        )
        session.add(item)
        session.flush()
        made = Submission(
            work_item_id=item.id,
            case_id=row.id,
            node=planning.JUDGED,
            answers={"answer": answer},
            at=clock.now(),
        )
        session.add(made)
        session.flush()
        return made.id


def declared(walk: Walk, *with_interest: str) -> Walk:
    """Everybody on the team declares; those named have an interest."""
    for name in ("inspector", "second_inspector"):
        mine = [item for item in walk.items() if item.assignee_id == walk.people[name].user_id]
        if mine:
            given = {"result": "has", "kinds": ["business"]} if name in with_interest else {"result": "none"}
            walk.do("declare_tie", given, by=walk.people[name], item=mine[0])
    return walk


def agreed(runtime: Runtime, basis: str = "6_3", walk: Walk | None = None) -> Walk:
    """A visit whose day is set."""
    return declared(begun(runtime, basis, walk).do("plan_visit")).do("answer_visit")


def visit(walk: Walk) -> Visit:
    """The newest visit of the case."""
    with walk.runtime.db.read() as session:
        row = found.latest(session, walk.case().id)
        assert row is not None
        return row


def status(walk: Walk) -> str:
    """The state of the newest instance of a visit."""
    with walk.runtime.db.read() as session:
        return session.scalars(
            select(Instance.status)
            .where(Instance.process_id == "site_inspection")
            .order_by(Instance.id.desc())
        ).first()  # type: ignore[return-value] # there is one in every test that asks
