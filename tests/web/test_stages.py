"""Every stage that a case can have is a word for everybody, in both languages, and has its place in the bar."""

import pytest
from flask_babel import force_locale

from app.cases.runtime import Runtime
from app.law.stages import STAGES
from app.web import stages
from tests.web.site import site


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_stage_has_a_word_and_stands_in_its_bar(runtime: Runtime, language: str) -> None:
    with site(runtime).test_request_context("/"), force_locale(language):
        words = {stage: stages.word(stage) for stage in STAGES}
        assert all(word != stage for stage, word in words.items())
        for stage in set(STAGES) - {"stopped"}:
            current = [entry["label"] for entry in stages.bar(stage) if entry["state"] == "current"]
            assert current == [words[stage]]
