"""What the scheme demands of every procedure, as data for the checker of diagrams."""

from app.engine.soundness import Passage, Sign
from app.law.text import Text

GRANT = Sign(act="certificates/grant")
REVOKE = Sign(act="certificates/revoke")
DECIDE = Sign(task="decide")
REASONS = Sign(act="notices/send", kind="rejected")

PASSAGES = (
    Passage(
        "fee_before_certification",
        "第5条第1項",
        needs=(Sign(task="match_payment"),),
        before=(GRANT,),
        text=Text(
            "審査手数料の入金の確認（match_payment）を通らずに認定に着きます。認定までのすべての経路に置いてください。",
            "Certification can be reached without matching the fee (match_payment). Put it on every way there.",
        ),
    ),
    Passage(
        "decision_before_certification",
        "第6条第1項",
        needs=(DECIDE,),
        before=(GRANT,),
        text=Text(
            "決定（decide）を通らずに認定に着きます。認定までのすべての経路に置いてください。",
            "Certification can be reached without a decision (decide). Put it on every way there.",
        ),
    ),
    Passage(
        "reasons_after_refusal",
        "第6条第4項",
        needs=(REASONS,),
        after=(DECIDE,),
        unless=(GRANT,),
        text=Text(
            "認定しない決定の後、理由の通知（notices/send の kind が rejected）を通らずに終わります。通知を加えてください。",
            "After a decision that does not certify, the end is reached without a notice of the reasons "
            "(notices/send of kind “rejected”). Add it.",
        ),
    ),
    Passage(
        "reasons_before_closing",
        "第6条第4項",
        needs=(REASONS, GRANT),
        before=(Sign(act="cases/close"),),
        text=Text(
            "認定（certificates/grant）も理由の通知（notices/send の kind が rejected）も通らずに案件の終了に着きます。"
            "終了までのすべての経路に、どちらかを置いてください。",
            "The case can be closed without a certificate (certificates/grant) and without a notice of the reasons "
            "(notices/send of kind “rejected”). Put one of them on every way there.",
        ),
    ),
    Passage(
        "letter_before_revocation",
        "第17条第2項",
        needs=(Sign(act="notices/send", kind="revoked"),),
        before=(REVOKE,),
        text=Text(
            "書面の通知（notices/send の kind が revoked）を通らずに取消しに着きます。取消しまでのすべての経路に置いてください。",
            "Revocation can be reached without a written notice (notices/send of kind “revoked”). "
            "Put it on every way there.",
        ),
    ),
)
"""Fee and decision lie on every way to a certificate, reasons on every way from a decision that does not
certify and on every way that closes a case without a certificate, a letter on every way to a revocation.
New procedures fall under them by the acts they use.

Not seen: a refusal by a human step of another id than `decide` in a procedure that closes no case; nothing
in the diagram tells such a step from one of the decider's that refuses nobody.
"""
