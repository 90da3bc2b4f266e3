"""Starting a procedure. What a party or the secretariat starts by hand is the application; others start by themselves."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, url_for

from app.api import reading
from app.api.failures import wrong
from app.api.problems import Problem
from app.api.repeated import once
from app.api.runtime import runtime, viewer
from app.cases import opening
from app.cases.opening import NewApplication
from app.law.text import Text

blueprint = Blueprint("processes", __name__)

MEMBERS = ("provider_id", "service_id", "service_name", "service_url", "channel")
MOST_ID = 2**31 - 1


@blueprint.post("/processes/<process_id>/instances")
def start(process_id: str) -> Response:
    """Open an application (第4条): a provider its own, the secretariat one that came by post."""
    if process_id != "application":
        raise Problem("not-found")
    who = viewer()
    sent = reading.sent(MEMBERS)
    wanted = _wanted(sent.body)

    def told(case_no: str) -> tuple[int, dict[str, Any]]:
        return 201, {"case_no": case_no, "url": url_for("cases.show", case_no=case_no)}

    return once(who, sent, lambda also: opening.open_application(runtime(), who, wanted, also), told)


def _wanted(body: dict[str, Any]) -> NewApplication:
    """What is asked for, or every complaint at once."""
    complaints = []
    provider, service = body.get("provider_id"), body.get("service_id")
    name, url = body.get("service_name", ""), body.get("service_url", "")
    channel = body.get("channel", "electronic")
    if not _is_id(provider):
        complaints.append(wrong("/provider_id", WHOLE_NUMBER))
    if service is not None and not _is_id(service):
        complaints.append(wrong("/service_id", WHOLE_NUMBER))
    plain = " ".join(name.split()) if isinstance(name, str) else ""
    if (service is None) != bool(plain) or not isinstance(name, str) or len(plain) > 200:
        complaints.append(wrong("/service_name", ONE_SERVICE))
    if not isinstance(url, str) or len(url) > 500 or (url and not _is_address(url)):
        complaints.append(wrong("/service_url", ADDRESS))
    if channel not in ("electronic", "post"):
        complaints.append(wrong("/channel", CHANNEL))
    if complaints:
        raise Problem("invalid", errors=complaints)
    return NewApplication(int(str(provider)), service, plain, url, channel)


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_ID


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in url


WHOLE_NUMBER = Text("番号を正の整数で書いてください。", "Give the number as a positive whole number.")
ONE_SERVICE = Text(
    "service_id か、200文字以内の service_name のどちらか一つを送ってください。",
    "Send either service_id or a service_name of up to 200 characters.",
)
ADDRESS = Text(
    "https:// または http:// で始まる500文字以内のアドレスにしてください。",
    "Give an address of up to 500 characters that begins with https:// or http://.",
)
CHANNEL = Text("electronic か post にしてください。", "Use electronic or post.")
