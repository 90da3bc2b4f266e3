"""What the review found on an application: a verdict per criterion, and the other facts of its decision."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Verdict = Literal["fit", "unfit", "unclear"]


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """What the review recorded on one criterion. None: nothing recorded."""

    item: str
    verdict: Verdict | None
    required: bool = True
    applicable: bool = True

    @property
    def applies(self) -> bool:
        """Whether conformity hangs on it: required, or optional and judged; never where it does not apply."""
        return self.applicable and (self.required or self.verdict is not None)

    @property
    def open(self) -> bool:
        """Whether it stands in the way of finding conformity: unfit, unclear or not recorded."""
        return self.applies and self.verdict != "fit"


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What is known when an application or a renewal is decided.

    `unmet_requirements` holds the refusal ids (X1, X5 …) of unmet requirements of 第2条 and 第4条; the fee of
    第5条 has its own field. `barred` answers the repeated check of 第8条, None while it is to be made.
    `decided_on` is None unless somebody typed a date. `unmet_named` are the items and ids the reasons name.
    """

    verdicts: tuple[ItemVerdict, ...]
    unmet_requirements: tuple[str, ...] = ()
    barred: bool | None = None
    application_filed: bool = True
    fee_paid: bool = True
    hearing_open: bool = False
    survey_declined: bool = False
    correction_unanswered: bool = False
    survey_found: bool = False
    committee_doubts: bool = False
    renewed_term_ended: bool = False
    reasons: str = ""
    unmet_named: tuple[str, ...] = ()
    decider: str = ""
    decider_is_contractor: bool = False
    reviewers: tuple[str, ...] = ()
    decided_on: date | None = None
    today: date | None = None

    @property
    def open_items(self) -> tuple[str, ...]:
        """The items that are not found conforming."""
        return tuple(found.item for found in self.verdicts if found.open)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What came to light after a review that found everything fit: by a visit, or from the committee."""
        told = {"survey_found": self.survey_found, "committee_doubts": self.committee_doubts}
        return tuple(key for key, holds in told.items() if holds)

    @property
    def unmet(self) -> tuple[str, ...]:
        """What the reasons of a non-certification must name: items and refusal ids, X9 for an unpaid fee."""
        return (*self.open_items, *self.unmet_requirements, *(() if self.fee_paid else ("X9",)))

    @property
    def conforming(self) -> bool:
        """Whether conformity was found on an application that meets the requirements (第6条第1項)."""
        found = any(each.applies for each in self.verdicts) and not self.open_items
        return found and not self.unmet_requirements and self.fee_paid
