"""The fee (第5条): how much on which day, and what must not happen to it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from app.law import refusals, tables
from app.law.text import Ground, Text

FeeKind = Literal["new", "renewal"]


@dataclass(frozen=True, slots=True)
class Fee:
    """A row of the fee table. `amount` is in yen with consumption tax."""

    kind: FeeKind
    amount: int
    effective_from: date
    provisional: bool
    name: Text


@cache
def fee_table() -> tuple[Fee, ...]:
    """Every row of the fee table, in force or not (第5条第1項)."""
    return tuple(
        Fee(row["kind"], row["amount"], row["effective_from"], row["provisional"], tables.text(row))
        for row in tables.rows("fees", "fee")
    )


def fee(kind: FeeKind, on: date) -> Fee:
    """The fee in force on the day of application (第5条第1項); LookupError before the first table."""
    found = [row for row in fee_table() if row.kind == kind and row.effective_from <= on]
    if not found:
        raise LookupError(f"no fee of kind {kind!r} is in force on {on}: add a row to the fee table")
    return max(found, key=lambda row: row.effective_from)


def amount(kind: FeeKind, on: date) -> int:
    """The fee in yen in force on the day of application (第5条第1項)."""
    return fee(kind, on).amount


def review_grounds(*, paid: bool) -> list[Ground]:
    """Whether the review may begin: our own gate, cf. 第5条第1項."""
    if paid:
        return []
    return [
        refusals.ground(
            "X9",
            "審査手数料の納付が確認されるまで審査を始められません。",
            "The review cannot begin until the fee is confirmed as paid.",
        )
    ]


def payment_grounds(kind: FeeKind, applied_on: date, paid_amount: int) -> list[Ground]:
    """Whether a payment settles the fee in force on the day of application (第5条第1項)."""
    owed = amount(kind, applied_on)
    if paid_amount == owed:
        return []
    difference = paid_amount - owed
    ja = f"{difference:,}円多い" if difference > 0 else f"{-difference:,}円足りない"
    en = f"{difference:,} yen too much" if difference > 0 else f"{-difference:,} yen short"
    return [
        refusals.ground(
            "X10",
            f"申請日の審査手数料は{owed:,}円です。入金は{ja}ため、申請者に確認してください。",
            f"The fee on the day of application is {owed:,} yen; the payment is {en}. Ask the applicant.",
            field="paid_amount",
        )
    ]


def refund_grounds(*, as_of_right: bool) -> list[Ground]:
    """Whether money may go back: never on a claim of the applicant (第5条第2項).

    What the body returns of its own accord, such as an overpayment, is a manual entry with its reason.
    """
    if not as_of_right:
        return []
    return [
        refusals.ground(
            "X11",
            "納付された審査手数料の返還請求は受け付けられません。過誤納は理由を付けて手入力で処理してください。",
            "A paid fee cannot be claimed back. Enter the return of an overpayment by hand, with its reason.",
        )
    ]
