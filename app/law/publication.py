"""What is public (第11条), how a status is worded, and what stands against publishing."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from app.law import refusals, wording
from app.law.ends import STATUSES, Status
from app.law.text import Ground, Text
from app.law.withholding import IDENTITY_ITEMS, identifies

__all__ = [
    "DISCLAIMER",
    "IDENTITY_ITEMS",
    "STATUSES",
    "WITHHELD",
    "Act",
    "Publication",
    "Status",
    "identifies",
    "is_public",
    "publication_grounds",
]

Act = Literal[
    "certification",
    "renewal",
    "change",
    "withholding",
    "continuation",
    "expiry",
    "lapse",
    "termination",
    "improvement_request",
    "revocation",
    "outsourcing",
    "amendment",
    "correction",
]

WITHHELD = Text("公表留保（第11条第2項）", "Withheld (Art. 11(2))")
DISCLAIMER = Text(
    "この認定は、安全・信頼性に係る情報が適切に開示されていることを示すもので、安全・信頼性の水準を保証するものではありません。",
    "This certification shows that information on safety and reliability is properly disclosed; "
    "it does not guarantee a level of safety or reliability.",
)


@dataclass(frozen=True, slots=True)
class Publication:
    """What is about to be published. `items` are catalogue ids; `form_a_only` stand in form A alone."""

    act: Act
    items: Collection[str] = ()
    form_a_only: Collection[str] = ()
    withheld: Collection[str] = ()
    decided: bool = True
    continuing: bool = False


def is_public(item: str, visibility: str, withheld: Collection[str] = ()) -> bool:
    """Whether the value of an item is published (第11条第1項第2号・第2項).

    `visibility` is that of the catalogue; only what stands in form B is `public`.
    """
    return visibility == "public" and item not in withheld


def publication_grounds(planned: Publication, *, continuation_counts: bool = True) -> list[Ground]:
    """What stands against a publication (第11条, 第16条第2項)."""
    grounds = []
    if not planned.decided and planned.act == "improvement_request":
        grounds.append(
            refusals.ground(
                "X59",
                "改善の要請の公表は、公表すると決めた場合に限ります。",
                "An improvement request is published only after a decision to publish it.",
            )
        )
    elif not planned.decided:
        grounds.append(
            refusals.ground(
                "X36",
                "決定の前に公表することはできません。",
                "Nothing is published before the decision.",
            )
        )
    leaked = wording.listed(sorted(set(planned.items) & set(planned.form_a_only)))
    if leaked.ja:
        grounds.append(
            refusals.ground(
                "X37",
                f"申請書Aだけにある項目は公表しません：{leaked.ja}",
                f"Items that stand in form A alone are not published: {leaked.en}",
            )
        )
    withheld = wording.listed(sorted(set(planned.items) & set(planned.withheld)))
    if withheld.ja:
        grounds.append(
            refusals.ground(
                "X40",
                f"公表を留保している項目が含まれています：{withheld.ja}",
                f"These items are withheld from publication: {withheld.en}",
            )
        )
    if planned.act == "expiry" and planned.continuing and continuation_counts:
        grounds.append(
            refusals.ground(
                "X42",
                "更新の決定まで効力が続いているため、満了として掲載しません。",
                "The effect continues until the renewal is decided; it is not listed as expired.",
            )
        )
    return grounds
