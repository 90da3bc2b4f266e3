"""A case before the committee, with something to keep secret in every row of the hearing, and everybody shut out of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.cases import answering
from app.cases.challenges import filing
from app.cases.hearings import questions, record, seats, terms
from app.law.roles import BY_POST
from app.store.models.appointments import Appointment
from app.store.models.cases import Document
from app.store.models.committee import Meeting, MemberNote, Minutes, Question, Ruling, Seat
from app.store.models.meetings import MinutesAsked
from app.store.models.people import User, UserRole
from app.store.models.procedures import Mail, OutboxRow
from app.store.models.visits import Evidence, Visit, VisitMember, VisitReport
from app.store.viewer import Viewer
from tests import answers, seated
from tests.architecture.confidential import (
    FORM_A,
    FORM_B,
    NOTES,
    PAPER_NAME,
    PAPER_WORD,
    PROVIDER,
    SERVICE,
    Address,
    Secret,
    secret,
    walked,
)
from tests.architecture.conftest import Served
from tests.heard import Sitting
from tests.walk import Walk, in_days

MINUTES = b"%PDF-1.4\n%minutes-secret-31\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PHOTO = b"%PDF-1.4\n%photo-secret-32\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SMALL = b"%small-secret-35"
WORDS = {
    "wish": "委員会に聴きたい理由の合言葉十",
    "reason": "諮問する理由の合言葉十一",
    "recusal": "回避の理由の合言葉三十三",
    "place": "会議室の合言葉十二",
    "url": "https://kaigi.example.jp/himitsu13",
    "judgement": "利害の判断の合言葉十五",
    "reported": "忌避の申立ての合言葉三十四",
    "objection": "申請者の申立ての合言葉三十五",
    "question": "質問の原文の合言葉十六",
    "sent": "申請者に届いた質問の合言葉十七",
    "answer": "質問への回答の合言葉十八",
    "minutes": "議事録の案の合言葉十九",
    "minutes_file": "minutes-secret-31",
    "minutes_name": "gijiroku-himitsu.pdf",
    "ruling": "裁定の理由の合言葉二十",
    "necessity": "現地調査の必要の合言葉二十一",
    "site": "調査場所の合言葉二十二",
    "report": "調査報告の合言葉二十三",
    "caption": "写真の説明の合言葉二十四",
    "photo": "photo-secret-32",
    "small_photo": "small-secret-35",
}
"""What a member who takes part may come to read; nobody who is shut out."""
SEALED = {
    "declaration": "申告の説明の合言葉十四",
    "opinion": "意見の理由の合言葉二十五",
    "conditions": "意見の条件の合言葉二十六",
    "topic": "項目への意見の合言葉二十七",
    "draft": "書きかけの意見の合言葉二十八",
    "note": "自分用の覚え書きの合言葉二十九",
}
"""What nobody but its author reads while the hearing is open; of a declaration's words also secretariat and decider."""


@dataclass(frozen=True, slots=True)
class Part:
    """How somebody stands to the case: a post, roles beside it, and the state of the seat."""

    post: str
    state: str = ""
    roles: tuple[str, ...] = ()


CAST = {
    "undeclared": Part("member", "invited"),
    "judging": Part("member", "judging"),
    "excluded": Part("member", "excluded"),
    "challenged": Part("member", "challenged"),
    "objected": Part("member", "challenged"),
    "recused": Part("member", "recused"),
    "struck": Part("member", "struck"),
    "term_ended": Part("member", "expired"),
    "term_just_ended": Part("member", "eligible"),
    "excluded_chair": Part("acting", "excluded"),
    "never_seated": Part("member"),
    "excluded_decider": Part("member", "excluded", ("decider",)),
    "undeclared_decider": Part("member", "invited", ("decider",)),
    "struck_secretariat": Part("member", "struck", ("secretariat",)),
    "recused_reviewer": Part("member", "recused", ("reviewer",)),
    "excluded_operator": Part("member", "excluded", ("operator",)),
    "excluded_inspector": Part("inspector", "excluded"),
    "asked_inspector": Part("inspector", "asked"),
    "judging_inspector": Part("inspector", "judging"),
    "paused_inspector": Part("inspector", "paused"),
    "paused_decider": Part("inspector", "paused", ("decider",)),
    "left_out_decider": Part("inspector", "left_out", ("decider",)),
}
"""Everybody to whom the case is an unknown number."""
TERM_OVER = ("term_ended", "term_just_ended")
TAKING_PART = ("member1", "member2", "chair")
EMPLOYED = "excluded_employee"
"""The reviewer who has done steps of this very case, and has an interest in it now."""


