"""Where routing values live: in the process, not in the token.

Token data are merged at joins (lists lose entries, a stale branch can win) and aliased across history.
A process's own `data` is neither: values are written under the node's id and replaced whole.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity

from app.engine.errors import StepFailed
from app.law.text import Text

Scalar = str | int | float | bool | None
MAX_TEXT = 2_000
MAX_LIST = 200
MAX_NUMBER = 10**34
"""Beyond the digits of a FEEL number."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL keeps no NUL, and half a surrogate pair is no UTF-8."""


def scope(task: Any) -> dict[str, Any]:
    """The data of the process that the task belongs to; an embedded subprocess shares its owner's."""
    workflow = task.workflow
    while workflow.parent_task_id is not None:
        owner = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        if isinstance(owner.task_spec, CallActivity):
            break
        workflow = owner.workflow
    return workflow.data  # type: ignore[no-any-return] # SpiffWorkflow is untyped


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values, if each is a scalar or a list of scalars; raises StepFailed otherwise.

    Decimals become numbers and dates ISO text, as they are stored. Facts belong in tables. A key `typename`
    would be taken for an engine object when loaded by the stock serializer, and no honest form has one.
    """
    values = {name: plain(value) for name, value in values.items()}
    for name, value in values.items():
        if name == "typename" or not isinstance(name, str) or not _can_be_stored(name):
            raise StepFailed(_bad(name))
        members = value if isinstance(value, list) else [value]
        if len(members) > MAX_LIST:
            raise StepFailed(_bad(name))
        for member in members:
            if not _can_be_stored(member):
                raise StepFailed(_bad(name))
    return values


def _can_be_stored(value: object) -> bool:
    """Whether every database keeps a scalar as it is and gives it back."""
    if isinstance(value, str):
        return len(value) <= MAX_TEXT and not _UNSTORABLE.search(value)
    if isinstance(value, int | float):
        return abs(value) <= MAX_NUMBER  # false for NaN
    return value is None


def plain(value: Any) -> Any:
    """A value of FEEL as JSON holds it: numbers as int or float, dates as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return [plain(member) for member in value] if isinstance(value, list) else value


def _bad(name: object) -> Text:
    return Text(
        f"「{name}」の値は手続の分岐に使えません。分岐に使う項目は、短い文字・数・はい／いいえにしてください。",
        f"The value of “{name}” cannot route a procedure. Use short texts, numbers or yes/no for routing.",
    )
