"""About 300 bytes of Japanese a submission, never twice the same, so that nothing is stored once for many."""

from itertools import count

_SENTENCE = (
    "提出された書類を確認したところ、記載の内容はおおむね基準に沿っているが、利用者データの保存場所と"
    "委託先の一覧について追加の説明が必要である。次回までに根拠となる資料を添えて回答されたい。"
)
_number = count(1)


def text() -> str:
    """A text of 100 characters, 300 bytes in UTF-8 but for its number."""
    return f"{next(_number):06d}{_SENTENCE}"[:100]
