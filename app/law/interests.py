"""第7条: members have no interest in the applicant. Kinds of interest, hints from the register, and who judges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from app.law import periods, tables
from app.law.names import name_key, names_person, person_key
from app.law.text import Text

Effect = Literal["excluded", "judged"]
Strength = Literal["strong", "weak"]
Result = Literal["none", "has", "ask"]
Standing = Literal["eligible", "judging", "excluded"]

__all__ = [
    "RESULTS",
    "ApplicantFacts",
    "Company",
    "Effect",
    "Hint",
    "Kind",
    "PersonTies",
    "Result",
    "Standing",
    "Strength",
    "Tie",
    "hints",
    "kind",
    "kinds",
    "name_key",
    "needs_judgement",
    "person_key",
    "standing",
]

RESULTS: dict[Result, Text] = {
    "none": Text("利害関係はない", "No interest"),
    "has": Text("利害関係がある", "An interest"),
    "ask": Text("判断を求める", "Ask for a judgement"),
}

_SHORTEST_PART = 3
_SHORTEST_ALIKE = 4
_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of interest. `years`: how long it counts after its end. `automatic`: nobody declares it."""

    key: str
    effect: Effect
    years: int
    automatic: bool
    text: Text


@dataclass(frozen=True, slots=True)
class Company:
    """A company by its name and, where known, its corporate number."""

    name: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie that a person told in advance; `until` is its last day, None while it lasts."""

    kind: str
    company: Company
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PersonTies:
    """What the register knows of a member or inspector. `declared`: applicants with a declared interest."""

    name: str
    mail: str = ""
    organisation: Company = Company("")
    ties: tuple[Tie, ...] = ()
    declared: tuple[Company, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """The applicant as form A tells: `group` are parents and group companies, `people` officers and contacts.

    `domains` are those of its mail addresses and of the service, in any case.
    """

    company: Company
    group: tuple[Company, ...] = ()
    domains: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that may be an interest. A strong one lets «none» through only after a person judged it.

    `match` is what was found alike: the number or folded name of a company, a domain, a name.
    """

    rule: str
    strength: Strength
    text: Text
    match: str = ""

    @property
    def key(self) -> str:
        """What the hint is told by among others of the same person and applicant."""
        return f"{self.rule}:{self.match}"


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of interest, in the order in which a member is asked (第7条)."""
    return tuple(
        Kind(row["key"], row["effect"], row["years"], row["automatic"], tables.text(row))
        for row in tables.rows("interests", "kind")
    )


def kind(key: str) -> Kind:
    """The kind of interest with that key; KeyError if there is none."""
    for found in kinds():
        if found.key == key:
            return found
    raise KeyError(key)


def hints(person: PersonTies, applicant: ApplicantFacts, on: date | None = None) -> tuple[Hint, ...]:
    """What in the register suggests an interest in this applicant (第7条), strong ones first, each once.

    With `on`, a tie that ended longer ago than its kind counts is a weak hint.
    """
    found = [
        *_own_hints(person, applicant),
        *(hint for tie in person.ties for hint in _tie_hints(tie, applicant, on)),
        *_declared_hints(person, applicant),
        *_mail_hints(person, applicant),
        *_people_hints(person, applicant),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda hint: hint.strength != "strong"))


def needs_judgement(result: str, kinds: Sequence[str], hints: Sequence[Hint]) -> bool:
    """Whether a person must judge the declaration before the file opens or stays shut (第7条)."""
    return standing(result, kinds, hints) == "judging"


def standing(result: str, kinds: Sequence[str], hints: Sequence[Hint]) -> Standing:
    """Where a declaration leads (第7条): the file opens, waits for a judgement, or stays shut.

    A declared interest excludes at once unless all its kinds are a matter of judgement. KeyError for an
    unknown kind, ValueError for an unknown result.
    """
    if result == "none":
        return "judging" if any(hint.strength == "strong" for hint in hints) else "eligible"
    if result == "ask":
        return "judging"
    if result != "has":
        raise ValueError(f"unknown result {result!r}")
    effects = {kind(key).effect for key in kinds}
    return "judging" if effects == {"judged"} else "excluded"


def _own_hints(person: PersonTies, applicant: ApplicantFacts) -> Iterator[Hint]:
    said = Text(f"所属「{person.organisation.name}」", f"The affiliation “{person.organisation.name}”")
    yield from _company_hints("organisation", said, person.organisation, applicant, past=False)


def _tie_hints(tie: Tie, applicant: ApplicantFacts, on: date | None) -> Iterator[Hint]:
    name = kind(tie.kind).text
    said = Text(
        f"事前に届け出た関係「{tie.company.name}」（{name.ja}）",
        f"The tie told in advance to “{tie.company.name}” ({name.en})",
    )
    yield from _company_hints("tie", said, tie.company, applicant, past=_over(tie, on))


def _company_hints(
    source: str, said: Text, company: Company, applicant: ApplicantFacts, *, past: bool
) -> Iterator[Hint]:
    for others, whose, word in (
        ((applicant.company,), "applicant", Text("申請者", "the applicant")),
        (applicant.group, "group", Text("申請者の親会社・グループ会社", "a parent or group company")),
    ):
        found = _likeness(company, others)
        if found:
            rule, strength, ja, en = found
            yield Hint(
                f"{source}.{whose}.{rule}",
                "weak" if past else strength,
                Text(f"{said.ja}は、{word.ja}と{ja}。", f"{said.en} has {en} {word.en}."),
                company.number if rule == "number" and company.number else name_key(company.name),
            )


def _likeness(company: Company, others: Sequence[Company]) -> tuple[str, Strength, str, str] | None:
    if any(company.number and company.number == other.number for other in others):
        return ("number", "strong", "法人番号が同じです", "the same corporate number as")
    key, keys = name_key(company.name), [name_key(other.name) for other in others]
    if key and key in keys:
        return ("name", "strong", "名称が同じです", "the same name as")
    if any(_near(key, other) for other in keys):
        return ("near_name", "weak", "名称が似ています", "a name close to that of")
    return None


def _near(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) >= _SHORTEST_PART and short in long:
        return True
    return len(short) >= _SHORTEST_ALIKE and SequenceMatcher(None, short, long).ratio() >= _ALIKE


def _declared_hints(person: PersonTies, applicant: ApplicantFacts) -> Iterator[Hint]:
    for company in person.declared:
        found = _likeness(company, (applicant.company,))
        if found and found[1] == "strong":
            words = Text(
                "この申請者について、以前に利害関係を申告し、又は利害関係があると判断されています。",
                "An interest in this applicant was declared or found before.",
            )
            yield Hint("declared_before", "strong", words, company.number or name_key(company.name))


def _mail_hints(person: PersonTies, applicant: ApplicantFacts) -> Iterator[Hint]:
    own = person.mail.rpartition("@")[2].strip().casefold()
    if not own or own in tables.setting("interests", "free_mail"):
        return
    domains = [domain.strip().casefold() for domain in applicant.domains]
    if any(_same_domain(own, domain) for domain in domains if domain):
        words = Text(
            f"メールアドレスのドメイン（{own}）が申請者と同じです。",
            f"The mail domain ({own}) is the applicant's.",
        )
        yield Hint("mail_domain", "weak", words, own)


def _same_domain(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or long.endswith(f".{short}")


def _people_hints(person: PersonTies, applicant: ApplicantFacts) -> Iterator[Hint]:
    own = person_key(person.name)
    if any(names_person(line, own) for line in applicant.people):
        words = Text(
            "申請書Aの役員又は担当者に同じ氏名があります。",
            "Form A names an officer or contact of the same name.",
        )
        yield Hint("same_person", "weak", words, own)


def _over(tie: Tie, on: date | None) -> bool:
    if on is None or tie.until is None or tie.until >= on:
        return False
    years = kind(tie.kind).years
    return not years or tie.until < periods.first_day_of_past_years(on, years)
