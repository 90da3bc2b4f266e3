"""What cannot be printed is told as its code, and nothing that was typed turns a line around."""

import pytest

from app.cases.issuing import FONTS
from app.registry.glyphs import printable


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("議事録 第1版\n二行目", "議事録 第1版\n二行目"),
        ("一\r\n二\r三\u2028四\t五", "一\n二\n三\n四 五"),
        ("\u202egnp.exe", "〔U+202E〕gnp.exe"),
        ("鐘\x07", "鐘〔U+0007〕"),
        ("😀", "〔U+1F600〕"),
        ("か\u3099", "が"),
        ("\ufa19田", "\ufa19田"),
        ("a" * 61, "a" * 60 + "\u200ba"),
    ],
)
def test_a_text_is_printed_as_it_is_or_as_codes(typed: str, printed: str) -> None:
    assert printable(typed, FONTS) == printed
