import pytest

from app.law import roles


@pytest.mark.parametrize(
    ("key", "lane"),
    [
        ("applicant", "申請者"),
        ("secretariat", "事務局受付"),
        ("entry_checker", "入力照合者"),
        ("fee_clerk", "経理担当"),
        ("reviewer", "審査員"),
        ("decider", "認定責任者"),
        ("publisher", "公表担当"),
        ("member", "委員"),
        ("chair", "委員長"),
        ("inspector", "調査員"),
        ("desk", "照会窓口"),
        ("process_owner", "規程・工程担当"),
        ("operator", "システム運用者"),
        ("system", "システム"),
    ],
)
def test_a_lane_is_found_by_its_japanese_name(key, lane):
    found = roles.role_of_lane(lane)
    assert found is not None
    assert found.key == key
    assert roles.role(key).lane == lane


def test_a_lane_that_is_no_role_is_not_found():
    assert roles.role_of_lane("事務局") is None


def test_names_are_unique_in_both_languages():
    assert len({found.name.ja for found in roles.ROLES}) == len(roles.ROLES)
    assert len({found.name.en for found in roles.ROLES}) == len(roles.ROLES)
