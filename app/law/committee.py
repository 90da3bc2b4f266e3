"""第7条: how the committee's opinion is counted. The rules set no quorum and no majority (AMB-36): both are data."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from app.law import tables, working_days
from app.law.text import Text

Verdict = Literal["fit", "unfit", "conditional", "hold"]
Outcome = Literal["fit", "unfit", "conditional", "hold", "tie", "below_quorum"]

JST = ZoneInfo("Asia/Tokyo")
VERDICTS: dict[Verdict, Text] = {
    "fit": Text("適", "Fit"),
    "conditional": Text("条件付", "Fit with conditions"),
    "unfit": Text("否", "Not fit"),
    "hold": Text("保留", "Hold"),
}
OUTCOMES: dict[str, Text] = {
    **{str(verdict): name for verdict, name in VERDICTS.items()},
    "tie": Text("可否同数", "Tie"),
    "split": Text("両論併記", "Both views reported"),
    "below_quorum": Text("定足数不足", "Below quorum"),
}
RULINGS: tuple[str, ...] = ("fit", "conditional", "unfit", "split")
_NONE: frozenset[date] = frozenset()
# What the software carries out. A version that says anything else is refused rather than quietly not followed.
_CARRIED_OUT: dict[str, tuple[bool | str, ...]] = {
    "quorum_of": ("eligible",),
    "majority_base": ("present",),
    "sides": ("fit+conditional/unfit",),
    "conditional": ("majority_of_positive", "any"),
    "tie": ("presiding",),
    "presiding_votes": ("as_member",),
    "missing": ("not_counted",),
    "proxy": ("never",),
    "circulation_allowed": (True, False),
    "circulation_objection": ("meeting",),
    "circulation_report": ("next_meeting",),
    "below_quorum": ("with_reason",),
    "blind_until": ("closed",),
}


# Rules that earlier versions do not have yet; without one the software goes by its first option.
LEFT = "left_the_room"
_ADDED_LATER: dict[str, tuple[str, ...]] = {LEFT: ("present", "not_present")}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of voting: what the software goes by, and the sentence that people read."""

    key: str
    value: bool | int | str
    text: Text


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of the rules of voting (第7条, AMB-36); a hearing keeps the one it was opened with."""

    version: str
    valid_from: date
    article: str
    reading: str
    text: Text
    rules: Mapping[str, Rule]

    def number(self, key: str) -> int:
        """A rule that is a number of people or of days."""
        return int(self.rules[key].value)

    def share(self, key: str) -> Fraction:
        """A rule that is a share, such as 1/2."""
        return Fraction(str(self.rules[key].value))

    def word(self, key: str) -> str:
        """A rule that is a word."""
        if key in _ADDED_LATER and key not in self.rules:
            return _ADDED_LATER[key][0]
        return str(self.rules[key].value)

    def sentences(self) -> tuple[Text, ...]:
        """All rules in words, in the order of the file, for the notice, the minutes and the page of a tally."""
        return (self.text, *(each.text for each in self.rules.values()))


@dataclass(frozen=True, slots=True)
class SeatVote:
    """A seat as the tally sees it: its state, and its last opinion or None. `attended`: in the room at the vote.

    `left`: went out before the presiding member closed, and gave no opinion since.
    `stands`: an interest was found late, and a person judged that the opinion counts nevertheless.
    """

    state: str
    verdict: Verdict | None
    attended: bool = False
    stands: bool = False
    left: bool = False

    @property
    def counts(self) -> bool:
        """Whether the seat counts for quorum and vote (第7条)."""
        return self.state == "eligible" or (
            self.state == "struck" and self.stands and self.verdict is not None
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """The committee's opinion, counted (第6条第2項): advice, never a decision.

    `needed` is the quorum, `majority` the number that carries an opinion, `explanation` the arithmetic in words.
    `standing` of those eligible and present have an interest that was found late, their opinion being judged to
    stand: it counts in the majority, but they are none of the members without an interest that the quorum asks for.
    """

    outcome: Outcome
    counts: dict[Verdict, int]
    eligible: int
    present: int
    needed: int
    majority: int
    explanation: Text
    standing: int = 0


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """Every version of the rules of voting, the oldest first (AMB-36)."""
    return tuple(read(row) for row in tables.rows("committee", "rule_set"))


def read(row: tables.Row) -> RuleSet:
    """A version from its row; ValueError for a rule that the software does not carry out (第7条, AMB-36)."""
    rules = {key: Rule(key, each["value"], tables.text(each)) for key, each in row["rules"].items()}
    for key, options in (_CARRIED_OUT | _ADDED_LATER).items():
        if (key in rules or key in _CARRIED_OUT) and rules[key].value not in options:
            raise ValueError(f"{row['version']}: {key} = {rules[key].value!r} is not carried out")
    return RuleSet(row["version"], row["valid_from"], row["article"], row["reading"], tables.text(row), rules)


def rule_set(version: str) -> RuleSet:
    """The rules of that version; KeyError if there is none."""
    for found in rule_sets():
        if found.version == version:
            return found
    raise KeyError(version)


def current(on: date | None = None) -> RuleSet:
    """The rules for a hearing opened `on` that day, or the newest; the first set also serves earlier days."""
    begun = [found for found in rule_sets() if on is None or found.valid_from <= on]
    return begun[-1] if begun else rule_sets()[0]


def tally_of_seats(seats: Sequence[SeatVote], rules: RuleSet) -> Tally:
    """The tally of a hearing: only seats that count, in whatever order (第7条: members without an interest)."""
    counted = [seat for seat in seats if seat.counts]
    silent = sum(seat.attended and seat.verdict is None for seat in counted)
    gone = rules.word(LEFT) == "not_present"
    verdicts = [seat.verdict for seat in counted if seat.verdict is not None and not (gone and seat.left)]
    standing = sum(
        seat.state != "eligible" and seat.verdict is not None and not (gone and seat.left) for seat in counted
    )
    return tally(verdicts, len(counted), rules, attended_only=silent, standing=standing)


def tally(
    verdicts: Sequence[Verdict],
    eligible_count: int,
    rules: RuleSet,
    *,
    attended_only: int = 0,
    standing: int = 0,
) -> Tally:
    """Count the last opinions of the eligible seats (第6条第2項・第7条, AMB-36).

    `attended_only` are members who were in the room but gave no opinion, `standing` the opinions among the verdicts
    of members with an interest that were judged to stand. ValueError if more are present than
    may be: somebody without a vote was counted.
    """
    present = len(verdicts) + attended_only
    if present > eligible_count:
        raise ValueError(f"{present} present of {eligible_count} eligible members")
    counts: dict[Verdict, int] = {each: 0 for each in VERDICTS}
    for verdict in verdicts:
        counts[verdict] += 1
    needed = quorum(eligible_count - standing, rules)
    majority = _more_than(rules.share("majority_more_than"), present)
    outcome: Outcome = (
        "below_quorum" if present - standing < needed else _outcome(counts, present, majority, rules)
    )
    said = _arithmetic(outcome, counts, (eligible_count, present, needed, majority), standing)
    return Tally(outcome, counts, eligible_count, present, needed, majority, said, standing)


def quorum(eligible_count: int, rules: RuleSet) -> int:
    """How many members without an interest must be present (第7条, AMB-36); it can exceed the eligible ones."""
    share = rules.share("quorum_more_than")
    return max(rules.number("quorum_at_least"), _more_than(share, eligible_count) if share else 0)


def declare_by(opened_on: date, rules: RuleSet | None = None, closed: AbstractSet[date] = _NONE) -> datetime:
    """Until when interests are declared (第7条, as practice AMB-36): an aware UTC instant, 17:00 JST."""
    return _due(opened_on, "declare_days", rules or current(opened_on), closed)


def opinion_due(opened_on: date, rules: RuleSet | None = None, closed: AbstractSet[date] = _NONE) -> datetime:
    """Until when opinions count (第6条第2項, as practice AMB-36): an aware UTC instant, 17:00 JST."""
    return _due(opened_on, "opinion_days", rules or current(opened_on), closed)


def due_instant(day: date, rules: RuleSet | None = None) -> datetime:
    """The instant at which a period ends on `day` (運用, AMB-36): 17:00 JST as aware UTC."""
    at = time.fromisoformat((rules or current(day)).word("due_time"))
    return datetime.combine(day, at, tzinfo=JST).astimezone(UTC)


def _due(opened_on: date, key: str, rules: RuleSet, closed: AbstractSet[date]) -> datetime:
    return due_instant(working_days.add_working_days(opened_on, rules.number(key), closed), rules)


def _more_than(share: Fraction, of: int) -> int:
    return int(share * of) + 1


def _outcome(counts: dict[Verdict, int], present: int, majority: int, rules: RuleSet) -> Outcome:
    positive, negative = counts["fit"] + counts["conditional"], counts["unfit"]
    if positive >= majority:
        return "conditional" if _conditional(counts, positive, rules) else "fit"
    if negative >= majority:
        return "unfit"
    neither = present - positive - negative
    if positive == negative > 0 and neither < rules.share("tie_holds_below") * present:
        return "tie"
    return "hold"


def _conditional(counts: dict[Verdict, int], positive: int, rules: RuleSet) -> bool:
    if rules.word("conditional") == "any":
        return counts["conditional"] > 0
    return counts["conditional"] * 2 > positive


def _arithmetic(
    outcome: Outcome, counts: dict[Verdict, int], base: tuple[int, int, int, int], standing: int
) -> Text:
    eligible, present, needed, majority = base
    met = present - standing >= needed
    struck_ja = struck_en = ""
    if standing:
        struck_ja = f"うち{standing}名は利害関係が後に判明し意見を残したため定足数に数えず、利害関係のない出席は{present - standing}名。"
        struck_en = (
            f"{standing} of them with an interest found late, whose opinion stands, count not for the quorum, which "
            f"leaves {present - standing} without an interest. "
        )
    listed_ja = "、".join(f"{VERDICTS[each].ja}{number}" for each, number in counts.items())
    listed_en = ", ".join(f"{VERDICTS[each].en.lower()} {number}" for each, number in counts.items())
    positive, negative = counts["fit"] + counts["conditional"], counts["unfit"]
    ja = f"議決に加わる委員{eligible}名のうち出席{present}名。{struck_ja}定足数{needed}名を{'満たす' if met else '満たさない'}。{listed_ja}。"
    en = (
        f"{present} of {eligible} members with a vote were present{'. ' if standing else '; '}"
        f"{struck_en}{'The' if standing else 'the'} quorum of {needed} is {'met' if met else 'not met'}. Counted: {listed_en}."
    )
    if met:
        ja += f"賛成{positive}、反対{negative}、過半数は{majority}。"
        en += f" For {positive}, against {negative}; a majority is {majority}."
    return Text(f"{ja}結果：{OUTCOMES[outcome].ja}。", f"{en} Result: {OUTCOMES[outcome].en.lower()}.")
