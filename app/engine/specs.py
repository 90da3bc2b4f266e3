"""Our kinds of task, and the parser and serializer that know them."""

from typing import Any

from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.parser.task_spec import (
    BusinessRuleTaskParser,
    CallActivityParser,
    ServiceTaskParser,
    SubWorkflowParser,
    UserTaskParser,
)
from SpiffWorkflow.spiff.serializer import DEFAULT_CONFIG
from SpiffWorkflow.spiff.specs import defaults
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask

from app.engine.ends import ended
from app.engine.errors import StepFailed, too_early
from app.engine.scope import checked, scope
from app.engine.votes import Votes


def properties(task_spec: Any) -> dict[str, str]:
    """The `spiffworkflow:properties` of a node."""
    found = (getattr(task_spec, "extensions", None) or {}).get("properties", {})
    return dict(found)


def prefixed(task_spec: Any, prefix: str) -> dict[str, str]:
    """The properties `prefix.<name>` of a node, by name: FEEL texts."""
    return {
        key[len(prefix) + 1 :]: value
        for key, value in properties(task_spec).items()
        if key.startswith(prefix + ".")
    }


class ActTask(defaults.ServiceTask):
    """A service task: runs the act that its operator names; the outputs stand under the node's id.

    With the property `requires` it does not run before the steps named there are on record.
    """

    def _execute(self, task: Any) -> bool:
        engine = task.workflow.script_engine
        required = [name.strip() for name in properties(self).get("requires", "").split(",") if name.strip()]
        missing = [name for name in required if name not in scope(task)]
        if missing:
            raise StepFailed(too_early(task.task_spec.bpmn_name or task.task_spec.bpmn_id, missing))
        inputs = {
            name: engine.evaluate(task, parameter["value"])
            for name, parameter in self.operation_params.items()
        }
        outputs = engine.run_act(task, self.operation_name, inputs)
        scope(task)[task.task_spec.bpmn_id] = checked(outputs)
        return True


class TableTask(SpiffBpmnTask):
    """A business rule task: decides by its table; the outputs stand under the node's id."""

    def _run_hook(self, task: Any) -> bool:
        outputs = task.workflow.script_engine.decide(task)
        scope(task)[task.task_spec.bpmn_id] = checked(outputs)
        return True


class ScopedCall(defaults.CallActivity):
    """A call that hands over only `input.*` and takes back only what the end event gives as `output.*`."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        engine = my_task.workflow.script_engine
        inputs = {name: engine.evaluate(my_task, text) for name, text in prefixed(self, "input").items()}
        subworkflow.data = {"input": checked(inputs)}

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        engine = my_task.workflow.script_engine
        outputs: dict[str, Any] = {}
        for end in ended(subworkflow.tasks.values()):
            texts = prefixed(subworkflow.spec.task_specs[end], "output")
            outputs |= {name: engine.evaluate(subworkflow.task_tree, text) for name, text in texts.items()}
        scope(my_task)[my_task.task_spec.bpmn_id] = checked(outputs)


class EmbeddedProcess(defaults.SubWorkflowTask):
    """An embedded subprocess; it shares the data of its process, so nothing is copied."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        return None

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        return None


class _UserTaskParser(UserTaskParser):
    PARALLEL_MI_CLASS = Votes


class _TableTaskParser(BusinessRuleTaskParser):
    def create_task(self) -> Any:
        # The stock one wants an engine of SpiffWorkflow's own, whose cells are Python.
        return self.spec_class(self.spec, self.bpmn_id, **self.bpmn_attributes)


class Parser(SpiffBpmnParser):
    """SpiffWorkflow's parser with our tasks, lanes that hold inside subprocesses, and file order.

    The stock parser sorts a gateway's branches by their place in the drawing, so that moving a box
    changes the procedure; without positions the order of the sequence flows in the file counts.
    """

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - SpiffWorkflow reads it as a class attribute
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("userTask"): (_UserTaskParser, defaults.UserTask),
        full_tag("serviceTask"): (ServiceTaskParser, ActTask),
        full_tag("businessRuleTask"): (_TableTaskParser, TableTask),
        full_tag("callActivity"): (CallActivityParser, ScopedCall),
        full_tag("subProcess"): (SubWorkflowParser, EmbeddedProcess),
    }

    def get_document_positions(self, root: Any) -> dict[str, Any]:
        return {}

    def create_parser(self, node: Any, filename: Any = None, lane: Any = None) -> Any:
        # A lane of the subprocess itself would silently replace those of its inner tasks.
        return super().create_parser(node, filename=filename, lane=None)


CONFIG = {
    **DEFAULT_CONFIG,
    ActTask: DEFAULT_CONFIG[defaults.ServiceTask],
    TableTask: DEFAULT_CONFIG[defaults.ManualTask],
    ScopedCall: DEFAULT_CONFIG[defaults.CallActivity],
    EmbeddedProcess: DEFAULT_CONFIG[defaults.SubWorkflowTask],
    Votes: DEFAULT_CONFIG[defaults.ParallelMultiInstanceTask],
}


def serializer() -> BpmnWorkflowSerializer:
    """A serializer that knows our tasks; used once per edition, to make specs that can be shared."""
    return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(CONFIG))
