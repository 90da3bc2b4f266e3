"""What stands against an application when it is filed (第2条 to 第4条, 第8条), from plain facts.

A ground here is not yet a refusal: it can stop an electronic filing, while what came by post is always
registered and ends by withdrawal or by a decision with its notice (第6条第4項).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.law import eligibility, refusals, wording
from app.law.text import Ground

Channel = Literal["electronic", "post", "proxy"]
PostalRule = Literal["arrival", "postmark"]

STOPS_ELECTRONIC_FILING = frozenset({"X1", "X3", "X4", "X5", "X6", "X8", "X34", "X43", "X44", "X45", "X76"})


@dataclass(frozen=True, slots=True)
class Filing:
    """The facts of a filing. None: nobody has judged the fact yet, and nothing stands against the filing."""

    filed_on: date
    form_present: bool = True
    proof_present: bool = True
    others_present: bool = True
    in_japanese: bool = True
    name_matches_proof: bool | None = None
    address_matches_proof: bool | None = None
    network_service: bool | None = None
    uses_ai: bool | None = None
    uses_generative_ai: bool | None = None
    filer_is_provider: bool | None = None
    guideline_version: str = ""
    open_case: str = ""


def filing_date(
    arrived_on: date, postmark_on: date | None = None, postal_rule: PostalRule = "arrival"
) -> date:
    """The day of application (第4条第1項, AMB-4): arrival, or a renewal's postmark under AMB-17."""
    return postmark_on if postal_rule == "postmark" and postmark_on else arrived_on


def filing_grounds(
    filing: Filing,
    accepted_versions: Iterable[str],
    revocations: Iterable[eligibility.Revocation] = (),
    *,
    require_generative: bool = False,
) -> list[Ground]:
    """Everything that stands against the filing (附則, 第2条, 第3条, 第4条, 第8条)."""
    return [
        *eligibility.date_grounds(filing.filed_on),
        *service_grounds(filing, require_generative=require_generative),
        *version_grounds(filing.guideline_version, accepted_versions),
        *document_grounds(filing),
        *double_filing_grounds(filing.open_case),
        *eligibility.bar_grounds(filing.filed_on, revocations),
    ]


def stopping(grounds: Iterable[Ground], channel: Channel) -> list[Ground]:
    """Those grounds that stop a filing at the door (第6条第4項): none for what has already been received.

    Neither the field on AI (AMB-1) nor 第8条 stops a filing: the latter is a decision with a notice.
    """
    if channel != "electronic":
        return []
    return [found for found in grounds if found.refusal in STOPS_ELECTRONIC_FILING]


def service_grounds(filing: Filing, *, require_generative: bool = False) -> list[Ground]:
    """Whether service and filer are what the definitions mean (第2条第1項・第2項, AMB-1).

    A reseller who itself provides the service is its provider.
    """
    grounds = []
    if filing.network_service is False:
        grounds.append(
            refusals.ground(
                "X1",
                "ネットワークを通じて提供するサービスではないため、認定の対象になりません。",
                "The service is not supplied over a network and cannot be certified.",
                field="network_service",
            )
        )
    if filing.uses_ai is False or (require_generative and filing.uses_generative_ai is False):
        kind = ("生成AI", "generative AI") if require_generative else ("AI", "AI")
        grounds.append(
            refusals.ground(
                "X2",
                f"{kind[0]}を用いるサービスではないため、認定の対象になりません。",
                f"The service makes no use of {kind[1]} and cannot be certified.",
                field="uses_ai",
            )
        )
    if filing.filer_is_provider is False:
        grounds.append(
            refusals.ground(
                "X3",
                "申請できるのはサービスを自ら提供する事業者です。提供者から申請してください。",
                "Only the provider of the service can apply. Have the provider file.",
                field="filer_is_provider",
            )
        )
    return grounds


def version_grounds(guideline_version: str, accepted: Iterable[str]) -> list[Ground]:
    """Whether the stated version of the guideline is accepted (our own design, cf. 第3条)."""
    versions = sorted(accepted)
    if guideline_version in versions:
        return []
    listed = wording.listed(versions)
    return [
        refusals.ground(
            "X4",
            f"この版の情報開示指針による申請は受け付けていません。受け付けている版：{listed.ja}",
            f"This version of the guideline is not accepted. Accepted: {listed.en}",
            field="guideline_version",
        )
    ]


def document_grounds(filing: Filing) -> list[Ground]:
    """Missing, unreadable or differing documents (第4条第1項)."""
    documents = (
        (filing.form_present, "form", "申請書", "the application form"),
        (filing.proof_present, "proof", "実在を証明する公的書類", "the official proof of existence"),
        (filing.others_present, "others", "指定された書類", "a designated document"),
    )
    grounds = [
        refusals.ground("X5", f"{ja}がありません。添付してください。", f"Attach {en}.", field=field)
        for present, field, ja, en in documents
        if not present
    ]
    if not filing.in_japanese:
        grounds.append(
            refusals.ground(
                "X6",
                "日本語の書類が必要です。日本語で書くか、訳文を添えてください。",
                "Documents must be in Japanese. Write them in Japanese or attach a translation.",
                field="in_japanese",
            )
        )
    differing = (
        (filing.name_matches_proof, 0, "name", "名称", "name"),
        (filing.address_matches_proof, 1, "address", "住所", "address"),
    )
    for matches, part, field, ja, en in differing:
        if matches is False:
            grounds.append(
                refusals.ground(
                    "X7",
                    f"申請者の{ja}が証明書類と一致しません。どちらかを直してください。",
                    f"The applicant's {en} differs from the proof of existence. Correct one of them.",
                    part=part,
                    field=field,
                )
            )
    return grounds


def double_filing_grounds(open_case: str) -> list[Ground]:
    """Whether a case on the same service is still open (our own design, cf. 第4条第2項)."""
    if not open_case:
        return []
    return [
        refusals.ground(
            "X8",
            f"このサービスの申請は既に審査中です（{open_case}）。その案件で続けるか、取り下げてから申請してください。",
            f"An application for this service is open ({open_case}). Go on there, or withdraw it first.",
        )
    ]
