"""How a certification stands today, in words: a function of its terms, their ends and the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.law import ends, wording
from app.law.ends import IN_EFFECT, STATUSES, Status
from app.law.text import Text

KINDS: tuple[Status, ...] = ("active", "continuing", "expired", "lapsed", "revoked", "terminated")
"""What a certificate can be on the registry; `superseded` is said of a term, never of a certificate."""


@dataclass(frozen=True, slots=True)
class TermFact:
    """One term of validity, both days included."""

    number: int
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class EndFact:
    """What was recorded beside a term: one of its ends, or `continuing`, the act of 第12条第2項."""

    term: int
    kind: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How a certificate or one of its terms stands: since when, until when, and the sentence that says so."""

    kind: Status
    since: date
    valid_until: date
    days_left: int | None
    article: str
    sentence: Text

    @property
    def live(self) -> bool:
        """Whether the certification has effect, so that its disclosures are shown (AMB-11, AMB-15)."""
        return self.kind in IN_EFFECT

    @property
    def label(self) -> Text:
        return STATUSES[self.kind]


def standing(terms: Sequence[TermFact], recorded: Sequence[EndFact], today: date) -> Standing:
    """How a certificate with these terms (at least one) stands on `today`.

    The term that began last decides. A lapse, revocation or termination recorded beside any term ends the
    certificate as a whole (第9条第2項, 第17条第1項, 第13条第2項).
    """
    term = current_term(terms, today)
    whole = ("lapsed", "revoked", "terminated")
    moved = [EndFact(term.number, end.kind, end.effective_on) for end in recorded if end.kind in whole]
    own = [end for end in recorded if end.term == term.number and end.kind not in (*whole, "superseded")]
    return of_term(term, moved + own, today)


def current_term(terms: Sequence[TermFact], today: date) -> TermFact:
    """The term that counts on `today`: the last one begun, or the first if none has."""
    begun = [term for term in terms if term.valid_from <= today]
    return max(begun, key=lambda t: t.number) if begun else min(terms, key=lambda t: t.number)


def of_term(term: TermFact, recorded: Sequence[EndFact], today: date) -> Standing:
    """How one term stands on `today` by what was recorded (第9条第1項, 第11条第3項, 第12条第2項)."""
    first: dict[str, date] = {}
    for end in sorted(recorded, key=lambda end: end.effective_on, reverse=True):
        if end.term == term.number:
            first[end.kind] = end.effective_on
    continued = "continuing" in first
    facts = ends.TermFacts(
        term.valid_from,
        term.valid_until,
        lapsed_on=first.get("lapsed"),
        revoked_on=first.get("revoked"),
        superseded_on=first.get("superseded"),
        terminated_on=first.get("terminated"),
        continued=continued,
        continuation_ended_on=first.get("expired") if continued else None,
    )
    kind = ends.status_on(facts, today)
    over = facts.continuation_ended_on or term.valid_until + timedelta(days=1)
    since = {"active": term.valid_from, "upcoming": term.valid_from, "expired": over} | first
    day = since.get(kind, over) if kind != "continuing" else term.valid_until + timedelta(days=1)
    left = (term.valid_until - today).days if kind == "active" else None
    return Standing(kind, day, term.valid_until, left, _article(kind), _sentence(kind, day, term, left))


def _article(kind: Status) -> str:
    if kind in ("continuing", "superseded"):
        return "第12条第2項" if kind == "continuing" else "第12条第3項"
    return "第9条第1項" if kind in ("active", "upcoming") else ends.ending(kind).article


def _sentence(kind: Status, since: date, term: TermFact, left: int | None) -> Text:
    day, until = wording.day(since), wording.day(term.valid_until)
    if kind == "active":
        return _valid(until, left or 0)
    if kind == "expired":
        return _expired(until, day, continued=(since - term.valid_until).days > 1)
    ja, en = {
        "upcoming": (
            "この認定の有効期間は{day}に始まります。",
            "The term of this certification begins on {day}.",
        ),
        "continuing": (
            "有効期間は{until}に満了しましたが、更新の決定まで認定の効力が続いています。",
            "The term ended on {until}; the effect continues until the renewal is decided.",
        ),
        "superseded": (
            "この有効期間は、更新により{day}に次の有効期間に替わりました。",
            "This term was replaced by the next one on {day} through renewal.",
        ),
        "lapsed": (
            "この認定は、事業の承継などにより{day}に効力を失いました。" + _OVER.ja,
            "This certification lost its effect on {day} through a transfer, merger, split or inheritance. "
            + _OVER.en,
        ),
        "revoked": (
            "この認定は{day}に取り消されました。" + _OVER.ja,
            "This certification was revoked on {day}. " + _OVER.en,
        ),
        "terminated": (
            "サービスの提供が{day}に終わりました。" + _OVER.ja,
            "The service ended on {day}. " + _OVER.en,
        ),
    }[kind]
    return Text(ja.format(day=day.ja, until=until.ja), en.format(day=day.en, until=until.en))


_OVER = Text("今は認定サービスではありません。", "This is no longer a certified service.")


def _valid(until: Text, left: int) -> Text:
    if left == 0:
        return Text(
            f"この認定は有効です。今日（{until.ja}）が有効期間の最後の日です。",
            f"This certification is valid. Today, {until.en}, is its last day.",
        )
    days = "1 day" if left == 1 else f"{left} days"
    return Text(
        f"この認定は有効です。有効期間は{until.ja}までで、あと{left}日です。",
        f"This certification is valid. It runs until {until.en}, {days} from today.",
    )


def _expired(until: Text, stopped: Text, *, continued: bool) -> Text:
    if continued:
        return Text(
            f"有効期間は{until.ja}に満了し、更新の審査中に続いた効力も{stopped.ja}に終わりました。{_OVER.ja}",
            f"The term ended on {until.en}, and the effect that continued during renewal ended on "
            f"{stopped.en}. {_OVER.en}",
        )
    return Text(
        f"有効期間は{until.ja}に満了しました。{_OVER.ja}", f"The term ended on {until.en}. {_OVER.en}"
    )
