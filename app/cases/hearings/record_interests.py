"""What the minutes tell of interests: by kind, never in detail (第7条)."""

from app.cases.hearings.challenged import CAUSE
from app.cases.hearings.recorded import Recorded, Seated
from app.cases.hearings.wording import CHALLENGED, ENDINGS, TOLD, Lines, instant, kinds, line, word
from app.law.text import Text


def lines(found: Recorded) -> Lines:
    """Who declared, who took no part and why, and what was judged."""
    declared = sum(each.declaration is not None for each in found.seats)
    total = len(found.seats)
    counted = Text(f"{total}名のうち{declared}名", f"{declared} of {total}")
    told = (_seat(each) for each in found.seats)
    return [line("申告", "Declared", counted), *(row for row in told if row is not None)]


def _seat(each: Seated) -> Text | None:
    what = kinds(each.kinds)
    if each.seat.state in ENDINGS:
        return _ended(each, what)
    if each.renewal is not None:
        return _came_back(each, what)
    if each.judgements and each.judgements[-1].cause == CAUSE:
        return Text(
            f"{each.name}：忌避の申立てに理由がないと判断された",
            f"{each.name}: challenged, found to be without ground",
        )
    if any(row.effect == "excluded" for row in each.judgements):
        return Text(
            f"{each.name}：一度除斥され、その後、該当しないと判断された",
            f"{each.name}: excluded at first, later found to have no interest",
        )
    if each.judgements:
        return Text(
            f"{each.name}：該当しないと判断された（{what.ja}）",
            f"{each.name}: found to have no interest ({what.en})",
        )
    return None


def _ended(each: Seated, what: Text) -> Text:
    state = word(CHALLENGED if _is_challenge(each) else TOLD, each.ending)
    ja, en = f"{each.name}：{state.ja}", f"{each.name}: {state.en}"
    if each.seat.state in {"excluded", "struck"} and what.ja:
        ja, en = f"{ja}（{what.ja}）", f"{en} ({what.en})"
    if each.seat.state not in {"excluded", "struck"} and each.found_out:
        ja += f"。利害関係があると判断された（{what.ja}）" if what.ja else "。利害関係があると判断された"
        en += f"; found to have an interest ({what.en})" if what.en else "; found to have an interest"
    if each.seat.state == "excluded" and each.renewal is not None:
        ja += "。締切り後に、該当しないと判断された"
        en += "; found to have no interest after the closing"
    return Text(ja, en)


def _is_challenge(each: Seated) -> bool:
    """Whether the seat ended by a challenge (忌避) rather than by an interest that was declared or found (除斥)."""
    return each.seat.state == "struck" and each.judgements[-1:] != [] and each.judgements[-1].cause == CAUSE


def _came_back(each: Seated, what: Text) -> Text:
    """The time without the member stays on record (case 18)."""
    since = instant(each.shut_since) if each.shut_since is not None else Text("", "")
    until = instant(each.renewal.at) if each.renewal is not None else Text("", "")
    return Text(
        f"{each.name}：{since.ja}から{until.ja}まで除斥（{what.ja}）。申告のやり直しにより、該当しないと判断された",
        f"{each.name}: excluded from {since.en} to {until.en} ({what.en}); declared anew and found to have no interest",
    )
