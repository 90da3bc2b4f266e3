"""第11条第1項: the certified service is put on the registry, and what went out is inspected."""

from datetime import date
from typing import Any, cast

from app import clock
from app.cases import outlines
from app.cases.parts import Parts
from app.engine import ActContext, StepFailed
from app.law.publication import Act
from app.law.text import Text
from app.registry import leaks, projection
from app.store import history


def publish(parts: Parts, context: ActContext, certificate_no: str, act: str) -> dict[str, Any]:
    """Publish the next version of a certificate's public entry (第11条第1項)."""
    if context.case is None:
        raise LookupError("a publication needs a case")
    on: date = clock.today()
    catalogue = parts.forms.get(context.session, context.case.edition_id).catalogue()
    version = projection.publish(
        context.session,
        certificate_no=certificate_no,
        act=cast(Act, act),
        article="第11条第1項",
        catalogue=outlines.of(catalogue),
        on=on,
    )
    history.append(
        context.session,
        context.case,
        "published",
        actor_id=context.actor_id,
        node=context.node.id,
        article="第11条第1項",
        data={"certificate_no": certificate_no, "version": version},
    )
    return {"version": version}


def check(parts: Parts, context: ActContext, certificate_no: str) -> dict[str, Any]:
    """Refuse to go on when form A or a withheld value stands in what was published (第11条第2項・第20条第1項)."""
    if context.case is None:
        raise LookupError("a publication needs a case")
    secret = leaks.secrets(context.session, certificate_no)
    if leaks.self_check(context.session, certificate_no, secret):
        raise StepFailed(
            Text(
                "公表してはならない内容が公表用のデータに含まれていたため、公表を取りやめました。",
                "What must not be published stood in the public data, so nothing was published.",
            )
        )
    if (
        context.case.stage == "decided"
    ):  # everybody can read it from now on, though the certificate is not posted yet
        context.case.stage = "published"
    return {"ok": True}
