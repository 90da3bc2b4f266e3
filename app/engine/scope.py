"""Where routing values live: in the process, not in the token.

Token data are merged at joins (lists lose entries, a stale branch can win) and aliased across history.
A process's own `data` is neither: values are written under the node's id and replaced whole.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity

from app.engine.errors import StepFailed
from app.law.text import Text

Scalar = str | int | float | bool | None
MAX_TEXT = 2_000
MAX_LIST = 200


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

    Decimals become numbers and dates ISO text, as they are stored. Facts belong in tables. A key `typename` would be taken for an engine object when loaded by the
    stock serializer, and no honest form has one.
    """
    values = {name: plain(value) for name, value in values.items()}
    for name, value in values.items():
        if name == "typename" or not isinstance(name, str):
            raise StepFailed(_bad(name))
        members = value if isinstance(value, list) else [value]
        if len(members) > MAX_LIST:
            raise StepFailed(_bad(name))
        for member in members:
            if not isinstance(member, str | int | float | bool | None) or (
                isinstance(member, str) and len(member) > MAX_TEXT
            ):
                raise StepFailed(_bad(name))
    return values


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
