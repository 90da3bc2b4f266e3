"""公表 (第11条): what goes out, what is withheld, and what never does."""

import json

import pytest
from sqlalchemy import select

from app import clock
from app.cases.runtime import Runtime
from app.store.models.cases import Case, ItemValue
from app.store.models.certificates import Certificate, RegistryGram, RegistryVersion, Withholding
from tests import answers
from tests.walk import Walk


def published(runtime: Runtime) -> str:
    """Every public byte of the registry tables."""
    with runtime.db.read() as session:
        contents = session.scalars(select(RegistryVersion.content)).all()
        grams = session.scalars(select(RegistryGram.gram)).all()
    return json.dumps(contents, ensure_ascii=False) + "".join(grams)


@pytest.mark.refusal("X37", basis="inference", article="第11条第1項第2号")
def test_no_value_of_form_a_is_published(both: Runtime) -> None:
    walk = Walk.open(both)
    given = answers.usual(walk, "fill_form_a")
    given.given["items"]["a.contact_person"]["value"] = "総務部　秘書　佐藤一郎"
    given.given["items"]["a.contact_email"]["value"] = "hisho@aozora.example.jp"
    walk.do("fill_form_a", given.given, files=given.files).finish()
    public = published(both)
    assert "青空チャット" in public
    assert "佐藤一郎" not in public
    assert "hisho@" not in public


def test_a_withheld_item_is_published_as_withheld_and_its_value_nowhere(both: Runtime) -> None:
    walk = Walk.open(both).until("confirm_publication")
    with both.db.step() as session:
        no = session.scalars(select(Certificate.no)).one()
        item_id = "b.service_summary"
        row = session.scalars(select(ItemValue).where(ItemValue.item_id == item_id)).one()
        session.connection().execute(
            ItemValue.__table__.update()
            .where(ItemValue.filing_id == row.filing_id, ItemValue.item_id == item_id)
            .values(value="門外不出の数字七七七")
        )
        session.add(
            Withholding(
                certificate_no=no,
                item_id=item_id,
                from_version=1,
                reason="営業秘密",
                decided_on=clock.today(),
            )
        )
    walk.finish()
    public = published(both)
    assert "門外不出" not in public
    assert '"withheld": true' in public


def test_a_remark_on_a_value_is_kept_and_published(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("fill_form_b")
    sheet = answers.sheet(walk, "B", "C")
    noted = next(item for item, given in sheet.items() if isinstance(given["value"], float))
    sheet[noted]["note"] = "令和8年9月末の数である。"
    walk.do("fill_form_b", {"items": sheet}).finish()
    assert "令和8年9月末の数である。" in published(runtime)


def test_form_a_may_name_the_items_to_withhold(runtime: Runtime) -> None:
    walk = Walk.open(runtime)
    given = answers.usual(walk, "fill_form_a")
    given.given["items"]["a.other_certifications"]["value"] = "b.service_summary"
    walk.do("fill_form_a", given.given, files=given.files)
    assert walk.finish().case().result == "certified"


def stage(walk: Walk) -> str:
    with walk.runtime.db.read() as session:
        return session.scalars(select(Case.stage).where(Case.case_no == walk.case_no)).one()


def test_a_case_is_shown_as_published_once_it_is_live_though_the_certificate_is_still_to_be_posted(
    both: Runtime,
) -> None:
    walk = Walk.open(both).until("confirm_publication")
    assert stage(walk) == "decided"
    walk.do("confirm_publication")
    assert "dispatch_certificate" in walk.waiting()
    assert stage(walk) == "published"
