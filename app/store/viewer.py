"""Who is looking. Every read of case-bound rows is scoped by a viewer before its first query."""

from dataclasses import dataclass

from app.law.roles import STAFF


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person: the roles held today (app.store.standing), and the providers the person acts for."""

    user_id: int
    name: str
    roles: frozenset[str] = frozenset()
    provider_ids: frozenset[int] = frozenset()
    language: str = "ja"
    asked: bool = True
    """Whether the person was ever asked into a hearing or a visit (第7条); True also where nobody has looked."""

    @property
    def staff(self) -> bool:
        """Whether the person works for the certification body; committee and inspectors are asked from outside."""
        return not STAFF.isdisjoint(self.roles)

    def is_(self, role: str) -> bool:
        """Whether the person holds a role."""
        return role in self.roles
