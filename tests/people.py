"""People for tests: one for each role, and a provider with a member."""

from dataclasses import dataclass, field
from datetime import timedelta

from app import clock
from app.cases.runtime import Runtime
from app.law.roles import BY_POST
from app.store.models.appointments import Appointment
from app.store.models.people import Membership, Provider, User, UserRole
from app.store.viewer import Viewer

STAFF = (
    "secretariat",
    "entry_checker",
    "fee_clerk",
    "reviewer",
    "decider",
    "publisher",
    "operator",
)
COMMITTEE = {
    **{f"member{number}": "member" for number in range(1, 6)},
    "chair": "chair",
    "acting": "acting",
    "inspector": "inspector",
    "second_inspector": "inspector",
}
"""Posts by name of the people who hold no role but by appointment."""
CORPORATE_NUMBER = "2013201002720"


@dataclass(slots=True)
class People:
    """Viewers by role; `applicant` acts for `provider_id`, `stranger` for another provider."""

    provider_id: int
    other_provider_id: int
    by_role: dict[str, Viewer] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Viewer:
        return self.by_role[role]


def people(runtime: Runtime) -> People:
    """Make them."""
    with runtime.db.step() as session:
        providers = [
            Provider(
                name=name,
                corporate_number=number,
                address="東京都千代田区一番町1",
                representative="代表取締役　山田花子",
                created_at=clock.now(),
            )
            for name, number in (
                ("青空ソフト株式会社", CORPORATE_NUMBER),
                ("別の会社株式会社", "7000012050002"),
            )
        ]
        session.add_all(providers)
        session.flush()
        found = People(providers[0].id, providers[1].id)
        for role in STAFF:
            found.by_role[role] = _staff(session, role, role)
        found.by_role["second_secretariat"] = _staff(session, "second_secretariat", "secretariat")
        found.by_role["second_reviewer"] = _staff(session, "second_reviewer", "reviewer")
        found.by_role["second_decider"] = _staff(session, "second_decider", "decider")
        found.by_role["reviewing_decider"] = _staff(session, "reviewing_decider", "decider", "reviewer")
        for name, provider in (
            ("applicant", providers[0]),
            ("colleague", providers[0]),
            ("stranger", providers[1]),
        ):
            user = _user(session, name)
            session.add(Membership(provider_id=provider.id, user_id=user.id, owner=True, since=clock.today()))
            found.by_role[name] = Viewer(user.id, user.name, frozenset(), frozenset({provider.id}))
        for name, post in COMMITTEE.items():
            found.by_role[name] = appointed(session, name, post)
    return found


def _staff(session: object, name: str, *roles: str) -> Viewer:
    user = _user(session, name)
    for role in roles:
        session.add(UserRole(user_id=user.id, role=role))  # type: ignore[attr-defined]
    return Viewer(user.id, user.name, frozenset(roles))


def appointed(session: object, name: str, post: str) -> Viewer:
    """Somebody in the middle of a term, of an organisation that nothing ties to the providers of tests."""
    user = _user(session, name)
    session.add(  # type: ignore[attr-defined]
        Appointment(
            user_id=user.id,
            post=post,
            acting_order=1 if post == "acting" else 0,
            since=clock.today() - timedelta(days=30),
            until=clock.today() + timedelta(days=3 * 365),
            organisation=f"{name}大学",
            created_at=clock.now(),
            created_by=user.id,
        )
    )
    return Viewer(user.id, user.name, BY_POST[post])


def _user(session: object, name: str) -> User:
    user = User(
        email=f"{name}@example.jp",
        name=name,
        password_hash="!",
        verified_at=clock.now(),
        created_at=clock.now(),
    )
    session.add(user)  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]
    return user
