"""Drawing the page of a task, for a first look and after an answer that was not taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.cases import sheets
from app.cases.views import asides, diagrams, happened, task
from app.cases.views.task import FINISH, Saved, Task
from app.formkit import BoundForm, FormError
from app.formkit.bound import FORM
from app.formkit.controls import html_id
from app.formkit.sheets import AssessSheet
from app.formkit.sheetviews import AssessedItem
from app.formkit.views import BoundField, BoundGroup, BoundList
from app.law.text import Ground
from app.store.reading import cases
from app.store.viewer import Viewer
from app.web.runtime import runtime
from app.web.session import language

IRREVERSIBLE = frozenset(
    {"confirm_filing", "decide", "confirm_publication", "dispatch_certificate", "edit_question"}
)
"""Steps whose effect cannot be taken back: a page says first what will happen."""
OPEN_ITEMS = "open"
LATEST = 6


@dataclass(frozen=True, slots=True)
class Complaint:
    """A line of the error summary; `url` leads to the field, on this page or in another section."""

    label: str
    text: str
    url: str
    article: str = ""


@dataclass(slots=True)
class Shown:
    """What the page of a task is drawn from. `version` travels with the form to tell apart two windows.

    `beside` is what waited for its author together with the answers without being one (`formkit.BESIDE`).
    """

    task: Task
    form: BoundForm
    section: str | None
    version: str
    complaints: Sequence[Complaint] = ()
    refused: bool = False
    parked: bool = False
    lost_files: Sequence[str] = ()
    beside: Mapping[str, str] = field(default_factory=dict)


def draw(session: Session, viewer: Viewer, shown: Shown) -> str:
    """The whole page."""
    found, form = shown.task, shown.form
    steps = cases.steps(session, viewer, found.head) if found.head is not None else []
    picture = diagrams.picture(runtime(), session, found.edition_id, found.process_id, steps)
    fill = next((sheet for sheet in task.working(form) if sheet.spec.mode == "fill"), None)
    lines = []
    if found.head is not None and viewer.staff and not found.party:
        events = cases.timeline(session, viewer, found.head)
        lines = happened.told(runtime(), session, found.head, events[-LATEST:], steps)[::-1]
    values: dict[str, Any] = {
        "shown": shown,
        "task": found,
        "form": form,
        "head": found.head,
        "saved": _saved(found.saved),
        "date_has_come": task.date_has_come(session, found),
        "why": task.why_due(session, found),
        "fee_paid": _paid(session, found),
        "sections": sections(shown),
        "sheet": fill,
        "sources": sheets.sources(session, found.row) if fill is not None else [],
        "picture": picture,
        "timeline": lines,
        "documents": cases.documents(session, viewer, found.head) if found.head is not None else [],
        "irreversible": found.row.node in IRREVERSIBLE,
        "finishing": finishing(shown),
        "hidden": _leave_open(shown),
        "filter": _filter(),
        "html_id": html_id,
        "action": url_for("tasks.post", item_id=found.id, show=_filter() or None),
        "section_url": lambda code, anchor=None: section_url(found.id, code, anchor),
        **asides.aside(runtime(), session, found),
    }
    return render_template("tasks/show.html", **values)


def section_url(item_id: int, code: str | None, anchor: str | None = None) -> str:
    """The address of a section of a task, with the filter that is on."""
    place = html_id(anchor) if anchor else None
    return url_for("tasks.show", item_id=item_id, section=code, show=_filter() or None, _anchor=place)


def finishing(shown: Shown) -> bool:
    """Whether this page completes the step: always, but for the inner sections of a long form."""
    return shown.section in (None, FORM, FINISH)


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A section in the list beside a long form."""

    code: str
    title: str
    url: str
    current: bool
    asked: int
    answered: int
    left: int
    percent: int


def sections(shown: Shown) -> list[SectionLink]:
    """The sections of a long form with their progress; the last one completes the step."""
    found = []
    for sheet in task.working(shown.form):
        for each in sheet.progress().sections:
            if each.asked:
                code = each.group.code
                found.append(
                    SectionLink(
                        code,
                        each.group.title.in_(language()),
                        section_url(shown.task.id, code),
                        shown.section == code,
                        each.asked,
                        each.answered,
                        len(each.left),
                        each.percent,
                    )
                )
    if found:
        last = task.sections(shown.task, shown.form)[-1]
        words = _("まとめと完了")
        left = sum(each.left for each in found)
        url = section_url(shown.task.id, last)
        found.append(SectionLink(last, words, url, shown.section == last, 0, 0, left, 0))
    return found


