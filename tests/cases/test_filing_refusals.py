"""What stops a filing: definitions, documents, date, double filing (第2条から第4条, 附則)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.cases import answering, opening
from app.cases.errors import Invalid, Refused, Unknown
from app.cases.runtime import Runtime
from app.engine import StepFailed
from app.store.models.cases import Case, Filing, ItemValue, OpenApplication
from app.store.models.procedures import Event, Submission
from tests import answers
from tests.cases.refusing import at_the_door, decision, past_the_form, refused, submission
from tests.people import people
from tests.walk import Walk

CONFIRMED = {"next": "submit"}


@pytest.mark.parametrize(
    ("change", "id_"),
    [
        pytest.param(
            {"network_service": "no"},
            "X1",
            marks=pytest.mark.refusal("X1", basis="law", article="第2条第1項"),
        ),
        pytest.param(
            {"filer_is_provider": "no"},
            "X3",
            marks=pytest.mark.refusal("X3", basis="law", article="第2条第2項"),
        ),
    ],
)
def test_what_is_no_such_service_or_provider_is_stopped_at_the_door(
    both: Runtime, change: dict[str, str], id_: str
) -> None:
    walk = Walk.open(both).until("confirm_filing")
    assert refused(walk, "confirm_filing", change) == [id_]
    said = submission(walk, "confirm_filing", {**answers.usual(walk, "confirm_filing").given, **change})
    assert past_the_form(walk, "confirm_filing", CONFIRMED, said=said) == [id_]
    assert walk.case().filed_on is None


@pytest.mark.refusal("X2", basis="law", article="第2条第1項")
def test_a_service_without_ai_is_not_stopped_but_cannot_be_certified(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("confirm_filing")
    walk.do("confirm_filing", {**answers.usual(walk, "confirm_filing").given, "uses_ai": "no"})
    assert "X2" in refused(walk.until("decide"), "decide")
    assert "X2" in past_the_form(walk, "decide", {"decision": "certified"}, made=decision(walk, "certified"))
    said = {"decision": "not_certified", "unmet": ["X2"], "reasons": "AIを用いる機能がない。"}
    walk.do("decide", said).finish()
    assert walk.case().result == "not_certified"


@pytest.mark.refusal("X4", basis="design", article="第3条")
def test_a_guideline_version_that_is_not_accepted_is_no_choice(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("confirm_filing")
    given = answers.usual(walk, "confirm_filing").given
    with pytest.raises(Invalid):
        walk.do("confirm_filing", {**given, "guideline_version": "2010-01"})
    assert past_the_form(walk, "confirm_filing", CONFIRMED) == ["X4"]


@pytest.mark.refusal("X5", basis="law", article="第4条第1項")
def test_a_filing_without_its_documents_is_stopped(both: Runtime) -> None:
    walk = Walk.open(both).until("attach_documents")
    with pytest.raises(Invalid):
        walk.do("attach_documents", {"in_japanese": "yes"}, files={})
    with both.db.step() as session:
        row = session.scalars(select(Submission).where(Submission.node == "fill_form_a")).one()
        items = dict(row.answers["items"])
        items["a.registry_certificate"] = {"value": None}
        session.connection().execute(
            Submission.__table__.update().where(Submission.id == row.id).values(answers={"items": items})
        )
    walk.do("attach_documents")
    assert refused(walk, "confirm_filing") == ["X5"]
    assert "X5" in past_the_form(walk, "confirm_filing", CONFIRMED)


@pytest.mark.refusal("X6", basis="law", article="第4条第1項")
def test_documents_that_are_not_in_japanese_stop_a_filing(both: Runtime) -> None:
    walk = Walk.open(both).until("attach_documents").do("attach_documents", {"in_japanese": "no"})
    assert refused(walk, "confirm_filing") == ["X6"]
    assert "X6" in past_the_form(walk, "confirm_filing", CONFIRMED)


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(
            "name_matches", marks=pytest.mark.refusal("X7", basis="inference", article="第4条第1項第2号")
        ),
        pytest.param(
            "address_matches", marks=pytest.mark.refusal("X7", basis="design", article="第4条第1項第2号")
        ),
    ],
)
def test_a_name_or_address_that_differs_from_the_proof_is_not_complete(runtime: Runtime, field: str) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    assert refused(walk, "check_completeness", {field: "no"}) == ["X7"]


@pytest.mark.refusal("X7", basis="inference", article="第4条第1項第2号")
def test_a_name_that_still_differs_stands_against_certifying(both: Runtime) -> None:
    walk = Walk.open(both).until("check_completeness")
    given = {**answers.DOCUMENTS, "name_matches": "no", "result": "incomplete"}
    walk.do("check_completeness", {**given, "correction_text": "名称", "correction_due": "2026-12-10"})
    clock.fix(datetime(2026, 12, 20, 3, 0, tzinfo=UTC))
    walk.settle()
    walk.do("judge_silence")
    assert "X7" in refused(walk, "decide")
    # Past the form, the engine itself stops before the grant: no fee has been paid on this way.
    with pytest.raises(StepFailed, match="match_payment"):
        past_the_form(walk, "decide", {"decision": "certified"}, made=decision(walk, "certified"))


@pytest.mark.refusal("X7", basis="inference", article="第4条第1項第2号")
def test_a_name_that_differs_stands_against_the_grant_also_past_the_form(both: Runtime) -> None:
    walk = Walk.open(both).until("check_completeness")
    found = submission(walk, "check_completeness", {**answers.DOCUMENTS, "name_matches": "no"})
    with both.db.step() as session:
        session.add(found)
    at_the_door(walk, "check_completeness", {"result": "complete"})
    walk.until("decide")
    assert "X7" in past_the_form(walk, "decide", {"decision": "certified"}, made=decision(walk, "certified"))


def test_a_corrected_name_can_be_certified(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    given = {**answers.DOCUMENTS, "name_matches": "no", "result": "incomplete"}
    walk.do("check_completeness", {**given, "correction_text": "名称", "correction_due": "2026-12-10"})
    assert walk.do("answer_correction").finish().case().result == "certified"


@pytest.mark.refusal("X5", basis="law", article="第4条第1項")
def test_documents_that_nobody_checked_count_as_missing(both: Runtime) -> None:
    walk = Walk.open(both).until("check_completeness")
    at_the_door(walk, "check_completeness", {"result": "complete"})
    walk.until("decide")
    assert "X5" in refused(walk, "decide")
    assert "X5" in past_the_form(walk, "decide", {"decision": "certified"}, made=decision(walk, "certified"))


@pytest.mark.refusal("X8", basis="design", article="第4条第2項")
def test_a_second_case_on_the_same_service_is_refused(both: Runtime) -> None:
    walk = Walk.open(both)
    for channel, viewer in (("electronic", walk.people["applicant"]), ("post", walk.people["secretariat"])):
        wanted = opening.NewApplication(walk.people.provider_id, service_name="青空チャット", channel=channel)
        with pytest.raises(Refused) as error:
            opening.open_application(both, viewer, wanted)
        assert [ground.refusal for ground in error.value.grounds] == ["X8"]
        assert walk.case_no in error.value.grounds[0].text.ja
    again = {"service_id": walk.case().service_id, "case_id": walk.case().id}
    with pytest.raises(IntegrityError), both.db.step() as session:
        session.execute(insert(OpenApplication), [again])
    walk.finish()
    assert opening.open_application(
        both,
        walk.people["applicant"],
        opening.NewApplication(walk.people.provider_id, service_name="青空チャット"),
    )


def test_nobody_opens_a_case_for_another_provider(runtime: Runtime) -> None:
    who = people(runtime)
    for viewer in (who["stranger"], who["reviewer"], who["secretariat"]):
        with pytest.raises(Unknown):
            opening.open_application(
                runtime, viewer, opening.NewApplication(who.provider_id, service_name="x")
            )


@pytest.mark.refusal("X76", basis="inference", article="附則")
def test_no_filing_bears_a_date_before_the_rules(both: Runtime) -> None:
    walk = Walk.open(both).until("confirm_filing")
    clock.fix(datetime(2026, 6, 30, 14, 59, 59, tzinfo=UTC))  # 23:59:59 on 30 June in Japan
    assert refused(walk, "confirm_filing") == ["X76", "X4"]
    assert "X76" in past_the_form(walk, "confirm_filing", CONFIRMED)
    clock.fix(datetime(2026, 6, 30, 15, 0, 0, tzinfo=UTC))
    walk.do("confirm_filing")
    assert walk.case().filed_on is not None


@pytest.mark.refusal("X76", basis="inference", article="附則")
def test_no_posted_filing_arrived_before_the_rules(runtime: Runtime) -> None:
    walk = Walk.open(runtime, channel="post")
    assert refused(walk, "register_post", {"arrived_on": "2026-06-30"}) == ["X76"]
    assert refused(walk, "register_post", {"arrived_on": "2026-11-25"}) == ["arrived_on"]


def test_a_refused_attempt_is_on_the_record_of_the_case(both: Runtime) -> None:
    walk = Walk.open(both).until("confirm_filing")
    refused(walk, "confirm_filing", {"network_service": "no"})
    with both.db.read() as session:
        event = session.scalars(select(Event).where(Event.kind == "refused")).one()
        assert (event.node, event.data) == ("confirm_filing", {"refusals": ["X1"]})


def test_a_corporate_number_with_a_wrong_check_digit_is_refused(runtime: Runtime) -> None:
    walk = Walk.open(runtime)
    given = answers.usual(walk, "fill_form_a")
    given.given["items"]["a.corporate_number"]["value"] = "1013201002720"
    with pytest.raises(Invalid) as error:
        walk.do("fill_form_a", given.given, files=given.files)
    assert any("法人番号" in complaint.label for complaint in error.value.form.errors)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name", ["assignee", "lane", "decide.decision", "decide-decision", "routing", "typename"]
)
def test_a_form_that_posts_fields_it_does_not_have_is_refused(runtime: Runtime, name: str) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    post = walk.post("check_completeness", answers.usual(walk, "check_completeness").given)
    post.fields.add(name, "decider")
    with pytest.raises(Refused) as error:
        answering.answer(runtime, walk.people["secretariat"], walk.item("check_completeness").id, post)
    assert name in error.value.grounds[0].text.ja
    assert "check_completeness" in walk.waiting()


def test_what_was_filed_is_kept_by_item_with_visibility_and_revision(both: Runtime) -> None:
    walk = Walk.open(both).until("assess_items")
    with both.db.read() as session:
        filing = session.scalars(select(Filing).join(Case).where(Case.case_no == walk.case_no)).one()
        rows = session.scalars(select(ItemValue).where(ItemValue.filing_id == filing.id)).all()
    assert {row.visibility for row in rows if row.item_id.startswith("a.")} == {"review_only"}
    assert {row.visibility for row in rows if row.item_id[0] in "bc"} == {"public"}
    assert len(rows) > 200


@pytest.mark.parametrize("kind", ["更新", "変更", "終了"])
def test_a_first_application_can_be_of_no_other_kind(both: Runtime, kind: str) -> None:
    walk = Walk.open(both).until("fill_form_a")
    items = answers.usual(walk, "fill_form_a").given["items"]
    with pytest.raises(Invalid) as error:
        walk.do("fill_form_a", {"items": {**items, "a.application_kind": {"value": kind}}})
    assert any("a--application_kind" in wrong.id for wrong in error.value.form.errors)
    assert walk.do("fill_form_a").until("confirm_filing").case().filed_on is None
