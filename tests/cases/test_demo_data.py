"""The demo's fictional world: complete, believable, honest in its dates, and the same each time."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app import clock, create_runtime
from app.accounts import users
from app.cases import demo
from app.cases.demo import answers, cast, files, play, profile, schedule
from app.cases.demo.answers import Desk
from app.cases.demo.schedule import Script
from app.cases.runtime import Runtime
from app.config import ROOT, Settings
from app.formkit import answering
from app.formkit.catalogue import Catalogue
from app.formkit.catalogue_file import load_catalogue
from app.law import corporate_number, roles, validity
from app.registry import leaks, queries
from app.store import history
from app.store.base import Base
from app.store.models.appointments import StandingInterest
from app.store.models.cases import Case, Filing, ItemValue, Notice
from app.store.models.certificates import Certificate, RegistryVersion, Term, Withholding
from app.store.models.people import Provider, User, UserRole
from app.store.models.procedures import Draft, Event, Incident, OutboxRow, WorkItem
from app.store.models.services import Service
from app.store.reading import register
from app.store.viewer import Viewer

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PRESENT = date(2026, 11, 24)


def made(folder: Path) -> Runtime:
    """A demo as `nintei demo` makes it, at noon of the present day."""
    runtime = create_runtime(Settings(data=folder, secret_key="k" * 40, demo=True, background=False))
    Base.metadata.create_all(runtime.db.engine)
    clock.fix(NOON)
    demo.seed(runtime)
    assert clock.now() == NOON
    return runtime


PERSONS_OWN = {
    "committee_review",
    "member_opinion",
    "late_conflict",
    "renewed_declaration",
    "recount",
    "conflict_after_decision",
    "committee_minutes",
    "committee_question",
    "site_inspection",
    "team_declaration",
    "late_tie",
    "challenge",
    "visit_report",
    "late_reply",
}
"""Procedures of the committee and of visits, whose people are not in the schedule."""


OF_COMMITTEE = {"convene", "declare_interest", "give_opinion"}


def steps_of_the_body(edition_files: dict[str, str]) -> set[str]:
    """Every step of the shipped edition that the schedule plays."""
    forms = [path.split("/") for path in edition_files if path.endswith(".form")]
    return {name.removesuffix(".form") for _, process, name in forms if process not in PERSONS_OWN}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    runtime = made(tmp_path_factory.mktemp("demo"))
    yield runtime
    runtime.db.dispose()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue((ROOT / "forms/disclosure/draft-2026-11.yaml").read_text(encoding="utf-8"))


def desk(service: str, catalogue: Catalogue) -> Desk:
    facts = profile.facts(service, {}, "electronic", date(2026, 10, 5)) | {"withhold_asked": []}
    return Desk(Script(service, service, {"steps": []}), facts, catalogue, PRESENT)


class TestWords:
    """The data files, without making anything."""

    @pytest.mark.parametrize("service", sorted(files.read("services")))
    def test_every_answer_of_a_filing_is_valid(self, service: str, catalogue: Catalogue) -> None:
        given = desk(service, catalogue)
        found = {
            item_id: answering.check(catalogue.items[item_id], answer).problems
            for item_id, answer in {**given.form_a(), **given.form_b()}.items()
        }
        assert {item_id: problems for item_id, problems in found.items() if problems} == {}

    @pytest.mark.parametrize("service", sorted(files.read("services")))
    def test_most_items_are_disclosed_and_no_placeholder_is_left(
        self, service: str, catalogue: Catalogue
    ) -> None:
        form_b = desk(service, catalogue).form_b()
        public = [item for item in catalogue.items.values() if item.visibility == "public"]
        assert len(form_b) >= 0.85 * len(public)
        said = json.dumps(form_b, ensure_ascii=False)
        assert not re.search(r"[{}]\w|None|。。|、、|。、", said.replace('{"', "").replace('"}', ""))

    def test_two_services_say_different_things(self, catalogue: Catalogue) -> None:
        keys = sorted(files.read("services"))[:12]
        sheets = [desk(key, catalogue).form_b() for key in keys]
        for one, other in pairwise(sheets):
            shared = [item_id for item_id in one if one[item_id] == other.get(item_id)]
            assert len(shared) < 0.7 * len(one)

    def test_what_is_withheld_may_be_withheld_and_stands_in_the_filing(self, catalogue: Catalogue) -> None:
        for key, service in files.read("services").items():
            for item_id, _, _ in service.get("withhold", []):
                assert catalogue.items[item_id].withholdable
                assert item_id in desk(key, catalogue).form_b()

    def test_corporate_numbers_are_valid_and_belong_to_nobody(self) -> None:
        numbers = [cast.number_of(told) for told in files.read("providers").values()]
        assert len(set(numbers)) == len(numbers)
        for number in numbers:
            assert corporate_number.is_valid(number)
            assert number[1:5] == "9999"  # no registry office has this code

    def test_addresses_on_the_net_are_reserved_for_examples(self) -> None:
        for path in Path(demo.__file__).parent.glob("*.yaml"):
            for host in re.findall(r"https?://([^/\s\"]+)", path.read_text(encoding="utf-8")):
                assert re.search(r"(^|\.)example\.(jp|com|org)$", host), host

    @pytest.mark.parametrize(
        "today", [date(2026, 8, 3), date(2026, 11, 23), date(2027, 1, 4), date(2028, 5, 2)]
    )
    def test_nothing_is_planned_for_later_than_the_present_or_before_the_rules(self, today: date) -> None:
        steps = schedule.steps(today)
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert all(clock.date_in_japan(step.at) >= date(2026, 7, 1) for step in steps)
        for step in steps:
            if "waits" in step.script.told:
                assert clock.date_in_japan(step.at) < today

    def test_every_act_has_its_answers_and_every_step_an_act(self, edition_files: dict[str, str]) -> None:
        nodes = steps_of_the_body(edition_files)
        assert set(play.NODES) == set(answers.ACTS)
        assert set(play.NODES.values()) == nodes - {"judge_silence"} | OF_COMMITTEE


@pytest.mark.slow
class TestWorld:
    """What stands in the database afterwards."""

    def test_there_are_providers_and_certified_services(self, seeded: Runtime) -> None:
        with seeded.db.read() as session:
            assert (session.scalar(select(func.count(Provider.id))) or 0) >= 12
            page = queries.listed(session, queries.Criteria(), PRESENT)
            status = {row.no: row.standing.kind for row in page.rows}
            facets = {facet.key: len(facet.options) for facet in page.facets}
        assert page.total >= 21
        assert list(status.values()).count("revoked") <= 1
        for key in ("kind", "users", "model_provider", "location", "training", "security", "price"):
            assert facets[key] >= 3, key

    def test_a_case_waits_at_every_step(self, seeded: Runtime, edition_files: dict[str, str]) -> None:
        nodes = steps_of_the_body(edition_files)
        with seeded.db.read() as session:
            waiting = set(session.scalars(select(WorkItem.node).where(WorkItem.state == "open")))
            drafts = set(
                session.scalars(select(WorkItem.node).join(Draft, Draft.work_item_id == WorkItem.id))
            )
        assert waiting - nodes == OF_COMMITTEE
        assert nodes <= waiting
        assert drafts == {"fill_form_a", "fill_form_b", "enter_form_b", "assess_items"}

    def test_cases_ended_in_every_way(self, seeded: Runtime) -> None:
        with seeded.db.read() as session:
            results = list(session.scalars(select(Case.result).where(Case.result.is_not(None))))
            overdue = session.scalar(
                select(func.count(WorkItem.id)).where(
                    WorkItem.state == "open", WorkItem.node == "match_payment", WorkItem.due_on < PRESENT
                )
            )
        assert results.count("certified") >= 20
        assert {"not_certified", "refused", "withdrawn"} <= set(results)
        assert overdue == 1

    def test_the_main_provider_has_something_at_every_step_it_sees(self, seeded: Runtime) -> None:
        with seeded.db.read() as session:
            main = users.by_email(session, cast.mail_of(cast.MAIN))
            assert main is not None
            stages = set(
                session.scalars(
                    select(Case.stage)
                    .join(Provider, Provider.id == Case.provider_id)
                    .where(Provider.name == files.read("providers")[cast.MAIN]["name"])
                )
            )
        assert stages >= {"draft", "checking", "correction", "payment", "reviewing", "published"}

    def test_everybody_in_the_list_of_accounts_can_sign_in(self, seeded: Runtime) -> None:
        for email, password, _ in demo.ACCOUNTS:
            found = users.authenticate(seeded.db, email, password)
            assert found is not None, email
            assert found.verified_at is not None

    def test_every_role_has_a_person(self, seeded: Runtime) -> None:
        with seeded.db.read() as session:
            held = set(session.scalars(select(UserRole.role)))
            lanes = set(session.scalars(select(WorkItem.role))) - roles.PARTY
        assert held | roles.APPOINTED >= lanes | {"operator"}

    def test_the_committee_and_its_inspectors_are_appointed(self, seeded: Runtime) -> None:
        with seeded.db.read() as session:
            secretary = Viewer(0, "", frozenset({"secretariat"}))
            rows = register.listed(session, secretary, PRESENT)
            posts = sorted(held.post for row in rows for held in row.held)
            ties = session.scalars(select(StandingInterest)).all()
            numbers = set(session.scalars(select(Provider.corporate_number)))
        assert posts == ["acting", "acting", "chair", "inspector", "inspector", "member", "member"]
        assert [tie.corporate_number in numbers for tie in ties] == [True]

    def test_chains_are_whole_and_nothing_failed(self, seeded: Runtime) -> None:
        with seeded.db.read() as session:
            for case_id in session.scalars(select(Case.id)):
                assert history.verify(session, case_id) == []
            assert list(session.scalars(select(Incident.error))) == []
            assert list(session.scalars(select(OutboxRow.error).where(OutboxRow.done_at.is_(None)))) == []

    def test_dates_are_honest(self, seeded: Runtime) -> None:
        with seeded.db.read() as session:
            for filed_on in session.scalars(select(Filing.filed_on)):
                assert date(2026, 7, 1) <= filed_on <= PRESENT
            for term in session.scalars(select(Term)):
                assert term.valid_until == validity.valid_until(term.certified_on)
            for case_id in session.scalars(select(Case.id)):
                days = list(
                    session.scalars(
                        select(Event.legal_date).where(Event.case_id == case_id).order_by(Event.seq)
                    )
                )
                assert days == sorted(days)
                assert days[-1] <= PRESENT
            opened = list(session.scalars(select(Case.opened_at).order_by(Case.case_no)))
            granted = list(session.scalars(select(Certificate.first_certified_on).order_by(Certificate.no)))
            unsent = session.scalars(
                select(Notice.kind).where(Notice.channel == "mail", Notice.sent_at.is_(None))
            )
            assert list(unsent) == []
        assert opened == sorted(opened)
        assert granted == sorted(granted)

    def test_nothing_withheld_and_nothing_of_form_a_is_public(self, seeded: Runtime) -> None:
        with seeded.db.read() as session:
            told = {
                row.certificate_no: json.dumps(row.content, ensure_ascii=False)
                for row in session.scalars(select(RegistryVersion))
            }
            withheld = list(session.scalars(select(Withholding)))
            for no in told:
                assert leaks.self_check(session, no, leaks.secrets(session, no)) == []
            for row in withheld:
                if row.certificate_no not in told:
                    continue  # waits to be published
                value = session.scalar(
                    select(ItemValue.value)
                    .join(Filing, Filing.id == ItemValue.filing_id)
                    .join(Certificate, Certificate.case_id == Filing.case_id)
                    .where(Certificate.no == row.certificate_no, ItemValue.item_id == row.item_id)
                )
                assert str(value) not in told[row.certificate_no]
                assert row.reason not in told[row.certificate_no]
        everything = "\n".join(told.values())
        assert len({row.certificate_no for row in withheld}) >= 3
        assert "a.applicant" not in everything
        assert "振込名義" not in everything
        for company in files.read("providers").values():
            assert f"{company['deputy'][0]}　{company['deputy'][1]}" not in everything
            assert company["contact"][2] + "@" not in everything

    def test_a_filled_database_is_left_as_it_is(self, seeded: Runtime) -> None:
        def counted() -> list[Any]:
            with seeded.db.read() as session:
                return [
                    session.scalar(select(func.count()).select_from(table))
                    for table in (User, Case, Event, RegistryVersion)
                ]

        before = counted()
        demo.seed(seeded)
        assert counted() == before

    def test_it_is_the_same_each_time(self, seeded: Runtime, tmp_path: Path) -> None:
        again = made(tmp_path / "again")
        assert public(again) == public(seeded)
        assert open_cases(again) == open_cases(seeded)
        again.db.dispose()

    def test_the_clock_runs_on_where_it_stood(self, seeded: Runtime) -> None:
        with seeded.db.read() as session:
            latest = session.scalar(select(func.max(WorkItem.created_at)))
        assert latest is not None
        assert clock.now() - timedelta(days=30) < latest <= clock.now()


def public(runtime: Runtime) -> dict[tuple[str, int], Any]:
    """Everything that was published."""
    with runtime.db.read() as session:
        return {
            (row.certificate_no, row.version): (row.act, row.published_on, row.published_at, row.content)
            for row in session.scalars(select(RegistryVersion))
        }


def open_cases(runtime: Runtime) -> list[Any]:
    """Where every case stands."""
    with runtime.db.read() as session:
        rows = session.execute(
            select(Case.case_no, Service.name, Case.stage, Case.arrival_no, Case.filed_on)
            .join(Service, Service.id == Case.service_id)
            .order_by(Case.case_no)
        )
        return [tuple(row) for row in rows]
