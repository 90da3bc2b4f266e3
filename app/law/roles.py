"""Who acts: the key of a role, the Japanese name of its lane, and its English name."""

from dataclasses import dataclass
from typing import Literal

from app.law.text import Text

Side = Literal["party", "body", "committee", "machine"]


@dataclass(frozen=True, slots=True)
class Role:
    """A lane of the diagrams. `side` says on whose behalf the role acts."""

    key: str
    name: Text
    side: Side

    @property
    def lane(self) -> str:
        """The name that a lane carries in a diagram."""
        return self.name.ja


ROLES: tuple[Role, ...] = (
    Role("applicant", Text("申請者", "Applicant"), "party"),
    Role("provider", Text("事業者", "Provider"), "party"),
    Role("secretariat", Text("事務局受付", "Secretariat"), "body"),
    Role("entry_checker", Text("入力照合者", "Entry checker"), "body"),
    Role("fee_clerk", Text("経理担当", "Fee clerk"), "body"),
    Role("reviewer", Text("審査員", "Reviewer"), "body"),
    Role("decider", Text("認定責任者", "Decider"), "body"),
    Role("publisher", Text("公表担当", "Publisher"), "body"),
    Role("member", Text("委員", "Committee member"), "committee"),
    Role("chair", Text("委員長", "Committee chair"), "committee"),
    Role("inspector", Text("調査員", "Inspector"), "body"),
    Role("desk", Text("照会窓口", "Inquiry desk"), "body"),
    Role("process_owner", Text("規程・工程担当", "Process owner"), "body"),
    Role("operator", Text("システム運用者", "Operator"), "body"),
    Role("system", Text("システム", "System"), "machine"),
)
PARTY = frozenset(role.key for role in ROLES if role.side == "party")
APPOINTED = frozenset({"member", "chair", "inspector"})
"""Held for a term, by an appointment (第7条・運用): nobody grants them."""
BY_POST = {
    "member": frozenset({"member"}),
    "chair": frozenset({"member", "chair"}),
    "acting": frozenset({"member", "chair"}),
    "alternate": frozenset({"member"}),
    "inspector": frozenset({"inspector"}),
}
"""The roles that each post of an appointment gives."""
STAFF = frozenset(role.key for role in ROLES if role.side == "body") - APPOINTED
"""The roles of the people who work for the certification body."""

_BY_KEY = {role.key: role for role in ROLES}
_BY_LANE = {role.lane: role for role in ROLES}


def role(key: str) -> Role:
    """The role with that key; KeyError if there is none."""
    return _BY_KEY[key]


def role_of_lane(lane: str) -> Role | None:
    """The role whose Japanese name a lane carries, or None: the linter then refuses the diagram."""
    return _BY_LANE.get(lane)
