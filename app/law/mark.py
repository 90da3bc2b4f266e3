"""The certification mark (第10条): who may fetch it, and what a finding on its use must name."""

from app.law import refusals
from app.law.ends import IN_EFFECT, STATUSES, Status
from app.law.text import Ground, Text

# What a finding can be about, by paragraph, with the refusal if it is saved without that paragraph.
FINDINGS: dict[int, tuple[str, Text]] = {
    1: ("", Text("期間又は媒体の範囲外の使用", "Use outside the term or the permitted media")),
    2: ("X29", Text("認定されていないサービスへの使用", "Use for a service that is not certified")),
    3: ("X30", Text("他のサービスとの区分が不明確", "Not clearly kept apart from other services")),
    4: ("", Text("指定されたURLへのリンクなし", "No link to the designated address")),
    5: ("X32", Text("色の変更又は一部だけの掲載", "Recoloured, or only a part shown")),
    6: ("", Text("期間経過後の使用", "Use after the term")),
}


def download_grounds(status: Status, *, continuation_counts: bool = True) -> list[Ground]:
    """Whether the mark may be handed out (第10条第1項, AMB-11)."""
    if status in IN_EFFECT and (status != "continuing" or continuation_counts):
        return []
    said = STATUSES[status]
    return [
        refusals.ground(
            "X28",
            f"認定マークは有効期間中に限り使えます。現在の状態：{said.ja}",
            f"The mark can be used during the term only. Status now: {said.en}",
        )
    ]


def finding_grounds(about: int, cited_paragraph: int | None) -> list[Ground]:
    """Whether a finding on paragraph `about` of 第10条 names that paragraph (第10条第2項・第3項・第5項)."""
    id_, words = FINDINGS[about]
    if not id_ or cited_paragraph == about:
        return []
    return [
        refusals.ground(
            id_,
            f"「{words.ja}」の指摘には根拠の第10条第{about}項を示してください。",
            f"State paragraph {about} of Art. 10 for this finding: {words.en}.",
            field="paragraph",
        )
    ]
