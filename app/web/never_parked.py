"""Posts that wait for nobody when the session has ended, and why; all others do (`app.web.parked`)."""

_GUARDED = "it carries a password, a code or the secret of a link"
_BUTTON = "a button: nothing is typed"
_FILE = "a file is sent, which cannot be kept"
_DEVICE = "sent by a script, which keeps it on the device until it is acknowledged"

NEVER: dict[str, str] = {
    "accounts.sign_in": _GUARDED,
    "accounts.register": _GUARDED,
    "accounts.forgot": _GUARDED,
    "accounts.verify_email": _GUARDED,
    "accounts.reset": _GUARDED,
    "accounts.invitation": _GUARDED,
    "accounts.join": _GUARDED,
    "accounts.totp_setup": _GUARDED,
    "accounts.totp_remove": _GUARDED,
    "accounts.password": _GUARDED,
    "accounts.tokens": _GUARDED,
    "accounts.sign_out": _BUTTON,
    "accounts.sign_out_everywhere": _BUTTON,
    "accounts.session_go_on": _BUTTON,
    "accounts.language": _BUTTON,
    "accounts.token_revoke": _BUTTON,
    "accounts.member_end": _BUTTON,
    "accounts.member_owner": _BUTTON,
    "accounts.invitation_withdraw": _BUTTON,
    "committee.nudge": _BUTTON,
    "demo.clock_page": "a day of the demo's clock",
    "desk.outbox_retry": _BUTTON,
    "desk.message_retry": _BUTTON,
    "desk.timers_retry": _BUTTON,
    "hearings.attend": _BUTTON,
    "hearings.remind": _BUTTON,
    "hearings.remind_all": _BUTTON,
    "inbox.claim": _BUTTON,
    "inbox.claim_many": _BUTTON,
    "inbox.release": _BUTTON,
    "register.invite": _BUTTON,
    "tasks.post": "steps have their own way, app.web.tasks.parking",
    "tasks.import_items": _FILE,
    "tasks.prefill": _BUTTON,
    "visits.bring": _FILE,
    "visits.ops": _DEVICE,
    "visits.finish": _DEVICE,
}
