"""Pages tell the count as it stands: the quorum with who is in the room, and old and new numbers side by side."""

from datetime import timedelta

from app import clock
from app.cases.hearings import attendance, seats
from app.cases.runtime import Runtime
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser

THREE = ("chair", "member1", "member2")


def text(sitting: Sitting, name: str, path: str) -> str:
    page = Browser(site(sitting.runtime), sitting.viewer(name)).open(path.format(sitting.hearing().number))
    assert page.status == 200
    return " ".join(word for word in page.text.split() if word not in "○×△－")


def noted(sitting: Sitting, name: str, event: str) -> None:
    clock.fix(clock.now() + timedelta(minutes=1))
    person = sitting.walk.people[name].user_id
    attendance.mark(sitting.runtime, sitting.viewer("secretariat"), sitting.hearing().number, person, event)


def test_the_chair_reads_the_quorum_that_a_closing_would_find(runtime: Runtime) -> None:
    day = clock.today() + timedelta(days=7)
    meeting = {
        "method": "room",
        "meeting": "new",
        "held_on": day.isoformat(),
        "held_at": "10:00",
        "place": "A",
    }
    sitting = Sitting.declared(runtime, THREE, **meeting).give("chair").give("member1")
    assert "出席2名。定足数は3名です。 あと1名" in text(sitting, "chair", "/committee/{}/chair")
    noted(sitting, "member2", "in")
    told = text(sitting, "chair", "/committee/{}/chair")
    assert "出席3名。定足数は3名です。 満たしています" in told
    assert "意見を出した委員2名、意見を出さずに在室の委員1名" in told
    noted(sitting, "member1", "in")
    noted(sitting, "member1", "out")
    told = text(sitting, "chair", "/committee/{}/chair")
    assert "出席2名。定足数は3名です。 あと1名" in told
    assert "退室したままの委員1名は数えません" in told
    assert "定足数に足りないまま締め切るので、理由が要ります。" in told


def test_a_new_count_stands_beside_the_old_on_every_page(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "unfit", "unfit")
    sitting.close()
    seats.strike(runtime, sitting.viewer("decider"), sitting.seat("member1").id, ["business"], "取引。")
    sitting.walk.settle()
    pages = (("chair", "/committee/{}/chair"), ("member2", "/committee/{}"), ("decider", "/hearings/{}"))
    for name, path in pages:
        told = text(sitting, name, path)
        assert "委員会の意見 否" in told, path
        assert "締切の時 数え直し" in told, path
        assert "適 2 1" in told, path
        assert "出席 4 3" in told, path
        assert "結果 可否同数 否" in told, path


def test_a_ruling_is_the_opinion_and_the_numbers_stay(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "unfit", "unfit")
    sitting.close()
    sitting.do("chair", "rule_tie", {"ruling": "unfit", "reason": "記載が足りない。"})
    for name, path in (("chair", "/committee/{}/chair"), ("member2", "/committee/{}")):
        told = text(sitting, name, path)
        assert "委員会の意見 否" in told, path
        assert "適 2" in told, path
        assert "議長の裁定 否" in told, path
