"""The application as it is served, people, and programs with their tokens."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from app import assemble
from app.cases.runtime import Runtime
from tests.api.client import Program, token
from tests.people import People, people


@dataclass(slots=True)
class Api:
    """The application and its people."""

    app: Flask
    runtime: Runtime
    people: People

    def of(self, role: str, *scopes: str, language: str = "ja") -> Program:
        """A program with a token of the person of a role, with every scope unless some are named."""
        return Program(self.app, token(self.runtime, self.people[role], *scopes), language=language)

    def nobody(self, *, language: str = "ja") -> Program:
        """A program without a token."""
        return Program(self.app, language=language)


@pytest.fixture
def api(runtime: Runtime) -> Iterator[Api]:
    """On SQLite."""
    return Api(assemble(runtime), runtime, people(runtime))


@pytest.fixture
def api_on_both(both: Runtime) -> Iterator[Api]:
    """On SQLite and on PostgreSQL."""
    return Api(assemble(both), both, people(both))
