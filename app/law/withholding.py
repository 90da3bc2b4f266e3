"""What may be withheld from publication (第11条第2項): part, on request, for a reason found just."""

from collections.abc import Collection, Iterable

from app.law import refusals, wording
from app.law.text import Ground

# Ids of the disclosure catalogue that identify the service; a request on them is flagged (AMB-14).
IDENTITY_ITEMS = frozenset(
    {
        "b.guideline_version",
        "b.as_of_date",
        "b.provider_name",
        "b.corporate_number",
        "b.service_name",
        "b.service_summary",
    }
)


def identifies(item: str) -> bool:
    """Whether an item identifies the service, so that a person has to decide on withholding it (AMB-14)."""
    return item in IDENTITY_ITEMS


def request_flags(items: Iterable[str]) -> list[Ground]:
    """What the decider is warned of in a request (AMB-14); nothing here rejects it."""
    identity = sorted(IDENTITY_ITEMS.intersection(items))
    if not identity:
        return []
    named = wording.listed(identity)
    return [
        refusals.ground(
            "X38",
            f"サービスを特定する項目が含まれます（{named.ja}）。認定責任者が判断してください。",
            f"The request names items that identify the service ({named.en}). The decider has to judge.",
            part=1,
        )
    ]


def withholding_grounds(
    withheld: Collection[str],
    *,
    requested: Collection[str],
    granted: Collection[str],
    publishable: Collection[str],
) -> list[Ground]:
    """What stands against withholding exactly these items (第11条第2項).

    `requested` is what the party asked for, `granted` what the decider found just, `publishable` everything
    that 第11条第1項 would publish.
    """
    grounds = []
    if withheld and set(publishable) <= set(withheld):
        grounds.append(
            refusals.ground(
                "X38",
                "公表をすべて留保することはできません。留保できるのは一部に限ります。",
                "Not everything can be withheld, only a part.",
            )
        )
    unasked = wording.listed(sorted(set(withheld) - set(requested)))
    if unasked.ja:
        grounds.append(
            refusals.ground(
                "X39",
                f"留保の要請のない項目です：{unasked.ja}",
                f"Nobody asked to withhold these: {unasked.en}",
            )
        )
    undecided = wording.listed(sorted(set(withheld) - set(granted)))
    if undecided.ja:
        grounds.append(
            refusals.ground(
                "X39",
                f"正当な理由があると決定していない項目です：{undecided.ja}",
                f"No decision found a just reason for these: {undecided.en}",
            )
        )
    return grounds
