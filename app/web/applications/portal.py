"""The first page of a provider: what to do next, where each application stands, certificates, letters."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.law import renewal
from app.registry.status import EndFact, Standing, TermFact, current_term, standing
from app.store.reading import cases, inbox, portal
from app.store.reading.cases import Head
from app.store.reading.inbox import Row
from app.store.reading.portal import Held, Unpaid
from app.web.applications.blueprint import blueprint
from app.web.filters import either, yen
from app.web.runtime import runtime
from app.web.session import required_viewer

LISTED = 20


@dataclass(frozen=True, slots=True)
class Act:
    """Something that the reader has to do."""

    what: str
    service: str
    case_no: str
    due_on: date | None
    url: str
    button: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    """A certificate as it stands today; days of the term gone and in all, for the bar."""

    held: Held
    standing: Standing
    since: date
    gone: int
    total: int
    window: tuple[date, date]


@dataclass(slots=True)
class ServiceCard:
    """A service with its applications, the newest first, and its certificate."""

    name: str
    provider: str
    applications: list[Head] = field(default_factory=list)
    certificates: list[Validity] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether an application is under way."""
        return any(head.closed_at is None for head in self.applications)


@blueprint.get("/applications")
def index() -> ResponseReturnValue:
    """Everything of the reader's providers on one page, in a fixed number of statements."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        items = inbox.provider_items(session, viewer)
        heads = cases.of_providers(session, viewer)
        held = portal.certificates(session, viewer)
        unpaid = portal.unpaid(session, viewer)
        letters = portal.letters(session, viewer)
    cards = services(heads, held)
    return render_template(
        "applications/index.html",
        acts=acts(items, unpaid),
        cards=[card for card in cards if card.is_open or card.certificates],
        past=[card for card in cards if not (card.is_open or card.certificates)][:LISTED],
        letters=letters,
        waiting=sum(card.is_open for card in cards),
        many=len(viewer.provider_ids) > 1,
    )


def acts(items: Sequence[Row], unpaid: Sequence[Unpaid]) -> list[Act]:
    """The steps that wait for the reader and the fees to pay, the most urgent first."""
    found = [
        Act(
            either(row.name, row.name_en),
            row.service,
            row.case_no,
            row.due_on,
            url_for("tasks.show", item_id=row.id),
            _("続ける"),
        )
        for row in items
    ]
    found += [
        Act(
            _("審査手数料を納付する"),
            fee.service,
            fee.case_no,
            fee.due_on,
            url_for("applications.show", case_no=fee.case_no, _anchor="fee"),
            _("請求の内容を見る"),
            _("%(amount)s、請求番号 %(no)s", amount=yen(fee.amount), no=fee.invoice_no),
        )
        for fee in unpaid
    ]
    return sorted(found, key=lambda act: act.due_on or date.max)


def services(heads: Sequence[Head], held: Sequence[Held]) -> list[ServiceCard]:
    """One card a service; those with something under way first."""
    cards: dict[tuple[str, str], ServiceCard] = {}
    for head in heads:
        key = (head.provider, head.service)
        cards.setdefault(key, ServiceCard(head.service, head.provider)).applications.append(head)
    by_service: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for each in held:
        by_service[each.provider, each.service].append(each)
    for key, certificates in by_service.items():
        card = cards.setdefault(key, ServiceCard(key[1], key[0]))
        card.certificates = [validity(each, clock.today()) for each in certificates]
    return sorted(cards.values(), key=lambda card: not card.is_open)


def validity(held: Held, today: date) -> Validity:
    """How a certificate stands on a day."""
    terms = [TermFact(*term) for term in held.terms]
    found = standing(terms, [EndFact(*end) for end in held.ends], today)
    term = current_term(terms, today)
    total = (term.valid_until - term.valid_from).days + 1
    gone = min(max((today - term.valid_from).days, 0), total)
    return Validity(held, found, term.valid_from, gone, total, renewal.window(term.valid_until))
