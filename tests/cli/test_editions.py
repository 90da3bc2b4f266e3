"""`nintei editions`: a dry run by case, carrying over, undoing."""

from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner, Result

from app.cases import acts, editions
from app.cases.runtime import Runtime
from app.cli import main
from app.store import migrate
from app.store.models.people import User
from app.store.session import Database
from tests.people import People, people
from tests.walk import Walk

Nintei = Callable[..., Result]


@pytest.fixture
def nintei(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Nintei:
    """The command on the test's database, whose schema is marked as current."""
    monkeypatch.setenv("NINTEI_DATA", str(runtime.settings.data))
    monkeypatch.setenv("NINTEI_SECRET_KEY", runtime.settings.secret_key)
    monkeypatch.setattr("app.cli.migrating.schema.current", lambda url: migrate.head())

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(main, ["editions", *map(str, arguments)])

    return call


def another(runtime: Runtime, files: dict[str, str], old: str, new: str) -> int:
    path = "processes/application.bpmn"
    with runtime.db.step() as session:
        return editions.publish(
            session,
            {**files, path: files[path].replace(old, new)},
            label="第2版",
            effective_on=date(2026, 11, 1),
            operations=acts.OPERATIONS,
        )


def operator(who: People, db: Database) -> str:
    with db.read() as session:
        return session.get_one(User, who["operator"].user_id).email


def test_a_dry_run_says_for_each_case_whether_it_can_go_and_changes_nothing(
    runtime: Runtime, edition_files: dict[str, str], nintei: Nintei
) -> None:
    walk = Walk.open(runtime).until("match_payment")
    safe = another(runtime, edition_files, 'name="入金を確認する"', 'name="納付を確かめる"')
    said = nintei("migrate", safe)
    assert said.exit_code == 0
    assert f"{walk.case_no} application" in said.output
    assert "1 can be carried over, 0 must stay" in said.output
    # A gateway that the case has passed leads on by another condition.
    unsafe = another(
        runtime,
        edition_files,
        'check_completeness.result = "incomplete"',
        '"incomplete" = check_completeness.result',
    )
    said = nintei("migrate", unsafe)
    assert said.exit_code == 1
    assert "書類に不備があるか" in said.output
    assert walk.case().edition_id == 1


def test_cases_are_carried_over_by_an_operator_with_a_reason_and_taken_back(
    runtime: Runtime, edition_files: dict[str, str], nintei: Nintei
) -> None:
    who = people(runtime)
    walk = Walk.open(runtime, who).until("match_payment")
    second = another(runtime, edition_files, 'name="入金を確認する"', 'name="納付を確かめる"')
    assert "Name an operator" in nintei("migrate", second, "--apply", "--reason", "x").output
    email = operator(who, runtime.db)
    assert "Give a reason" in nintei("migrate", second, "--apply", "--by", email).output
    assert walk.case().edition_id == 1
    said = nintei("migrate", second, "--apply", "--by", email, "--reason", "新しい工程")
    assert "editions undo 1" in said.output
    assert walk.case().edition_id == second
    listed = nintei("list").output
    assert [line.split()[0] for line in listed.splitlines() if " 1 running" in line] == [str(second)]
    assert nintei("undo", 1, "--by", email, "--reason", "誤り").exit_code == 0
    assert walk.case().edition_id == 1
    assert nintei("undo", 1, "--by", email, "--reason", "誤り").exit_code == 1
    assert walk.finish().case().result == "certified"
