"""A case is opened: for a provider and a service, on the edition in force, at its first step."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.cases import editions, incidents, numbers, search
from app.cases.errors import UNKNOWN, CaseError, Refused, Unknown
from app.cases.runtime import Runtime
from app.engine import StepFailed
from app.engine.errors import FAILED
from app.law import filing
from app.store.busy import Busy
from app.store.models.cases import Case, OpenApplication
from app.store.models.people import Provider
from app.store.models.services import Service
from app.store.reading.visible import is_shut
from app.store.viewer import Viewer

OPEN = "open"


@dataclass(frozen=True, slots=True)
class NewApplication:
    """What a person says to open an application; a service is chosen by id or described anew."""

    provider_id: int
    service_id: int | None = None
    service_name: str = ""
    service_url: str = ""
    channel: str = "electronic"


def open_application(
    runtime: Runtime,
    viewer: Viewer,
    wanted: NewApplication,
    also: Callable[[Session, str], None] | None = None,
) -> str:
    """Open an application (第4条) and return its case number; `also` writes in the same transaction.

    A provider opens its own; the secretariat opens a posted one. Raises Unknown for anybody else's
    provider or service, Refused while another case on the same service is open (X8), and StepFailed where the
    procedure cannot begin: nothing is stored then but an incident.
    """

    def work(session: Session) -> str:
        opened = _open(runtime, session, viewer, wanted)
        if also is not None:
            also(session, opened)
        return opened

    try:
        case_no = runtime.step(work)
    except IntegrityError as error:
        # Two windows at the same instant: the key of open_application let only one through.
        if "open_application" not in str(error.orig):
            raise
        raise Refused(filing.double_filing_grounds("…")) from error
    except (CaseError, Busy):
        raise
    except Exception as error:
        incidents.record(runtime, what=OPEN, error=error)
        if isinstance(error, StepFailed):
            raise
        raise StepFailed(FAILED) from error
    runtime.wake()
    return case_no


def _open(runtime: Runtime, session: Session, viewer: Viewer, wanted: NewApplication) -> str:
    own = wanted.channel == "electronic" and wanted.provider_id in viewer.provider_ids
    posted = wanted.channel == "post" and viewer.is_("secretariat")
    provider = session.get(Provider, wanted.provider_id)
    if provider is None or not (own or posted):
        raise Unknown(UNKNOWN)
    service = _service(session, wanted)
    open_case = session.execute(
        select(Case.id, Case.case_no)
        .join(OpenApplication, OpenApplication.case_id == Case.id)
        .where(OpenApplication.service_id == service.id)
    ).first()
    if open_case is not None:
        unnamed = is_shut(session, viewer, open_case[0])
        raise Refused(filing.double_filing_grounds("…" if unnamed else open_case[1]))
    today = clock.today()
    edition = editions.current(session, today)
    case = Case(
        case_no=f"A{today:%Y}-{numbers.take(session, f'case-{today:%Y}'):04d}",
        process_id="application",
        edition_id=edition.id,
        provider_id=provider.id,
        service_id=service.id,
        channel=wanted.channel,
        stage="draft" if own else "checking",
        opened_at=clock.now(),
    )
    session.add(case)
    session.flush()
    session.execute(insert(OpenApplication), [{"service_id": service.id, "case_id": case.id}])
    search.index(session, case.id, [case.case_no, service.name, provider.name])
    runtime.engine.start(
        session,
        edition_id=edition.id,
        process_id="application",
        inputs={"case_no": case.case_no, "channel": wanted.channel},
        case=case,
        actor_id=viewer.user_id,
    )
    return case.case_no


def _service(session: Session, wanted: NewApplication) -> Service:
    if wanted.service_id is not None:
        service = session.get(Service, wanted.service_id)
        if service is None or service.provider_id != wanted.provider_id:
            raise Unknown(UNKNOWN)
        return service
    existing = session.scalar(
        select(Service).where(Service.provider_id == wanted.provider_id, Service.name == wanted.service_name)
    )
    if existing is not None:
        return existing
    service = Service(
        provider_id=wanted.provider_id,
        name=wanted.service_name,
        url=wanted.service_url,
        created_at=clock.now(),
    )
    session.add(service)
    session.flush()
    return service