@dataclass(slots=True)
class Heard:
    """The case, its hearing and the people around it."""

    found: Secret
    sitting: Sitting
    hearing_no: str
    people: dict[str, Viewer]
    own: dict[str, list[int]]
    """The steps of each seat, by whose they are: the declaration, then what came of it."""
    seats: dict[str, int]

    def addresses(self, who: str, method: str = "GET") -> Iterator[Address]:
        """Every address, with the steps before the hearing, a member's who takes part, and the person's own."""
        others = {
            str(item) for name, items in self.own.items() if name not in {who, "member2"} for item in items
        }
        known = self.found.arguments
        kept = known | {
            "item_id": [item for item in known["item_id"] if item not in others],
            "seat_id": [str(self.seats[name]) for name in (who, "member2") if name in self.seats],
            "receipt_no": [self.receipt(name) for name in (who, "member2") if name in self.seats],
        }
        yield from replace(self.found, arguments=kept).addresses(method)

    def receipt(self, who: str) -> str:
        """What the person quotes of a seat that is shut."""
        return f"S-{self.seats[who]:06d}" if who in self.seats else ""

    def declaration(self, who: str) -> int | None:
        """The step in which the person declares, or declared, an interest."""
        return next(iter(self.own.get(who, [])), None)

    @property
    def served(self) -> Served:
        """The site."""
        return self.found.served


def heard(served: Served) -> Heard:
    """The case with an open hearing, brought there by everybody's own steps.

    Who may not be convened, because of another role, gets a seat by hand: as if the role had come later.
    """
    walk = walked(served, "consider_hearing")
    people = {name: _person(served, name, part) for name, part in CAST.items()}
    served.people.by_role |= people
    people[EMPLOYED] = _employed(served)
    sitting = _convened(served, walk)
    own = {name: [sitting.item(name, "declare_interest").id] for name in (*_members(), *TAKING_PART)}
    for name in own:
        if CAST.get(name, Part("", "eligible")).state != "invited":
            own[name] += _at_work(sitting, name)
    people["inspector"] = served.people["inspector"]
    visit_id = seated.visitor(served.runtime, walk.case_no, people["inspector"])
    _visit(served, visit_id, people["inspector"])
    for name, viewer in people.items():
        state = CAST[name].state if name in CAST else "excluded"
        if name == "inspector":
            continue
        if viewer.is_("inspector"):
            _joins(served, walk, visit_id, viewer, state)
        elif state and name not in own:
            seated.seat(served.runtime, sitting.hearing().id, viewer, state)
            own[name] = [_by_hand(served, walk, viewer, state)]
    _papers(served, sitting)
    found = secret(served, walk)
    found.words = [*filed(walk), *WORDS.values(), *SEALED.values()]
    number = sitting.hearing().number
    people |= {name: served.people[name] for name in TAKING_PART}
    with served.runtime.db.read() as session:
        by_user = {user_id: id_ for id_, user_id in session.execute(select(Seat.id, Seat.user_id))}
        found.arguments |= {
            "hearing_no": [number],
            "number": list(session.scalars(select(Visit.number))),
            "evidence_id": [str(id_) for id_ in session.scalars(select(Evidence.id))],
            "meeting_no": [str(no) for no in session.scalars(select(Meeting.number))],
        }
    taken = {name: by_user[viewer.user_id] for name, viewer in people.items() if viewer.user_id in by_user}
    return Heard(found, sitting, number, people, own, taken)


def _members() -> list[str]:
    """Who is convened and then shut out."""
    return [name for name, part in CAST.items() if part.state and not part.roles and part.post != "inspector"]


def _convened(served: Served, walk: Walk) -> Sitting:
    walk.do("consider_hearing", answers.HEAR | {"hear_reason": WORDS["wish"]})
    return Sitting(walk).convene(
        [*_members(), *TAKING_PART],
        method="hybrid",
        meeting="new",
        held_on=in_days(7),
        held_at="14:00",
        reason=WORDS["reason"],
        place=WORDS["place"],
        url=WORDS["url"],
    )


