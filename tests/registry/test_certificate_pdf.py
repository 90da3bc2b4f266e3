"""The certificate and letters on paper."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from app.registry.certificate_pdf import CertificateData, LetterData, render_certificate, render_letter
from app.registry.eras import era_day
from app.registry.mark import mark_svg

FONTS = Path(__file__).parents[2] / "app" / "web" / "static" / "dist" / "fonts"

DATA = CertificateData(
    number="0012-2611",
    service="議事メモAI",
    provider="株式会社みらい議事",
    certified_on=date(2026, 11, 23),
    valid_from=date(2026, 11, 23),
    valid_until=date(2028, 11, 23),
    issuer="一般社団法人試験認定協会",
    base_url="https://nintei.example.jp",
    guideline="令和8年6月版",
)
LETTER = LetterData(
    number="試認第12号",
    dated=date(2026, 11, 23),
    recipient=["株式会社みらい議事", "代表取締役 髙﨑 花子"],
    sender=["一般社団法人試験認定協会", "認定責任者 決定 太郎"],
    subject="認定の決定について（通知）",
    body="次のとおり決定しました。\n\n認定証を同封します。",
    rows=[("認定番号", "0012-2611")],
    honorific="様",
    body_en="We have decided as follows.",
)


def read(pdf: bytes) -> tuple[int, str]:
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return len(document), text.replace("\r\n", "\n")


@pytest.mark.article("第6条第5項")
def test_a_certificate_says_number_service_provider_and_validity() -> None:
    pages, text = read(render_certificate(DATA, FONTS))
    assert pages == 1
    for said in (
        "0012-2611",
        "議事メモAI",
        "株式会社みらい議事",
        "令和8年11月23日（2026年11月23日）から",
        "令和10年11月23日（2028年11月23日）まで",
        "一般社団法人試験認定協会",
        "https://nintei.example.jp/verify/0012-2611",
        "水準を保証するものではありません",
    ):
        assert said in text


def test_a_certificate_is_made_for_the_archive() -> None:
    pdf = render_certificate(DATA, FONTS)
    assert b"pdfaid:part>2<" in pdf.replace(b" ", b"")
    assert b"pdfaid:conformance>B<" in pdf.replace(b" ", b"")


def test_names_are_words_and_never_markup() -> None:
    name = '𠮷野 #import "x" \\ $y$ *z* "引用"'
    data = replace(DATA, service=name, provider="髙﨑 & <b>𠮷田</b> ＃株式会社")
    _pages, text = read(render_certificate(data, FONTS))
    assert name in text.replace("\n", "")
    assert "髙﨑 & <b>𠮷田</b> ＃株式会社" in text


def test_names_of_full_length_stay_on_one_page() -> None:
    data = replace(DATA, service="長い名前のサービス" * 22, provider="とても長い会社名" * 25)
    assert read(render_certificate(data, FONTS))[0] == 1


def test_the_same_data_give_the_same_bytes_in_any_process() -> None:
    first = render_certificate(DATA, FONTS)
    render_certificate(replace(DATA, number="0099-2611"), FONTS)
    assert render_certificate(DATA, FONTS) == first
    code = (
        "import sys, hashlib; from tests.registry.test_certificate_pdf import *;"
        "print(hashlib.sha256(render_certificate(DATA, FONTS)).hexdigest())"
    )
    root = Path(__file__).parents[2]
    other = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    import hashlib

    assert other.stdout.strip() == hashlib.sha256(first).hexdigest()


def test_a_certificate_is_made_without_the_built_fonts_too(tmp_path: Path) -> None:
    pages, _text = read(render_certificate(DATA, tmp_path / "nothing"))
    assert pages == 1


def test_a_letter_is_dated_in_both_calendars_and_has_its_english() -> None:
    pages, text = read(render_letter(LETTER, FONTS))
    assert pages == 2
    assert "令和8年11月23日（2026年11月23日）" in text
    assert "代表取締役 髙﨑 花子　様" in text
    assert "23 November 2026" in text
    assert read(render_letter(replace(LETTER, body_en=""), FONTS))[0] == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 23), "令和8年11月23日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
    ],
)
def test_days_by_the_japanese_calendar(day: date, said: str) -> None:
    assert era_day(day) == said


def test_the_mark_carries_its_number_and_only_text() -> None:
    assert mark_svg("0012-2611").count("0012-2611") == 3
    assert "NNNN" not in mark_svg("0012-2611")
    assert "<script" not in mark_svg("<script>")
