"""Decision tables as dmn-js writes them (DMN 1.3)."""

from tests.engine.sketch import quoted

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(
    id: str = "rank",
    *,
    inputs: tuple[str, ...] = ("check.score",),
    outputs: tuple[str, ...] = ("grade",),
    rows: tuple[tuple[str, ...], ...] = (),
    policy: str = "",
    values: str = "",
    default: str = "",
    allowed: str = "",
    extra: str = "",
    inside: str = "",
) -> str:
    """A table from its texts; a row holds the tests and then the results. `extra` follows the decision."""
    columns = "".join(
        f'<input id="in_{at}" label="{quoted(text)}" biodi:width="192">'
        f'<inputExpression id="expression_{at}" typeRef="string">{_text(text)}</inputExpression>'
        f"{_part('inputValues', allowed)}</input>"
        for at, text in enumerate(inputs)
    )
    columns += "".join(
        f'<output id="out_{at}" label="{name}" name="{name}" typeRef="string" biodi:width="192">'
        f"{_part('outputValues', values)}{_part('defaultOutputEntry', default)}</output>"
        for at, name in enumerate(outputs)
    )
    rules = "".join(_rule(number, row, len(inputs)) for number, row in enumerate(rows))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<definitions xmlns="{DMN}" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" '
        'xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" '
        'xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0" '
        'id="definitions_1" name="DRD" namespace="http://camunda.org/schema/1.0/dmn" exporter="dmn-js" '
        'exporterVersion="16.0.0">'
        f'<decision id="{id}" name="判定 {id}">'
        f'<decisionTable id="grid" {policy}>{columns}<annotation name="備考"/>{rules}</decisionTable>{inside}'
        f"</decision>{extra}"
        '<dmndi:DMNDI><dmndi:DMNDiagram id="drd"><dmndi:DMNShape id="shape" dmnElementRef="rank">'
        '<dc:Bounds height="80" width="180" x="160" y="100"/></dmndi:DMNShape></dmndi:DMNDiagram>'
        "</dmndi:DMNDI></definitions>"
    )


def _rule(number: int, row: tuple[str, ...], tests: int) -> str:
    cells = "".join(
        f'<{kind} id="cell_{number}_{at}">{_text(text)}</{kind}>'
        for at, text in enumerate(row)
        for kind in ["inputEntry" if at < tests else "outputEntry"]
    )
    note = "<annotationEntry><text>理由</text></annotationEntry>"
    return f'<rule id="rule_{number}"><description>d</description>{cells}{note}</rule>'


def _part(name: str, text: str) -> str:
    return f'<{name} id="{name}_1">{_text(text)}</{name}>' if text else ""


def _text(text: str) -> str:
    return f"<text>{quoted(text)}</text>" if text else "<text></text>"
