"""Case 25: an opinion stands on the papers that its page showed, not on those that came while it was written."""

from app.cases.hearings import opinions
from app.cases.runtime import Runtime
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser

OPINION = {"verdict": "fit", "reason": "開示は足りている。"}


def outdated(sitting: Sitting) -> list[int]:
    with sitting.runtime.db.read() as session:
        return opinions.outdated(session, sitting.hearing())


def test_a_paper_that_came_while_a_member_wrote_was_not_read(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    browser = Browser(site(runtime), sitting.viewer("member1"))
    shown = browser.open(f"/committee/{sitting.hearing().number}")
    sitting.add_paper("後から届いた資料.pdf", "9" * 64)
    assert browser.fill(shown, OPINION).status == 303
    assert outdated(sitting) == [sitting.seat("member1").id]
    assert browser.fill(browser.open(f"/committee/{sitting.hearing().number}"), OPINION).status == 303
    assert outdated(sitting) == []


def test_what_is_no_version_of_papers_is_not_kept(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    browser = Browser(site(runtime), sitting.viewer("member1"))
    shown = browser.open(f"/committee/{sitting.hearing().number}")
    assert browser.fill(shown, OPINION | {"_papers": "<b>後で</b>"}).status == 303
    assert outdated(sitting) == []