def _at_work(sitting: Sitting, name: str) -> list[int]:
    """A member declares, opines, asks, takes notes and writes on, as far as the state of the seat goes.

    The numbers of the steps after the declaration.
    """
    served, viewer = sitting.runtime, sitting.viewer(name)
    state = CAST.get(name, Part("", "eligible")).state
    kinds = {"judging": ["competitor"], "excluded": ["business"]}.get(state, [])
    said = {"kinds": kinds} if kinds else {}
    result = "has" if kinds else "none"
    sitting.declare(name, result, text=sealed("declaration", viewer), **said)
    if kinds:
        return []
    given = sitting.item(name, "give_opinion")
    sitting.give(
        name,
        "conditional",
        reason=sealed("opinion", viewer),
        conditions=sealed("conditions", viewer),
        topics=[{"topic": _topic(sitting), "text": sealed("topic", viewer)}],
    )
    again = sitting.item(name, "give_opinion")
    draft = sitting.walk.post_to(again, {"verdict": "hold", "reason": sealed("draft", viewer)})
    answering.save_draft(served, viewer, again.id, draft)
    seat = sitting.seat(name)
    with served.db.step() as session:
        session.add(MemberNote(seat_id=seat.id, text=sealed("note", viewer), saved_at=clock.now()))
    if name in ("member1", "recused"):
        questions.ask(served, viewer, seat.id, WORDS["question"])
    _ended(sitting, name, state)
    return [given.id, again.id]


def _ended(sitting: Sitting, name: str, state: str) -> None:
    """What becomes of a seat after its opinion."""
    seat, runtime = sitting.seat(name), sitting.runtime
    if state == "recused":
        seats.recuse(runtime, sitting.viewer(name), seat.id, WORDS["recusal"])
    elif state == "struck":
        decider = sitting.walk.people["decider"]
        seats.strike(runtime, decider, seat.id, ["shareholding"], WORDS["judgement"])
    elif name == "objected":
        given = filing.Given(seat.user_id, "business", WORDS["objection"])
        filing.file(runtime, sitting.walk.people["applicant"], sitting.walk.case_no, given)
    elif state == "challenged":
        secretariat = sitting.walk.people["secretariat"]
        seats.report(runtime, secretariat, seat.id, ["business"], WORDS["reported"], "challenge")
    if name in TERM_OVER:
        with runtime.db.step() as session:
            over = clock.today() - timedelta(days=1)
            session.execute(update(Appointment).where(Appointment.user_id == seat.user_id).values(until=over))
            if state == "expired":
                terms.expire(session, seat.user_id)
    sitting.walk.settle()


def _topic(sitting: Sitting) -> str:
    with sitting.runtime.db.read() as session:
        forms = sitting.runtime.forms.get(session, sitting.walk.case().edition_id)
    return next(id_ for id_, item in forms.catalogue().items.items() if item.visibility == "public")


def sealed(kind: str, author: Viewer) -> str:
    """The words that somebody wrote of a kind of SEALED."""
    return f"{SEALED[kind]}［{author.name}］"


def filed(walk: Walk) -> list[str]:
    """What the provider and the body wrote before the hearing."""
    arrival = walk.case().arrival_no
    assert arrival is not None
    notes = [words for node, (_, words) in NOTES.items() if node != "decide"]
    return [SERVICE, PROVIDER, FORM_A, FORM_B, *notes, PAPER_WORD, PAPER_NAME, arrival]


def mails(served: Served, viewer: Viewer) -> bytes:
    """Everything that was or will be mailed to a person."""
    with served.runtime.db.read() as session:
        address = session.get_one(User, viewer.user_id).email
        sent = session.execute(select(Mail.subject, Mail.body).where(Mail.to == address)).all()
        waiting = session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == "mail")).all()
    own = [each for each in waiting if each.get("to") == address]
    return f"{sent} {own}".encode()


