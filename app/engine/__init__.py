"""The engine: the only importer of SpiffWorkflow and lxml. Plain dataclasses come out.

`Engine.start`, `open_case`, `ready_tasks`, `complete`, `deliver` and `fire_due` are the whole way in,
`cancel_member` and `add_member` what is done to a step of several people while it runs.
"""

from app.engine.diagram import Diagram, Flow, Node, Repeat
from app.engine.door import Act, ActContext, Engine, Opened
from app.engine.due import due_instances, is_due
from app.engine.errors import (
    CaseMoved,
    DiagramRefused,
    EngineError,
    MemberRefused,
    NotReady,
    NotTheirs,
    StepFailed,
)
from app.engine.interventions import By
from app.engine.library import Library, build
from app.engine.live import Ready
from app.engine.members import add_member, cancel_member
from app.engine.messages import request_start, send
from app.engine.reading import read
from app.engine.tables import Table, no_table, read_table

__all__ = [
    "Act",
    "ActContext",
    "By",
    "CaseMoved",
    "Diagram",
    "DiagramRefused",
    "Engine",
    "EngineError",
    "Flow",
    "Library",
    "MemberRefused",
    "Node",
    "NotReady",
    "NotTheirs",
    "Opened",
    "Ready",
    "Repeat",
    "StepFailed",
    "Table",
    "add_member",
    "build",
    "cancel_member",
    "due_instances",
    "is_due",
    "no_table",
    "read",
    "read_table",
    "request_start",
    "send",
]
