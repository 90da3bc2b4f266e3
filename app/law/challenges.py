"""第7条: an applicant's challenge (忌避) of a member or inspector; that it may be made at all is our own design."""

from app.law.text import Ground, Text

MOST_SIGNS = 2000
"""Characters of a reason."""
RESULTS: dict[str, Text] = {
    "excluded": Text(
        "理由があると判断し、この案件から除きました", "Upheld: the person takes no part in this case"
    ),
    "none": Text("理由がないと判断しました", "Found to be without ground"),
}
"""What the applicant is told; never whether the person was asked for anything in the case."""


def time_grounds(*, filed: bool, decided: bool, closed: bool) -> list[Ground]:
    """When a challenge comes too early or too late: it bears on a filing that is still to be decided."""
    if closed:
        return [_ground("この案件の手続は終わっています。", "This case is over.")]
    if decided:
        words = (
            "決定の後は、忌避を申し立てられません。事務局にお問い合わせください。",
            "After the decision nobody can be challenged. Please contact the secretariat.",
        )
        return [_ground(*words)]
    if not filed:
        return [
            _ground("申請書を提出すると申し立てられます。", "You can do this once the application is filed.")
        ]
    return []


def grounds(*, on_roster: bool, known_kind: bool, reason: str) -> list[Ground]:
    """What a challenge has to say: who, of what kind, and why."""
    found = []
    if not on_roster:
        found.append(_ground("名簿にある人を選んでください。", "Choose a person on the list.", "person"))
    if not known_kind:
        found.append(_ground("理由の種類を選んでください。", "Choose the kind of ground.", "kind"))
    text = reason.strip()
    if not text:
        found.append(_ground("理由を書いてください。", "Give the reason.", "reason"))
    if len(text) > MOST_SIGNS:
        found.append(
            _ground(
                f"理由は{MOST_SIGNS:,}文字までです（いま{len(text):,}文字）。短くしてください。",
                f"At most {MOST_SIGNS:,} characters (now {len(text):,}). Please shorten the reason.",
                "reason",
            )
        )
    return found


def again_grounds(reason: str, earlier: list[tuple[str, str, str]]) -> list[Ground]:
    """What stands against challenging the same person again; `earlier` are number, result ("" waits) and reason."""
    for number, result, said in earlier:
        if not result:
            words = (
                f"この人への申立て（{number}）は、判断を待っています。",
                f"An earlier challenge of this person ({number}) waits for its judgement.",
            )
            return [_ground(*words, "person")]
        if result == "excluded":
            words = (
                f"この人への申立て（{number}）は認められており、この案件に加わりません。",
                f"A challenge of this person ({number}) was upheld: the person takes no part.",
            )
            return [_ground(*words, "person")]
        if _plain(said) == _plain(reason):
            words = (
                f"同じ理由の申立て（{number}）は判断が済んでいます。新しい理由があるときに申し立ててください。",
                f"This reason was judged before ({number}). Challenge again where there is a new one.",
            )
            return [_ground(*words, "reason")]
    return []


def _plain(text: str) -> str:
    return "".join(text.split())


def _ground(ja: str, en: str, field: str = "") -> Ground:
    return Ground("challenge", "", "design", Text(ja, en), field)
