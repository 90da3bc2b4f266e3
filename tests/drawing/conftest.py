"""Every sample laid out once, at full effort."""

import pytest

from app.engine.drawing import lay_out

from .samples import ALL


@pytest.fixture(scope="session")
def drawn() -> dict[str, bytes]:
    return {sample.__name__: lay_out(sample().xml()) for sample in ALL}