def _person(served: Served, name: str, part: Part) -> Viewer:
    with served.runtime.db.step() as session:
        user = User(
            email=f"{name}@example.jp",
            name=name,
            password_hash="!",
            # Outside the demo a token of staff opens nothing without a second factor.
            totp_secret="JBSWY3DPEHPK3PXP",
            verified_at=clock.now(),
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        session.add_all(UserRole(user_id=user.id, role=role) for role in part.roles)
        _appoint(session, user.id, part)
    roles = BY_POST[part.post] if name not in TERM_OVER else frozenset()
    return Viewer(user.id, name, roles | frozenset(part.roles))


def _appoint(session: Session, user_id: int, part: Part) -> None:
    session.add(
        Appointment(
            user_id=user_id,
            post=part.post,
            since=clock.today() - timedelta(days=400),
            until=clock.today() + timedelta(days=300),
            created_at=clock.now(),
            created_by=user_id,
        )
    )


def _employed(served: Served) -> Viewer:
    reviewer = served.people["reviewer"]
    with served.runtime.db.step() as session:
        _appoint(session, reviewer.user_id, Part("member"))
    return replace(reviewer, roles=reviewer.roles | BY_POST["member"])


def _papers(served: Served, sitting: Sitting) -> None:
    """What an earlier round might have left: minutes and their file, a ruling, a question with its answer."""
    now, hearing, seat = clock.now(), sitting.hearing(), sitting.seat("member1")
    sha256 = served.runtime.blobs.put_own(MINUTES)
    said = {"hearing_id": hearing.id, "kind": "tie", "outcome": "split", "reason": WORDS["ruling"]}
    asked = {"hearing_id": hearing.id, "seat_id": seat.id, "state": "answered", "asked_at": now}
    with served.runtime.db.step() as session:
        session.add_all(
            [
                Minutes(
                    hearing_id=hearing.id,
                    version=1,
                    sections={"summary": WORDS["minutes"]},
                    record={"sections": [{"key": key, "lines": []} for key in record.SECTIONS]},
                    written_by=seat.user_id,
                    written_at=now,
                ),
                Ruling(**said, by_id=seat.user_id, at=now),
                Question(**asked, text=WORDS["question"], sent_text=WORDS["sent"], answer=WORDS["answer"]),
                Document(
                    case_id=hearing.case_id,
                    kind="minutes",
                    name=WORDS["minutes_name"],
                    sha256=sha256,
                    size=len(MINUTES),
                    type="application/pdf",
                    party_may_read=False,
                    added_at=now,
                ),
            ]
        )
        session.flush()
        # Everybody with a seat was asked to confirm them: it is the seat that shuts them.
        minutes_id = session.scalars(select(Minutes.id)).one()
        session.add_all(
            MinutesAsked(minutes_id=minutes_id, seat_id=seat_id, due_on=clock.today(), at=now)
            for seat_id in session.scalars(select(Seat.id).where(Seat.hearing_id == hearing.id))
        )


def _by_hand(served: Served, walk: Walk, viewer: Viewer, state: str) -> int:
    """The declaration of a seat made by hand; the number of its step."""
    done = {} if state == "invited" else {"state": "done", "done_by": viewer.user_id, "done_at": clock.now()}
    return seated.bound_item(served.runtime, walk.case_no, viewer, "declare_interest", **done)


def _joins(served: Served, walk: Walk, visit_id: int, viewer: Viewer, state: str) -> None:
    """One more inspector of the visit."""
    with served.runtime.db.step() as session:
        session.add(
            VisitMember(visit_id=visit_id, case_id=walk.case().id, user_id=viewer.user_id, state=state)
        )


def _visit(served: Served, visit_id: int, viewer: Viewer) -> None:
    """A visit with a photo, the small picture of it and a report."""
    sha256, small = served.runtime.blobs.put_own(PHOTO), served.runtime.blobs.put_own(SMALL)
    with served.runtime.db.step() as session:
        visit = session.get_one(Visit, visit_id)
        visit.necessity, visit.site = WORDS["necessity"], WORDS["site"]
        session.add_all(
            [
                Evidence(
                    visit_id=visit_id,
                    name="photo.pdf",
                    sha256=sha256,
                    small_sha256=small,
                    size=len(PHOTO),
                    type="application/pdf",
                    caption=WORDS["caption"],
                    by_id=viewer.user_id,
                    received_at=clock.now(),
                ),
                VisitReport(
                    visit_id=visit_id,
                    version=1,
                    summary=WORDS["report"],
                    checks=[],
                    findings=[],
                    hash="0" * 64,
                    written_by=viewer.user_id,
                    written_at=clock.now(),
                ),
            ]
        )
