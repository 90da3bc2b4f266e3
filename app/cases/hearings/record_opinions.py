"""The lines of the minutes on quorum, counts, outcome, ruling and dissent: by verdict, never by name."""

from app.cases.hearings.recorded import Recorded
from app.cases.hearings.wording import NONE, Lines, kinds, line, word
from app.law import committee
from app.law.acknowledgement import SHOWN
from app.law.committee import OUTCOMES, Verdict
from app.law.text import Text
from app.store.models.committee import Closing, Ruling

VERDICTS: dict[str, Text] = {str(key): name for key, name in committee.VERDICTS.items()}


def lines(found: Recorded) -> Lines:
    """How many held what, what that makes, and the reasons of those who differ."""
    return [*_counts(found), *stood_open(found.closing), *_outcome(found), *_dissent(found)]


def quorum(found: Recorded) -> Lines:
    """The arithmetic of the quorum by the rules that the hearing was opened with."""
    rules = committee.rule_set(found.hearing.rule_set)
    verdicts: list[Verdict] = [
        key for key in committee.VERDICTS for _ in range(found.closing.counts.get(key, 0))
    ]
    given = found.closing.quorum
    silent = max(given.get("present", 0) - len(verdicts), 0)
    counted = committee.tally(
        verdicts, given["eligible"], rules, attended_only=silent, standing=given.get("standing", 0)
    )
    told = [
        line("定足数と集計", "Quorum and count", counted.explanation),
        line(
            "議決の規則",
            "Rules of voting",
            Text(f"{rules.version}版（{rules.reading}）", f"version {rules.version} ({rules.reading})"),
        ),
    ]
    if found.closing.reason:
        told.append(line("締切りの理由", "Reason of the closing", found.closing.reason))
    return told


def _counts(found: Recorded) -> Lines:
    given = found.closing.counts
    ja = "、".join(f"{text.ja}{given.get(key, 0)}" for key, text in VERDICTS.items())
    en = ", ".join(f"{text.en} {given.get(key, 0)}" for key, text in VERDICTS.items())
    missing = len(found.closing.missing)
    told = [line("意見の数", "Counts", Text(f"{ja}、未提出{missing}", f"{en}, not given {missing}"))]
    struck = [
        each for each in found.seats if each.seat.state == "struck" and not each.counts and each.opinion
    ]
    if struck:
        why = kinds(kind for each in struck for kind in each.kinds)
        told.append(
            line(
                "抹消した意見",
                "Opinions struck",
                Text(
                    f"{len(struck)}{f'（{why.ja}）' if why.ja else ''}",
                    f"{len(struck)}{f' ({why.en})' if why.en else ''}",
                ),
            )
        )
    return told


def stood_open(closing: Closing) -> Lines:
    """How much stood open at the closing, and that it was acknowledged or that the due time came."""
    how = (
        Text("議長が一覧を確かめて締め切った", "acknowledged by the presiding member")
        if closing.by_id is not None
        else Text("期限により締め切った", "closed at the due time")
    )
    return [
        line(title.ja, title.en, Text(f"{len(refs)}件（{how.ja}）", f"{len(refs)} ({how.en})"))
        for key, title in SHOWN.items()
        if (refs := closing.noted.get(key))
    ]


def _outcome(found: Recorded) -> Lines:
    told = [line("集計の結果", "Result of the count", word(OUTCOMES, found.closing.outcome))]
    told += [ruled(row) for row in found.rulings]
    told.append(line("委員会の意見", "Opinion of the committee", word(OUTCOMES, found.outcome)))
    conditions = sorted(
        each.opinion.conditions
        for each in found.seats
        if each.counts and each.opinion is not None and each.opinion.conditions
    )
    return [*told, *(line("条件", "Condition", text) for text in conditions)]


def ruled(row: Ruling) -> Text:
    """A ruling with its reason, or a new count: why it was made is told by the kind of interest alone."""
    said = word(OUTCOMES, row.outcome)
    if row.kind == "tie":
        with_reason = Text(f"{said.ja}。理由：{row.reason}", f"{said.en}. Reason: {row.reason}")
        return line("議長の裁定", "Ruling of the presiding member", with_reason)
    counted = [(word(VERDICTS, key), number) for key, number in sorted(row.counts.items())]
    ja = "、".join(f"{name.ja}{number}" for name, number in counted)
    en = ", ".join(f"{name.en} {number}" for name, number in counted)
    return line("再集計", "Counted again", Text(f"{said.ja}（{ja}）", f"{said.en} ({en})"))


def _dissent(found: Recorded) -> Lines:
    """少数意見: the reasons of the opinions that differ from the outcome; of all where there is no side that won."""
    open_ended = found.outcome not in VERDICTS or found.closing.outcome in {"tie", "split"}
    differing = sorted(
        (list(VERDICTS).index(each.opinion.verdict), each.opinion.reason)
        for each in found.seats
        if each.counts and each.opinion is not None and (open_ended or each.opinion.verdict != found.outcome)
    )
    verdicts = list(VERDICTS.values())
    told = [
        Text(f"・{verdicts[at].ja}：{reason}", f"- {verdicts[at].en}: {reason}") for at, reason in differing
    ]
    title = (
        Text("それぞれの意見の理由", "Reasons of each opinion") if open_ended else Text("少数意見", "Dissent")
    )
    return [Text(f"{title.ja}：", f"{title.en}:"), *told] if told else [line("少数意見", "Dissent", NONE)]
