"""Fee, bar and decision (第5条, 第6条, 第8条): at the form and at the engine door."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.cases import withdrawing
from app.cases.acts import OPERATIONS
from app.cases.errors import Invalid, NotYours, Unknown
from app.cases.runtime import Runtime
from app.registry.gather import NotPublishableError
from app.store.models.cases import Case, Decision, Document, Fee, Notice, Suspect
from app.store.models.certificates import Certificate, RegistryVersion, Term, TermEnd
from app.store.models.kept import WrittenOnceError
from app.store.models.people import Provider
from app.store.models.procedures import Mail, WorkItem
from app.store.models.services import Service
from tests import answers
from tests.cases.refusing import at_the_door, decision, past_the_form, refused
from tests.walk import Walk


def assessed(walk: Walk, **verdicts: str) -> dict[str, object]:
    """The usual assessment with some verdicts changed (item ids with _ for the first dot)."""
    given = answers.usual(walk, "assess_items").given
    for name, verdict in verdicts.items():
        given["items"][name.replace("_", ".", 1)] = {"verdict": verdict, "note": "確認できない。"}
    return given


# ---- fee


@pytest.mark.refusal("X9", basis="design", article="第5条第1項")
def test_no_review_begins_before_the_fee_is_paid(both: Runtime) -> None:
    walk = Walk.open(both).until("match_payment")
    assert set(walk.waiting()) == {"match_payment"}
    assert past_the_form(walk, "match_payment", {"outcome": "paid"}) == ["X9"]


@pytest.mark.refusal("X9", basis="design", article="第5条第1項")
def test_the_assessment_form_itself_asks_for_the_fee(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("assess_items")
    with runtime.db.step() as session:
        session.scalars(select(Fee)).one().paid_on = None
    assert refused(walk, "assess_items") == ["X9"]


@pytest.mark.refusal("X10", basis="inference", article="第5条第1項")
def test_an_amount_other_than_the_invoice_does_not_settle_the_fee(both: Runtime) -> None:
    walk = Walk.open(both).until("match_payment")
    assert refused(walk, "match_payment", {"amount": 1}) == ["X10"]
    with both.db.step() as session:
        fee = session.scalars(select(Fee)).one()
        fee.paid_on, fee.paid_amount = clock.today(), 1
    assert past_the_form(walk, "match_payment", {"outcome": "paid"}) == ["X10"]


@pytest.mark.refusal("X11", basis="design", article="第5条第2項")
def test_nothing_in_the_product_gives_a_paid_fee_back(runtime: Runtime) -> None:
    assert not [name for name in OPERATIONS if "refund" in name]
    walk = Walk.open(runtime).until("decide")
    withdrawing.withdraw(runtime, walk.people["applicant"], walk.case_no, "都合による")
    walk.settle()
    walk.do("confirm_withdrawal")
    with runtime.db.read() as session:
        fee = session.scalars(select(Fee)).one()
        assert fee.paid_amount == fee.amount
        told = session.scalars(select(Notice).where(Notice.kind == "withdrawn")).one()
        assert "返還できません" in told.body


# ---- decision


@pytest.mark.refusal("X12", basis="law", article="第6条第1項")
@pytest.mark.parametrize("result", ["not_certified", "refused"])
def test_a_conforming_application_is_certified_and_nothing_else(both: Runtime, result: str) -> None:
    walk = Walk.open(both).until("decide")
    assert "X12" in refused(walk, "decide", {"decision": result, "reasons": "気が進まない。"})
    careless = decision(walk, result, reasons="気が進まない。")
    assert "X12" in past_the_form(walk, "decide", {"decision": result}, made=careless)


@pytest.mark.refusal("X13", basis="law", article="第6条第1項")
@pytest.mark.parametrize("verdict", ["unfit", "unclear"])
def test_an_unmet_required_item_stands_against_certifying(both: Runtime, verdict: str) -> None:
    walk = Walk.open(both).until("assess_items")
    walk.do("assess_items", assessed(walk, b_service_name=verdict)).until("decide")
    assert refused(walk, "decide") == ["X13"]
    assert past_the_form(walk, "decide", {"decision": "certified"}, made=decision(walk, "certified")) == [
        "X13"
    ]


@pytest.mark.refusal("X17", basis="law", article="第6条第4項")
def test_a_refusal_without_reasons_is_refused(both: Runtime) -> None:
    walk = Walk.open(both).until("assess_items")
    walk.do("assess_items", assessed(walk, b_service_name="unfit")).until("decide")
    assert refused(walk, "decide", {"decision": "not_certified", "unmet": ["b.service_name"]}) == ["X17"]
    assert refused(walk, "decide", {"decision": "not_certified", "reasons": "不適合がある。"}) == ["X17"]
    bare = decision(walk, "not_certified", unmet=["b.service_name"])
    assert past_the_form(walk, "decide", {"decision": "not_certified"}, made=bare) == ["X17"]
    said = {"decision": "not_certified", "unmet": ["b.service_name"], "reasons": "名称の記載がない。"}
    walk.do("decide", said).finish()
    with both.db.read() as session:
        told = session.scalars(select(Notice).where(Notice.kind == "not_certified")).one()
        assert "名称の記載がない。" in told.body


@pytest.mark.refusal("X18", basis="law", article="第6条第4項")
def test_the_notice_is_written_with_the_decision_and_a_case_cannot_close_without(both: Runtime) -> None:
    walk = Walk.open(both).until("decide")
    walk.do("decide")
    with both.db.read() as session:
        made = session.scalars(select(Decision)).one()
        told = session.scalars(select(Notice).where(Notice.kind == "certified")).one()
        assert told.written_at == made.at
        assert told.subject in session.scalars(select(Mail.subject)).all()
    walk.do("confirm_publication")
    with both.db.step() as session:
        session.delete(session.scalars(select(Notice).where(Notice.kind == "certified")).one())
    assert "X18" in past_the_form(walk, "dispatch_certificate", {})


@pytest.mark.refusal("X19", basis="law", article="第6条第5項")
def test_no_certificate_is_issued_before_the_decision(both: Runtime) -> None:
    walk = Walk.open(both).until("decide")
    assert past_the_form(walk, "decide", {"decision": "certified"}) == ["X19"]
    with both.db.read() as session:
        assert session.scalars(select(Certificate)).all() == []


@pytest.mark.refusal("X19", basis="design", article="第6条第5項")
def test_a_certificate_number_is_given_once(both: Runtime) -> None:
    first = Walk.open(both).finish()
    second = Walk.open(both, first.people, service="別のサービス").finish()
    with both.db.read() as session:
        assert session.scalars(select(Certificate.no).order_by(Certificate.no)).all() == [
            "0001-2611",
            "0002-2611",
        ]
    with both.db.read() as session:
        given = session.get_one(Certificate, "0001-2611")
    again = {column.key: getattr(given, column.key) for column in Certificate.__table__.columns}
    with pytest.raises(IntegrityError), both.db.step() as session:
        session.execute(insert(Certificate), [again])
    assert second.case().result == "certified"


@pytest.mark.refusal("X77", basis="inference", article="第9条第1項")
def test_the_certification_bears_the_day_of_deciding_and_no_other(both: Runtime) -> None:
    walk = Walk.open(both).until("decide")
    assert refused(walk, "decide", {"decided_on": "2026-07-01"}) == ["unknown_field"]
    back = decision(walk, "certified", decided_on=date(2026, 7, 1))
    assert past_the_form(walk, "decide", {"decision": "certified"}, made=back) == ["X77"]
    clock.fix(datetime(2026, 12, 30, 15, 30, tzinfo=UTC))  # 0:30 on 31 December in Japan
    walk.do("decide")
    with both.db.read() as session:
        assert session.scalars(select(Term.certified_on)).one() == date(2026, 12, 31)


@pytest.mark.refusal("X83", basis="law", article="第3条")
def test_nothing_is_certified_without_an_application(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("decide")
    with runtime.db.step() as session:
        session.get_one(Case, walk.case().id).filed_on = None
    assert "X83" in refused(walk, "decide")
    assert "X83" in past_the_form(walk, "decide", {"decision": "certified"}, made=decision(walk, "certified"))


def test_whoever_reviewed_does_not_decide(both: Runtime) -> None:
    walk = Walk.open(both).until("assess_items")
    both_roles = walk.people["reviewing_decider"]
    walk.do("assess_items", by=both_roles).until("decide")
    with pytest.raises(NotYours):
        walk.do("decide", by=both_roles)
    mine = decision(walk, "certified", by="reviewing_decider")
    assert past_the_form(walk, "decide", {"decision": "certified"}, made=mine) == ["four_eyes"]
    walk.do("decide", by=walk.people["second_decider"])


def test_a_step_of_another_role_or_provider_looks_like_an_unknown_one(runtime: Runtime) -> None:
    walk = Walk.open(runtime)
    for name in ("stranger", "reviewer", "decider", "secretariat"):
        with pytest.raises(Unknown):
            walk.do("fill_form_a", by=walk.people[name])
    walk.until("decide")
    for name in ("applicant", "reviewer", "fee_clerk"):
        with pytest.raises(Unknown):
            walk.do("decide", by=walk.people[name])


# ---- validity


@pytest.mark.refusal("X24", basis="inference", article="第9条第1項")
def test_a_term_from_the_end_of_february_ends_by_the_civil_code(both: Runtime) -> None:
    clock.fix(datetime(2030, 2, 28, 3, 0, tzinfo=UTC))
    walk = Walk.open(both).finish()
    with both.db.read() as session:
        term = session.scalars(select(Term)).one()
    assert (term.certified_on, term.valid_until) == (date(2030, 2, 28), date(2032, 2, 29))
    assert "3月1日" in term.explanation
    assert term.explanation_en
    assert walk.case().result == "certified"


@pytest.mark.refusal("X25", basis="design", article="第9条第1項")
def test_nobody_types_the_end_of_a_term(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("decide")
    assert refused(walk, "decide", {"valid_until": "2099-12-31"}) == ["unknown_field"]
    walk.finish()
    with runtime.db.step() as session:
        session.scalars(select(Term)).one().valid_until = date(2099, 12, 31)
        with pytest.raises(WrittenOnceError):
            session.flush()
        session.expire_all()


# ---- the bar of 第8条


def revoke(walk: Walk, on: date, **service: str) -> str:
    """A certificate of another service, revoked on a day (its procedure comes later)."""
    with walk.runtime.db.step() as session:
        provider = session.get_one(Provider, walk.people.provider_id)
        if service.get("owner") == "other":
            provider = session.get_one(Provider, walk.people.other_provider_id)
        other = Service(
            provider_id=provider.id,
            name=service.get("name", "青空トーク"),
            url=service.get("url", ""),
            created_at=clock.now(),
        )
        session.add(other)
        session.flush()
        no = "0900-2607"
        session.add(
            Certificate(
                no=no,
                service_id=other.id,
                provider_id=provider.id,
                case_id=walk.case().id,
                first_certified_on=date(2026, 7, 2),
            )
        )
        session.flush()
        term = Term(
            certificate_no=no,
            number=1,
            case_id=walk.case().id,
            certified_on=date(2026, 7, 2),
            valid_from=date(2026, 7, 2),
            valid_until=date(2028, 7, 2),
            explanation="",
            explanation_en="",
        )
        session.add(term)
        session.flush()
        session.add(
            TermEnd(
                term_id=term.id,
                kind="revoked",
                effective_on=on,
                article="第17条第1項第1号",
                recorded_at=clock.now(),
            )
        )
    return no


BARRED = {"barred": "yes", "certificate_no": "0900-2607", "reason": "名称を改めた同じサービスである。"}


@pytest.mark.refusal("X22", basis="law", article="第8条")
def test_a_service_revoked_within_the_year_is_refused_and_never_certified(both: Runtime) -> None:
    walk = Walk.open(both).until("match_payment")
    revoke(walk, date(2026, 10, 1), name="青空チャット")
    walk.until("judge_bar").do("judge_bar", BARRED)
    assert set(walk.waiting()) == {"decide"}
    assert "X22" in refused(walk, "decide")
    assert "X22" in past_the_form(walk, "decide", {"decision": "certified"}, made=decision(walk, "certified"))
    assert "X22" in refused(walk, "decide", {"decision": "not_certified", "reasons": "理由"})
    walk.do(
        "decide", {"decision": "refused", "reasons": "令和8年10月1日に取り消された認定と同じサービスのため。"}
    ).finish()
    assert walk.case().result == "refused"
    with both.db.read() as session:
        told = session.scalars(select(Notice).where(Notice.kind == "refused")).one()
    assert "第8条" in told.body


@pytest.mark.refusal("X22", basis="law", article="第8条")
def test_the_very_same_service_cannot_be_waved_through(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("match_payment")
    no = revoke(walk, date(2026, 10, 1))
    with runtime.db.step() as session:
        session.get_one(Certificate, no).service_id = walk.case().service_id
    walk.until("judge_bar")
    assert refused(walk, "judge_bar") == ["X22"]


@pytest.mark.refusal("X23", basis="inference", article="第8条")
@pytest.mark.parametrize(
    ("other", "hint"),
    [
        ({"name": "青空チャット＋", "owner": "other"}, "name"),
        ({"name": "まったく別の名", "url": "https://www.aozora.example.jp/new", "owner": "other"}, "url"),
        ({"name": "別名サービス"}, "corporate_number"),
    ],
)
def test_a_revoked_service_is_hinted_at_under_a_new_name_or_owner(
    both: Runtime, other: dict[str, str], hint: str
) -> None:
    walk = Walk.open(both, url="https://aozora.example.jp/").until("match_payment")
    no = revoke(walk, date(2026, 10, 1), **other)
    walk.until("judge_bar")
    (found,) = walk.context("judge_bar")["suspects"]
    assert found["value"] == no
    with both.db.read() as session:
        assert hint in session.scalars(select(Suspect)).one().hints
    walk.do("judge_bar", BARRED)
    assert "X22" in refused(walk, "decide")


@pytest.mark.refusal("X23", basis="inference", article="第8条")
def test_hints_that_nobody_judged_stand_against_any_decision(both: Runtime) -> None:
    walk = Walk.open(both).until("match_payment")
    revoke(walk, date(2026, 10, 1), name="青空チャット＋", owner="other")
    at_the_door(walk.until("judge_bar"), "judge_bar", {"barred": "no"})
    walk.until("decide")
    assert "X22" in refused(walk, "decide")
    assert "X22" in past_the_form(walk, "decide", {"decision": "certified"}, made=decision(walk, "certified"))


@pytest.mark.refusal("X23", basis="inference", article="第8条")
def test_a_hint_learnt_after_the_judgement_is_judged_before_the_decision(both: Runtime) -> None:
    walk = Walk.open(both).until("summarise_review")
    revoke(walk, date(2026, 11, 1), name="青空チャット改", owner="other")
    walk.do("summarise_review")
    assert set(walk.waiting()) == {"judge_bar"}
    walk.do("judge_bar", BARRED)
    assert set(walk.waiting()) == {"decide"}
    assert "X22" in refused(walk, "decide")


def test_a_revocation_outside_the_window_is_no_bar(runtime: Runtime) -> None:
    clock.fix(datetime(2027, 10, 1, 3, 0, tzinfo=UTC))
    walk = Walk.open(runtime).until("match_payment")
    revoke(walk, date(2026, 10, 1), name="青空チャット")
    walk.until("judge_bar")
    assert walk.context("judge_bar")["suspects"] == []
    with pytest.raises(Invalid):
        walk.do("judge_bar", BARRED)
    assert walk.finish().case().result == "certified"


def test_a_revocation_learnt_before_the_decision_is_found_by_the_second_look(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("summarise_review")
    no = revoke(walk, date(2026, 11, 1), name="青空チャット")
    with runtime.db.step() as session:
        session.get_one(Certificate, no).service_id = walk.case().service_id
    walk.do("summarise_review")
    assert refused(walk, "judge_bar") == ["X22"]


# ---- publication and closing


@pytest.mark.refusal("X36", basis="law", article="第11条第1項")
def test_nothing_is_published_before_the_decision(both: Runtime) -> None:
    walk = Walk.open(both).until("decide").do("decide")
    with both.db.step() as session:
        session.delete(session.scalars(select(Decision)).one())
    assert refused(walk, "confirm_publication") == ["X36"]
    item = walk.item("confirm_publication")
    with both.db.step() as session:
        opened = both.engine.open_case(session, item.instance_id)
        row = session.get_one(WorkItem, item.id)
        with pytest.raises(NotPublishableError) as error:
            both.engine.complete(opened, row, {}, actor_id=None)
        session.rollback()
    assert error.value.ground.refusal == "X36"
    with both.db.read() as session:
        assert session.scalars(select(RegistryVersion)).all() == []


@pytest.mark.refusal("X78", basis="law", article="第6条第5項")
def test_a_case_does_not_close_without_certificate_and_mark(both: Runtime) -> None:
    walk = Walk.open(both).until("decide").do("decide").do("confirm_publication")
    for kind in ("certificate", "mark"):
        with both.db.step() as session:
            row = session.scalars(select(Document).where(Document.kind == kind)).one()
            row.kind = "elsewhere"
        assert refused(walk, "dispatch_certificate") == ["X78"]
        assert past_the_form(walk, "dispatch_certificate", {}) == ["X78"]
        with both.db.step() as session:
            session.scalars(select(Document).where(Document.kind == "elsewhere")).one().kind = kind
    assert walk.finish().case().result == "certified"


@pytest.mark.refusal("X79", basis="law", article="第11条第1項")
def test_a_case_does_not_close_without_publication(both: Runtime) -> None:
    walk = Walk.open(both).until("decide").do("decide").do("confirm_publication")
    with both.db.step() as session:
        session.connection().execute(RegistryVersion.__table__.delete())
    assert refused(walk, "dispatch_certificate") == ["X79"]
    assert "X79" in past_the_form(walk, "dispatch_certificate", {})
