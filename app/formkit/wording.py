"""The sentences of validation, each saying what is wrong and what to do."""

from app.law.text import Text

REQUIRED = Text("入力してください。", "Enter a value.")
CHOOSE = Text("選択してください。", "Choose one.")
CHOOSE_ANY = Text("一つ以上選択してください。", "Choose at least one.")
TICK = Text("確認のうえ、チェックを入れてください。", "Read it and tick the box.")
ATTACH = Text("ファイルを添付してください。", "Attach a file.")
NOT_A_CHOICE = Text(
    "選択肢にない値です。表示されている中から選択してください。",
    "This is not one of the choices. Choose from those shown.",
)
NUMBER = Text("数を半角数字で入力してください（例: 1234）。", "Enter a number in digits, for example 1234.")
WHOLE = Text("整数を入力してください。", "Enter a whole number.")
DATE = Text(
    "日付を年月日で入力してください（例: 2026-07-01）。", "Enter a date as year-month-day, e.g. 2026-07-01."
)
MONTH = Text("年月を入力してください（例: 2026-03）。", "Enter a month as year-month, for example 2026-03.")
TIME = Text("時刻を入力してください（例: 09:30）。", "Enter a time, for example 09:30.")
DATETIME = Text(
    "日付と時刻を入力してください（例: 2026-07-01T09:30）。",
    "Enter a date and time, for example 2026-07-01T09:30.",
)
EMAIL = Text(
    "メールアドレスを確かめてください（例: name@example.jp）。",
    "Check the e-mail address (for example name@example.jp).",
)
PHONE = Text(
    "電話番号を数字とハイフンで入力してください（例: 03-1234-5678）。",
    "Enter a telephone number in digits and hyphens, for example 03-1234-5678.",
)
PATTERN = Text(
    "形式が違います。説明にある形で入力してください。", "Enter it in the form that the help describes."
)
NA_REASON = Text("「該当なし」の理由を入力してください。", "Enter the reason why this does not apply.")
NA_AND_VALUE = Text(
    "内容と「該当なし」の両方が入っています。どちらか一方にしてください。",
    "There is a value and «not applicable» is ticked. Keep one of the two.",
)
NO_UPLOAD = Text("ここではファイルを受け取れません。", "Files cannot be taken here.")
ONE_FILE = Text("ファイルは一つだけにしてください。", "Attach one file only.")


def digits(places: int) -> Text:
    """Too many decimal places."""
    if places == 0:
        return WHOLE
    return Text(f"小数は{places}桁までで入力してください。", f"Use at most {places} decimal places.")


def too_long(limit: int, length: int) -> Text:
    """Over the character limit, and by how many."""
    return Text(
        f"{limit}字以内にしてください（いま{length}字、{length - limit}字多い）。",
        f"Use at most {limit} characters (now {length}, {length - limit} too many).",
    )


def too_short(limit: int, length: int) -> Text:
    """Under the character limit."""
    return Text(
        f"{limit}字以上で入力してください（いま{length}字）。",
        f"Use at least {limit} characters (now {length}).",
    )


def at_least(limit: object) -> Text:
    """Below the smallest allowed number."""
    return Text(f"{limit}以上の数を入力してください。", f"Enter a number of at least {limit}.")


def at_most(limit: object) -> Text:
    """Above the largest allowed number."""
    return Text(f"{limit}以下の数を入力してください。", f"Enter a number of at most {limit}.")


def rows_missing(minimum: int) -> Text:
    """Too few rows in a list."""
    return Text(f"{minimum}行以上入力してください。", f"Fill in at least {minimum} rows.")


def rows_over(maximum: int) -> Text:
    """Too many rows in a list."""
    return Text(f"{maximum}行までにしてください。", f"Use at most {maximum} rows.")


def unknown_name(name: str) -> Text:
    """A posted name that the form does not have."""
    return Text(
        f"この様式にない項目「{name}」が送られたため、受け付けませんでした。画面を開き直してください。",
        f"The form has no field {name!r}, so nothing was taken. Open the page again.",
    )
