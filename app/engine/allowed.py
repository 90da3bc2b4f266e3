"""What we run of BPMN. Everything else is refused by name: the engine would ignore or mis-run it."""

import re

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
B, S = f"{{{BPMN}}}", f"{{{SPIFF}}}"

NODES = {
    "startEvent",
    "endEvent",
    "userTask",
    "serviceTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "exclusiveGateway",
    "parallelGateway",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
}
PLAIN = {
    "definitions",
    "collaboration",
    "participant",
    "process",
    "laneSet",
    "lane",
    "flowNodeRef",
    "documentation",
    "extensionElements",
    "incoming",
    "outgoing",
    "sequenceFlow",
    "conditionExpression",
    "message",
    "messageEventDefinition",
    "timerEventDefinition",
    "timeDate",
    "timeDuration",
    "multiInstanceLoopCharacteristics",
    "loopCardinality",
    "completionCondition",
}
EXTENSIONS = {
    "properties",
    "property",
    "serviceTaskOperator",
    "parameters",
    "parameter",
    "calledDecisionId",
}
"""Elements of the SpiffWorkflow namespace that we read."""
RESERVED = re.compile(r"^(Start|End|Root)$|\.(EndJoin|BoundaryEventSplit|BoundaryEventJoin)$")
NAME = re.compile(r"^[a-z][a-z0-9_]*$")
