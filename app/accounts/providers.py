"""Registering a provider (第2条第2項)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.refused import RefusedError
from app.law import corporate_number as numbers
from app.law.text import Text
from app.store.models.people import Provider

KINDS: dict[str, Text] = {
    "domestic": Text("日本の法人", "Company registered in Japan"),
    "foreign": Text("外国の法人", "Company registered abroad"),
    "sole": Text("個人事業主", "Sole proprietor"),
}


def create(
    session: Session,
    *,
    name: str,
    kind: str = "domestic",
    corporate_number: str = "",
    address: str = "",
    representative: str = "",
) -> Provider:
    """A new provider; RefusedError when the kind or the corporate number does not do.

    A corporation of Japan has a corporate number, one from abroad may have, a sole proprietor has none.
    """
    number = numbers.plain(corporate_number)
    _check(kind, number)
    if number and session.scalar(select(Provider.id).where(Provider.corporate_number == number)) is not None:
        raise RefusedError(
            Text(
                "この法人番号の事業者はすでに登録されています。その担当者に招待してもらうか、事務局へ連絡してください。",
                "A provider with this corporate number is registered already. Ask its people to invite you, "
                "or write to the secretariat.",
            ),
            "corporate_number",
        )
    provider = Provider(
        name=name.strip(),
        kind=kind,
        corporate_number=number or None,
        address=address.strip(),
        representative=representative.strip(),
        created_at=clock.real_now(),
    )
    session.add(provider)
    session.flush()
    return provider


def _check(kind: str, number: str) -> None:
    if kind not in KINDS:
        raise RefusedError(
            Text("事業者の種別を選んでください。", "Choose what kind of provider it is."), "kind"
        )
    if kind == "sole" and number:
        raise RefusedError(
            Text(
                "個人事業主には法人番号がありません。空欄にしてください。",
                "A sole proprietor has no corporate number. Leave it empty.",
            ),
            "corporate_number",
        )
    if kind == "domestic" and not number:
        raise RefusedError(
            Text("法人番号（13桁）を入力してください。", "Enter the corporate number (13 digits)."),
            "corporate_number",
        )
    if number and not numbers.is_valid(number):
        raise RefusedError(
            Text(
                "法人番号が正しくありません。国税庁の公表サイトで13桁の数字を確かめてください。",
                "The corporate number is not correct. Look up the 13 digits on the National Tax Agency's "
                "site.",
            ),
            "corporate_number",
        )
