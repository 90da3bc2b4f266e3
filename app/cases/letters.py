"""The wording of the notices: a subject and a body in Japanese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.law.text import Text


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of notice. Bodies are filled with the facts of the case by name."""

    article: str
    subject: Text
    body: Text


LETTERS: dict[str, Letter] = {
    "received": Letter(
        "第4条第1項",
        Text("申請を受け付けました（{arrival_no}）", "Your application was received ({arrival_no})"),
        Text(
            "「{service}」の認定の申請を受け付けました。\n到達番号：{arrival_no}\n申請日：{filed_on}\n"
            "これから書類がそろっているかを確認します。進み具合は申請者の画面で確かめられます。",
            "The application for “{service}” was received.\nArrival number: {arrival_no}\nFiling date: {filed_on}\n"
            "The documents will now be checked. You can follow the progress in your portal.",
        ),
    ),
    "correction_request": Letter(
        "AMB-30",
        Text("補正のお願い（{case_no}）", "Request for correction ({case_no})"),
        Text(
            "「{service}」の申請について、次のとおり補正をお願いします。\n\n{request}\n\n回答の期限：{due_on}\n"
            "申請者の画面から回答してください。",
            "Please correct the following in the application for “{service}”.\n\n{request}\n\nDue: {due_on}\n"
            "Answer in your portal.",
        ),
    ),
    "correction_extended": Letter(
        "AMB-30",
        Text("補正の期限を延ばしました（{case_no}）", "More time for the correction ({case_no})"),
        Text(
            "「{service}」の補正の期限を{due_on}に延ばしました。申請者の画面から回答してください。",
            "The correction of “{service}” is now due on {due_on}. Answer in your portal.",
        ),
    ),
    "correction_reminder": Letter(
        "AMB-30",
        Text("補正の期限が近づいています（{case_no}）", "The correction is due soon ({case_no})"),
        Text(
            "「{service}」の補正の期限は{due_on}です。まだ回答をいただいていません。申請者の画面から回答してください。",
            "The correction of “{service}” is due on {due_on}, and no answer has arrived. Answer in your portal.",
        ),
    ),
    "invoice": Letter(
        "第5条第1項",
        Text("審査手数料のご請求（{invoice_no}）", "Invoice for the assessment fee ({invoice_no})"),
        Text(
            "「{service}」の審査手数料をご請求します。\n請求番号：{invoice_no}\n金額：{amount}円（税込）\n支払期限：{due_on}\n"
            "納付を確認してから審査を始めます。納付された手数料は返還できません（第5条第2項）。",
            "Invoice for the assessment of “{service}”.\nInvoice number: {invoice_no}\nAmount: {amount} yen (tax included)\n"
            "Due: {due_on}\nThe review starts after payment. A paid fee cannot be refunded (Art. 5(2)).",
        ),
    ),
    "fee_reminder": Letter(
        "第5条第1項",
        Text("審査手数料の納付のお願い（{invoice_no}）", "Reminder of the assessment fee ({invoice_no})"),
        Text(
            "「{service}」の審査手数料（{amount}円）の納付をまだ確認できていません。行き違いの場合はご容赦ください。",
            "The assessment fee for “{service}” ({amount} yen) has not been seen yet. Please disregard this if you have paid.",
        ),
    ),
    "payment_confirmed": Letter(
        "第5条第1項",
        Text("審査手数料の納付を確認しました（{invoice_no}）", "Your payment was received ({invoice_no})"),
        Text(
            "「{service}」の審査手数料の納付を確認しました。審査を始めます。",
            "The fee for “{service}” has been received. The review begins.",
        ),
    ),
    "certified": Letter(
        "第6条第4項",
        Text("認定の決定のお知らせ（{certificate_no}）", "Decision to certify ({certificate_no})"),
        Text(
            "「{service}」を認定しました。\n認定番号：{certificate_no}\n認定日：{decided_on}\n有効期間の満了日：{valid_until}\n"
            "認定証と認定マークを交付します。認定証は郵送でもお送りします。登録簿：{registry}",
            "“{service}” has been certified.\nCertificate number: {certificate_no}\nDate: {decided_on}\n"
            "Valid until: {valid_until}\nThe certificate and the mark are issued; the certificate is also posted. "
            "Registry: {registry}",
        ),
    ),
    "not_certified": Letter(
        "第6条第4項",
        Text("認定を実施しない旨のお知らせ（{case_no}）", "Decision not to certify ({case_no})"),
        Text(
            "「{service}」の認定は実施しないことを決定しました（{decided_on}）。\n\n理由：\n{reasons}\n\n{unmet}",
            "It was decided on {decided_on} not to certify “{service}”.\n\nReasons:\n{reasons}\n\n{unmet}",
        ),
    ),
    "refused": Letter(
        "第6条第4項",
        Text("認定の拒否のお知らせ（{case_no}）", "Refusal of certification ({case_no})"),
        Text(
            "「{service}」の認定は、運用規程第8条により拒否することを決定しました（{decided_on}）。\n\n理由：\n{reasons}",
            "Certification of “{service}” was refused under Art. 8 on {decided_on}.\n\nReasons:\n{reasons}",
        ),
    ),
    "committee_question": Letter(
        "第6条第2項",
        Text("認定審査委員会からの質問（{case_no}）", "A question of the committee ({case_no})"),
        Text(
            "「{service}」の申請について、認定審査委員会から次の質問がありました。\n\n{question}\n\n回答の期限：{due_on}\n"
            "申請者の画面から回答してください。",
            "The committee asks about the application for “{service}”:\n\n{question}\n\nDue: {due_on}\n"
            "Answer in your portal.",
        ),
    ),
    "committee_question_reminder": Letter(
        "第6条第2項",
        Text(
            "質問の回答の期限が近づいています（{case_no}）",
            "Your answer to the committee is due soon ({case_no})",
        ),
        Text(
            "「{service}」についての認定審査委員会からの質問の回答の期限は{due_on}です。\n\n{question}\n\n"
            "申請者の画面から回答してください。",
            "The answer to the committee about “{service}” is due on {due_on}:\n\n{question}\n\nAnswer in your portal.",
        ),
    ),
    "committee_question_ended": Letter(
        "第6条第2項",
        Text("質問への回答は不要になりました（{case_no}）", "The answer is no longer needed ({case_no})"),
        Text(
            "「{service}」についての次の質問は、委員会の意見の聴取が終わったため、回答は不要になりました。"
            "回答がないことを理由に不利に扱うことはありません。\n\n{question}",
            "The hearing of the committee has ended, so the following question about “{service}” needs no answer any "
            "more. That it was not answered does you no harm.\n\n{question}",
        ),
    ),
    "visit_request_6_3": Letter(
        "第6条第3項",
        Text("現地調査の受入れのお願い（{visit_no}）", "Request to receive a site visit ({visit_no})"),
        Text(
            "「{service}」の審査のために、次のとおり現地調査の受入れをお願いします。費用の負担は求めません。\n\n{visit_plan}\n\n"
            "回答の期限：{visit_answer_by}\n"
            "申請者の画面から、候補の日を選ぶか、別の日又は受け入れられない理由をお知らせください。郵送でも回答できます。",
            "For the review of “{service}” please receive a site visit as follows. It is not charged.\n\n{visit_plan}\n\n"
            "Please answer by {visit_answer_by}\n"
            "in your portal or by post: choose one of the days, propose another, or say why it cannot be received.",
        ),
    ),
    "visit_request_15_2": Letter(
        "第15条第2項",
        Text("現地調査の受入れのお願い（{visit_no}）", "Request to receive a site visit ({visit_no})"),
        Text(
            "「{service}」について、いただいた説明又は資料では十分に確かめられなかったため、次のとおり現地調査の受入れをお願いします。\n\n"
            "{visit_plan}\n\n{visit_cost}\n\n回答の期限：{visit_answer_by}\n"
            "画面から、候補の日を選ぶか、別の日又は受け入れられない理由をお知らせください。郵送でも回答できます。",
            "The explanation or documents on “{service}” did not settle the matter, so please receive a site visit.\n\n"
            "{visit_plan}\n\n{visit_cost}\n\nPlease answer by {visit_answer_by}\nin your portal or by post: choose a day, propose another, or "
            "say why it cannot be received.",
        ),
    ),
    "visit_reminder": Letter(
        "第6条第3項",
        Text("現地調査の受入れについて（{visit_no}）", "Site visit: your answer, please ({visit_no})"),
        Text(
            "「{service}」の現地調査の受入れについて、まだ回答をいただいていません。画面から回答してください。"
            "回答がないことだけを理由に不利な扱いをすることはありません。",
            "We have no answer yet on the site visit for “{service}”. Please answer in your portal. "
            "Nothing follows from silence alone.",
        ),
    ),
    "visit_agreed": Letter(
        "第6条第3項",
        Text("現地調査の日が決まりました（{visit_no}）", "The day of the site visit is set ({visit_no})"),
        Text(
            "「{service}」の現地調査を{visit_day}に行います。\n調査員：{visit_team}\n場所：{visit_site}\n"
            "調査員は身分証を示します。不明な点は画面からお知らせください。",
            "The site visit for “{service}” takes place on {visit_day}.\nInspectors: {visit_team}\nSite: {visit_site}\n"
            "The inspectors will show their identity cards.",
        ),
    ),
    "visit_tomorrow": Letter(
        "第6条第3項",
        Text("まもなく現地調査です（{visit_no}）", "The site visit is near ({visit_no})"),
        Text(
            "「{service}」の現地調査は{visit_day}です。\n調査員：{visit_team}\n場所：{visit_site}",
            "The site visit for “{service}” is on {visit_day}.\nInspectors: {visit_team}\nSite: {visit_site}",
        ),
    ),
    "visit_facts": Letter(
        "第6条第3項",
        Text(
            "現地調査の報告書の事実の確認（{visit_no}）", "Please check the facts of the report ({visit_no})"
        ),
        Text(
            "「{service}」の現地調査の報告書（第{visit_version}版）ができました。書かれた事実に違う所がないか、"
            "{visit_due}までに画面から確かめてください。郵送のときは、この日までの消印のあるものを期限内とします。"
            "違う所だけを書けば足ります。意見を出したことで不利になることはありません。",
            "Version {visit_version} of the report on the site visit for “{service}” is ready. Please check its facts in "
            "your portal by {visit_due}; a letter is in time with a postmark of that day. Only what differs need be written, and nobody is put at a disadvantage for it.",
        ),
    ),
    "visit_settled_edit": Letter(
        "第6条第3項",
        Text(
            "報告書への指摘を検討しました（{visit_no}）",
            "Your objections to the report were settled ({visit_no})",
        ),
        Text(
            "「{service}」の現地調査の報告書（第{visit_version}版）にいただいた指摘を検討し、報告書を直すことにしました。"
            "指摘ごとの結果と理由は、次の画面で見られます。\n{visit_page}\n\n"
            "直した版ができましたら、変わった所の事実の確認をもう一度お願いします。",
            "Your objections to version {visit_version} of the report on the site visit for “{service}” were settled, and "
            "the report will be changed. What came of each, and why, stands on this page:\n{visit_page}\n\n"
            "You will be asked once more to check the facts that change.",
        ),
    ),
    "visit_settled_stand": Letter(
        "第6条第3項",
        Text(
            "報告書への指摘を検討しました（{visit_no}）",
            "Your objections to the report were settled ({visit_no})",
        ),
        Text(
            "「{service}」の現地調査の報告書（第{visit_version}版）にいただいた指摘を検討し、報告書は直さないことにしました。"
            "いただいた指摘は、検討の結果とともに報告書に添えます。指摘ごとの結果と理由は、次の画面で見られます。\n{visit_page}",
            "Your objections to version {visit_version} of the report on the site visit for “{service}” were settled, and "
            "the report stands. They stay with it together with what came of them. What came of each, and why, stands on this "
            "page:\n{visit_page}",
        ),
    ),
    "visit_final": Letter(
        "第6条第3項",
        Text(
            "現地調査の報告書が決まりました（{visit_no}）",
            "The report of the site visit is final ({visit_no})",
        ),
        Text(
            "「{service}」の現地調査の報告書（第{visit_version}版）が決まりました。これ以上の確認はお願いしません。"
            "内容は次の画面で見られます。\n{visit_page}",
            "Version {visit_version} of the report on the site visit for “{service}” is final. Nothing more is asked of "
            "you. It stands on this page:\n{visit_page}",
        ),
    ),
    "withdrawn": Letter(
        "AMB-30",
        Text("取下げを確認しました（{case_no}）", "Your withdrawal was recorded ({case_no})"),
        Text(
            "「{service}」の申請の取下げを確認しました。納付された審査手数料は返還できません（第5条第2項）。",
            "The withdrawal of the application for “{service}” was recorded. A paid fee cannot be refunded (Art. 5(2)).",
        ),
    ),
}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def fill(kind: str, facts: Mapping[str, Text]) -> tuple[Letter, Text, Text]:
    """The letter of a kind, its subject and its body, filled with facts in each language."""
    letter = LETTERS[kind]
    ja = _Facts({name: fact.ja for name, fact in facts.items()})
    en = _Facts({name: fact.en for name, fact in facts.items()})
    subject = Text(letter.subject.ja.format_map(ja), letter.subject.en.format_map(en))
    body = Text(letter.body.ja.format_map(ja), letter.body.en.format_map(en))
    return letter, subject, body
