"""What the presiding member says to have seen before closing by hand (第6条第2項, 運用): the lists as they stand."""

from collections.abc import Mapping

from app.law.text import Ground, Text

OUTDATED, UNCHECKED, UNANSWERED = "outdated", "unchecked", "unanswered"
"""Opinions on papers that changed since; reports of visits before their fact check; questions without an answer."""
SHOWN: Mapping[str, Text] = {
    OUTDATED: Text("前の資料に対する意見", "Opinions on earlier papers"),
    UNCHECKED: Text("事実確認前の現地調査報告", "Site visit reports before the fact check"),
    UNANSWERED: Text("未回答の質問", "Unanswered questions"),
}
_ASKED: Mapping[str, Text] = {
    OUTDATED: Text(
        "資料が変わる前に出された意見があります。一覧を確かめて印を付けるか、出し直しを待ってください。",
        "Some opinions were given before the papers changed. Tick that you have seen which, or wait for them to be "
        "amended.",
    ),
    UNCHECKED: Text(
        "事業者の事実確認が済んでいない現地調査報告があります。一覧を確かめて印を付けるか、事実確認を待ってください。",
        "The provider has not checked the facts of every site visit report. Tick that you have seen which, or wait.",
    ),
    UNANSWERED: Text(
        "回答のない質問があります。未回答のまま締め切るなら印を付け、待つなら締め切らないでください。",
        "Some questions have no answer. Tick to close with them unanswered, or do not close yet.",
    ),
}
_CHANGED = Text(
    "確かめた後に一覧が変わりました。新しい一覧を確かめてください。",
    "The list has changed since you saw it. Look at the new one. ",
)


def acknowledgement_ground(key: str, *, changed: bool) -> Ground:
    """A list that was not acknowledged; `changed`: an earlier state of it was."""
    words = _ASKED[key]
    if changed:
        words = Text(_CHANGED.ja + words.ja, _CHANGED.en + words.en)
    return Ground(f"closing_{key}", "", "design", words, key)
