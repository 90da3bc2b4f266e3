"""Who plays: the accounts of the demo, staff, committee and inspectors, and the providers with their people."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.accounts import memberships, passwords, providers, users
from app.accounts.viewers import viewer_of
from app.cases import acts, appointments, editions, standing_interests
from app.cases.appointments import Wanted
from app.cases.demo import files
from app.cases.runtime import Runtime
from app.config import ROOT
from app.law import corporate_number
from app.law.eligibility import IN_FORCE_FROM
from app.store.viewer import Viewer

MAIN = "hoshikage"
_NO_SUCH_OFFICE = "9999"
_COMPANY_LIMITED = "01"


@dataclass(frozen=True, slots=True)
class Cast:
    """Ids by key: staff, register and providers of the data files, and the person who files for each provider."""

    edition_id: int
    staff: dict[str, int]
    providers: dict[str, int]
    filers: dict[str, int]
    register: dict[str, int]

    def viewer(self, session: Session, key: str) -> Viewer:
        """A member of staff, somebody of the register or a provider's filer, with the rights of the legal today."""
        user_id = self.staff.get(key) or self.register.get(key) or self.filers[key]
        found = viewer_of(session, user_id, clock.today())
        if found is None:
            raise LookupError(key)
        return found


def enter(runtime: Runtime) -> Cast:
    """Put the shipped edition in force from the first day of the rules, and make the people."""
    hashed = passwords.hash_of(_people()["password"])  # once: it is slow on purpose, and the same for all
    files_ = editions.read_folder(ROOT)
    with runtime.db.step() as session:
        clock.fix(clock.start_of(IN_FORCE_FROM))
        edition_id = editions.publish(
            session, files_, label="初版", effective_on=IN_FORCE_FROM, operations=acts.OPERATIONS
        )
        staff = {}
        for key, person in _people()["staff"].items():
            user = users.add(
                session, email=_staff_mail(key), name=person["name"], password_hash=hashed, verified=True
            )
            for role in person["roles"]:
                users.grant(session, user, role)
            staff[key] = user.id
        secretary = Viewer(staff["secretariat"], "", frozenset({"secretariat"}))
        register = {
            key: _appointed(session, secretary, told, hashed) for key, told in _people()["register"].items()
        }
        entered = {key: _provider(session, key, told, hashed) for key, told in _companies().items()}
    for key, told in _people()["register"].items():
        if "tie" in told:
            _tie(runtime, secretary, register[key], told["tie"])
    return Cast(
        edition_id,
        staff,
        {key: ids[0] for key, ids in entered.items()},
        {key: ids[1] for key, ids in entered.items()},
        register,
    )


def number_of(told: dict[str, Any]) -> str:
    """The corporate number of a provider: the check digit is right, the registry office does not exist."""
    body = f"{_NO_SUCH_OFFICE}{told.get('form', _COMPANY_LIMITED)}{told['serial']:06d}"
    return f"{corporate_number.check_digit(body)}{body}"


def mail_of(key: str) -> str:
    """The address of the person who files for a provider."""
    return f"{_companies()[key]['contact'][2]}@{key}.example.jp"


def _provider(session: Session, key: str, told: dict[str, Any], hashed: str) -> tuple[int, int]:
    provider = providers.create(
        session,
        name=told["name"],
        corporate_number=number_of(told),
        address=f"〒{told['zip']}　{told['address']}",
        representative=f"{told['rep_title']}　{told['rep_name']}",
    )
    people = [(mail_of(key), told["contact"][1])]
    if key == MAIN:
        people.append((_colleague_mail(), told["deputy"][1]))
    ids = []
    for at, (email, name) in enumerate(people):
        user = users.add(session, email=email, name=name, password_hash=hashed, verified=True)
        memberships.add(session, provider.id, user.id, IN_FORCE_FROM, owner=at == 0)
        ids.append(user.id)
    return provider.id, ids[0]


def _appointed(session: Session, by: Viewer, told: dict[str, Any], hashed: str) -> int:
    user = users.add(session, email=told["mail"], name=told["name"], password_hash=hashed, verified=True)
    wanted = Wanted(
        post=told["post"],
        since=IN_FORCE_FROM,
        until=told["until"],
        acting_order=told.get("acting", 0),
        expertise=tuple(told.get("expertise", ())),
        organisation=told["organisation"],
        qualification=told.get("qualification", ""),
    )
    appointments.put(session, by, user, wanted)
    return user.id


def _tie(runtime: Runtime, by: Viewer, user_id: int, told: dict[str, Any]) -> None:
    company = _companies()[told["provider"]]
    standing_interests.add(
        runtime,
        by,
        user_id,
        kind=told["kind"],
        name=company["name"],
        number=number_of(company),
        since=told["since"],
        until=told["until"],
        text=told["text"],
    )


def _people() -> dict[str, Any]:
    return files.read("people")


def _companies() -> dict[str, Any]:
    return files.read("providers")


def _staff_mail(key: str) -> str:
    return f"{key}@{_people()['domain']}"


def _colleague_mail() -> str:
    return f"colleague@{MAIN}.example.jp"


def _accounts() -> tuple[tuple[str, str, str], ...]:
    password, main = _people()["password"], _companies()[MAIN]["name"]
    rows = [
        (mail_of(MAIN), password, f"申請者：{main} / Applicant with cases at many steps"),
        (_colleague_mail(), password, "同じ事業者の同僚 / Colleague at the same provider"),
    ]
    rows += [
        (mail_of(key), password, f"申請者：{_companies()[key]['name']} / {what}")
        for key, what in (
            ("kumonoito", "Applicant who has not answered"),
            ("komorebi", "Applicant just certified"),
            ("michikusa", "Applicant under a new name"),
        )
    ]
    rows += [
        (_staff_mail(key), password, f"{person['ja']} / {person['en']}")
        for key, person in _people()["staff"].items()
    ]
    rows += [
        (person["mail"], password, f"{person['ja']} / {person['en']}")
        for person in _people()["register"].values()
    ]
    return tuple(rows)


ACCOUNTS: tuple[tuple[str, str, str], ...] = _accounts()
"""E-mail, password, and whose account it is in Japanese and English."""