def _saved(saved: Saved) -> str:
    """When the draft was saved and by whom, as short as it can be said."""
    if saved.at is None:
        return ""
    at, now = saved.at.astimezone(clock.JST), clock.real_now().astimezone(clock.JST)
    time = f"{at:%H:%M}" if at.date() == now.date() else f"{at.month}/{at.day} {at:%H:%M}"
    words: str = _("%(at)s に保存（%(who)s）", at=time, who=saved.by)
    return words


def _paid(session: Session, found: Task) -> bool:
    fee = (
        cases.fee(session, found.head)
        if found.head is not None and found.head.stage == "correction"
        else None
    )
    return fee is not None and fee.paid_on is not None


def _filter() -> str:
    return OPEN_ITEMS if request.args.get("show") == OPEN_ITEMS else ""


def _leave_open(shown: Shown) -> list[tuple[str, str]]:
    """With the filter on: only what is not judged, unclear or changed; the rest travels in hidden fields."""
    hidden: list[tuple[str, str]] = []
    if not _filter():
        return hidden
    for sheet in shown.form.sheets.values():
        if isinstance(sheet, AssessSheet):
            for section in sheet.sections:
                kept = [item for item in section.items if _is_open(item)]
                for item in section.items:
                    if item not in kept:
                        hidden += [
                            (f"{item.name}-{part}", item.part(part))
                            for part in ("verdict", "note", "evidence")
                        ]
                section.items = kept
    return hidden


def _is_open(item: AssessedItem) -> bool:
    undecided = item.to_assess and item.part("verdict") in ("", "unclear")
    return undecided or item.changed or bool(item.problems)


def complaints_of(found: Task, form: BoundForm, errors: Sequence[FormError]) -> list[Complaint]:
    """The errors of a form as lines; what stands in another section is linked there."""
    anchors = {
        html_id(f"{sheet.key}-{item.id}"): item.group
        for sheet in form.sheets.values()
        for item in sheet.all_items
    }

    def url(anchor: str) -> str:
        group = next((code for base, code in anchors.items() if _belongs(anchor, base)), None)
        if not anchor:
            return ""
        return (
            f"#{anchor}" if group is None or form.section == group else section_url(found.id, group, anchor)
        )

    return [Complaint(error.label, error.message.in_(language()), url(error.id)) for error in errors]


def _belongs(anchor: str, base: str) -> bool:
    return anchor == base or anchor.startswith(f"{base}-")


def complaints_from(grounds: Sequence[Ground], form: BoundForm) -> list[Complaint]:
    """The grounds of a refusal as lines, each with its article."""
    places = dict(_places(form.parts))
    return [
        Complaint(
            places[ground.field].label if ground.field in places else "",
            ground.text.in_(language()),
            f"#{places[ground.field].anchor}" if ground.field in places else "",
            ground.article or _basis(ground),
        )
        for ground in grounds
    ]


class Place(NamedTuple):
    """Where something stands on a page: its label and the id to jump to."""

    label: str
    anchor: str


def _places(parts: Sequence[Any], prefix: str = "", row: int = 0) -> Iterator[tuple[str, Place]]:
    """Of each field and list of a page its name and place. Rows count as answers do: without those left blank."""
    for part in parts:
        if isinstance(part, BoundField):
            part.row = row
            yield f"{prefix}{part.spec.key}" if prefix else part.name, Place(part.told, part.anchor)
        elif isinstance(part, BoundGroup):
            yield from _places(part.parts, prefix, row)
        elif isinstance(part, BoundList):
            yield part.name, Place(part.label, part.anchor)
            filled = [(number, each) for number, each in enumerate(part.rows, start=1) if not each.blank]
            for index, (number, each) in enumerate(filled):
                yield from _places(each.parts, f"{part.name}-{index}-", number)


def _basis(ground: Ground) -> str:
    ours: str = _("運用上の定め")
    return ours if ground.basis == "design" else ""
