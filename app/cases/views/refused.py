"""Why a step was not taken, in a few words: the numbered refusals, and the checks of our own procedure."""

from app.law import refusals
from app.law.text import Text

OURS: dict[str, Text] = {
    "addendum_open": Text("議事録の追記が承認されていない", "An addendum to the minutes is not approved yet"),
    "arrived_on": Text("届いた日が正しくない", "The day of arrival is not right"),
    "bar_without_revocation": Text("該当する取消しがない", "There is no such revocation"),
    "challenge": Text("忌避の申立てを受けられない", "The challenge cannot be taken so"),
    "challenge_open": Text("忌避の申立ての判断が済んでいない", "A challenge is not judged yet"),
    "challenge_upheld": Text("忌避が認められた人である", "The person was challenged with ground"),
    "circulation": Text("持回りの条件がそろっていない", "The conditions of a circulation are not met"),
    "closing_below_quorum": Text("定足数に足りない", "There is no quorum"),
    "closing_early": Text("期限より前の締切に理由がない", "No reason for closing early"),
    "correction_due": Text("補正の期限が正しくない", "The due date of the correction is not right"),
    "four_eyes": Text("前の工程を行った人による作業", "Done by who did the step before"),
    "hearing_closed": Text("意見の聴取は締め切られている", "The hearing is closed"),
    "hearing_dates": Text("期限が正しくない", "The dates of the hearing are not right"),
    "hearing_open": Text("意見の聴取が締め切られていない", "The hearing is not closed yet"),
    "interest_unjudged": Text("利害関係の判断が済んでいない", "An interest is not judged yet"),
    "meeting_request_reason": Text("会議を求める理由がない", "No reason for asking for a meeting"),
    "minutes_early": Text("委員の確認を待っている", "Members have not confirmed yet"),
    "minutes_reply": Text("議事録の確認を受けられない", "The minutes cannot be confirmed so"),
    "meeting_fixed": Text("会議を変えられない", "The meeting cannot be changed so"),
    "no_circulation": Text("持回りではない", "It is no circulation"),
    "no_draft": Text("議事録の案がない", "There is no draft of the minutes"),
    "no_members": Text("委員が選ばれていない", "No member is chosen"),
    "no_opinions": Text("意見が一つも届いていない", "No opinion has arrived"),
    "no_tie": Text("可否同数ではない", "There is no tie"),
    "not_appointed": Text("委嘱の期間の外である", "The person is not appointed on that day"),
    "not_presiding": Text("議長ではない", "The person does not preside"),
    "nothing_to_correct": Text("補正する項目がない", "There is nothing to correct"),
    "opinion_late": Text("意見の期限を過ぎている", "The opinion came too late"),
    "own_interest": Text("自分の利害関係の判断である", "It is the person's own interest"),
    "papers_on": Text("返却・廃棄を確認した日が正しくない", "The day of the papers is not right"),
    "paid_on": Text("入金日が正しくない", "The day of payment is not right"),
    "question_due": Text("回答の期限が正しくない", "The due date of the answer is not right"),
    "question_empty": Text("質問が書かれていない", "The question is empty"),
    "question_ended": Text("質問の手続が終わっている", "The question is over"),
    "question_long": Text("質問が長すぎる", "The question is too long"),
    "question_names_member": Text("質問に委員の名前がある", "The question names a member"),
    "record_moved": Text("記録がほかの人に変えられている", "Somebody else has changed the record"),
    "ruling_office": Text("裁決できる議長ではない", "Whoever presides cannot rule"),
    "nobody_presides": Text("議長を務める委員がいない", "Nobody presides"),
    "inspector_unjudged": Text(
        "調査員の利害関係の判断が済んでいない", "An inspector's interest is not judged yet"
    ),
    "ruling_reason": Text("裁決の理由がない", "No reason for the ruling"),
    "ruling_unknown": Text("裁決の内容が正しくない", "The ruling is not one of the choices"),
    "seat_ended": Text("委員の席が終わっている", "The seat has ended"),
    "sent_on": Text("発送日が正しくない", "The day of dispatch is not right"),
    "site_visit": Text("現地調査の内容が正しくない", "Something in the site visit is not right"),
    "strong_hint": Text("強い手掛かりについての理由がない", "No reason beside a strong hint"),
    "treatment": Text("意見の扱いが正しくない", "The treatment of the opinion is not right"),
    "treatment_conditions": Text("条件の扱いの理由がない", "No word on the conditions of the opinion"),
    "treatment_reason": Text("意見と異なる扱いの理由がない", "No reason for differing from the opinion"),
    "unknown_field": Text("様式にない項目が送られた", "A field was sent that the form does not have"),
    "visit_team": Text("調査に行く人が正しくない", "The team of the visit is not right"),
}
"""By the id of a ground. What the person was told at the time says more; the record keeps the id alone."""

OTHER = Text("この手続の確認による", "By a check of this procedure")


def word(id_: str) -> Text:
    """What a refusal was about; of ids that are none of ours only that there was a check."""
    try:
        return refusals.refusal(id_)[0].text
    except KeyError:
        return OURS.get(id_, OTHER)
