"""What an element that we do not run is called in the drawing, and what to draw instead."""

from app.law.text import Text

_TASK = Text(
    "人が行う作業ならユーザータスク、機械が行う処理ならサービスタスクにしてください。",
    "Use a user task for what a person does, a service task for what the machine does.",
)
_MESSAGE = Text(
    "メッセージの送信は中間送信イベント、受信は中間受信イベントで描いてください。",
    "Draw a message as an intermediate throw event (to send) or catch event (to receive).",
)
_BOUNDARY = Text(
    "囲んだサブプロセスに、メッセージかタイマーの境界イベントを付けて描いてください。",
    "Draw a subprocess around the steps and attach a message or timer boundary event to it.",
)
_EXCLUSIVE = Text(
    "条件が互いに重ならない排他ゲートウェイか、並列ゲートウェイに分けて描いてください。",
    "Draw it with exclusive gateways whose conditions do not overlap, or with parallel gateways.",
)
_RESULT = Text(
    "普通の終了イベントにし、結果は output.<名前> のプロパティで返してください。",
    "Use a plain end event and give the outcome as a property output.<name>.",
)
_DATA = Text(
    "図から消してください。値は様式の項目と処理の出力が受け渡します。",
    "Remove it from the diagram. Fields of forms and outputs of acts carry the values.",
)
_NOTE = Text(
    "図から消し、説明は要素の documentation に書いてください。",
    "Remove it from the diagram and write the explanation into the documentation of a node.",
)
_SCRIPT = Text(
    "計算は条件式（FEEL）か登録済みの処理（サービスタスク）で行ってください。",
    "Compute in a FEEL expression or in a registered act (service task).",
)
_CODE = Text(
    "サービスタスクにして、登録済みの処理の名前を書いてください。",
    "Use a service task that names a registered act.",
)
_TIMER = Text(
    "日付か期間を1つだけ書いてください。繰り返しは、ゲートウェイに戻る流れで描いてください。",
    "Give one date or one span. Draw repetition as a flow back to an exclusive gateway.",
)
_LOOP = Text(
    "排他ゲートウェイに戻る流れで描いてください。",
    "Draw a flow back to an exclusive gateway before the step.",
)
_SPLIT_FILE = Text(
    "参加者ごとに別のファイルに分け、やり取りは同じ名前のメッセージイベントで描いてください。",
    "Give each participant its own file and draw what they exchange as message events of the same name.",
)

UNKNOWN: tuple[Text, Text] = (
    Text("要素", "element"),
    Text(
        "図から消すか、ユーザータスク・サービスタスク・ゲートウェイ・メッセージかタイマーのイベントで描いてください。",
        "Remove it, or draw it with user tasks, service tasks, gateways and message or timer events.",
    ),
)

SUBSTITUTES: dict[str, tuple[Text, Text]] = {
    "task": (Text("種類のないタスク", "task without a kind"), _TASK),
    "manualTask": (Text("手作業タスク", "manual task"), _TASK),
    "scriptTask": (Text("スクリプトタスク", "script task"), _CODE),
    "sendTask": (Text("送信タスク", "send task"), _MESSAGE),
    "receiveTask": (Text("受信タスク", "receive task"), _MESSAGE),
    "inclusiveGateway": (Text("包含ゲートウェイ", "inclusive gateway"), _EXCLUSIVE),
    "complexGateway": (Text("複合ゲートウェイ", "complex gateway"), _EXCLUSIVE),
    "eventBasedGateway": (Text("イベントゲートウェイ", "event-based gateway"), _BOUNDARY),
    "eventSubProcess": (Text("イベントサブプロセス", "event subprocess"), _BOUNDARY),
    "transaction": (
        Text("トランザクション", "transaction"),
        Text("普通のサブプロセスで描いてください。", "Use a plain subprocess."),
    ),
    "adHocSubProcess": (
        Text("アドホックサブプロセス", "ad-hoc subprocess"),
        Text(
            "作業の順序を流れで描くか、並列ゲートウェイで同時に行う作業として描いてください。",
            "Draw the order of the steps with flows, or draw them in parallel between two parallel gateways.",
        ),
    ),
    "compensateEventDefinition": (
        Text("補償イベント", "compensation event"),
        Text(
            "取り消す作業を、普通の流れの中の作業として描いてください。",
            "Draw what undoes a step as ordinary steps on a flow.",
        ),
    ),
    "linkEventDefinition": (
        Text("リンクイベント", "link event"),
        Text("流れの線でつないでください。", "Connect the two places with a sequence flow."),
    ),
    "signalEventDefinition": (Text("シグナルイベント", "signal event"), _MESSAGE),
    "terminateEventDefinition": (
        Text("強制終了イベント", "terminate end event"),
        Text(
            "囲んだサブプロセスの割り込み境界イベントで中止するように描いてください。",
            "Stop the steps with an interrupting boundary event on a subprocess around them.",
        ),
    ),
    "errorEventDefinition": (Text("エラーイベント", "error event"), _RESULT),
    "escalationEventDefinition": (Text("エスカレーションイベント", "escalation event"), _RESULT),
    "cancelEventDefinition": (Text("キャンセルイベント", "cancel event"), _BOUNDARY),
    "conditionalEventDefinition": (Text("条件イベント", "conditional event"), _BOUNDARY),
    "timeCycle": (Text("繰り返しタイマー", "timer cycle"), _TIMER),
    "standardLoopCharacteristics": (Text("標準ループの印", "standard loop marker"), _LOOP),
    "loopDataInputRef": (
        Text("データ参照による繰り返し", "multi-instance over a data object"),
        Text(
            "回数か、相手の一覧を与える式を loopCardinality に書いてください。",
            "Write FEEL that gives a number or a list as loopCardinality.",
        ),
    ),
    "dataObject": (Text("データオブジェクト", "data object"), _DATA),
    "dataObjectReference": (Text("データオブジェクト", "data object"), _DATA),
    "dataStore": (Text("データストア", "data store"), _DATA),
    "dataStoreReference": (Text("データストア", "data store"), _DATA),
    "dataInputAssociation": (Text("データの関連線", "data association"), _DATA),
    "dataOutputAssociation": (Text("データの関連線", "data association"), _DATA),
    "property": (Text("データの宣言", "data declaration"), _DATA),
    "ioSpecification": (
        Text("入出力の宣言", "input and output specification"),
        Text(
            "input.<名前> と output.<名前> のプロパティで書いてください。",
            "Write properties input.<name> and output.<name> instead.",
        ),
    ),
    "textAnnotation": (Text("注釈", "text annotation"), _NOTE),
    "association": (Text("関連線", "association"), _NOTE),
    "group": (Text("グループ枠", "group"), _NOTE),
    "category": (Text("分類", "category"), _NOTE),
    "messageFlow": (Text("メッセージフロー", "message flow"), _SPLIT_FILE),
    "childLaneSet": (
        Text("入れ子のレーン", "nested lanes"),
        Text(
            "レーンは1段だけにし、1つの役割に1つ置いてください。",
            "Keep lanes on one level, one for each role.",
        ),
    ),
    "potentialOwner": (
        Text("担当者の指定", "assignment of a person"),
        Text("作業を役割のレーンに置いてください。", "Put the step into the lane of its role."),
    ),
    "humanPerformer": (
        Text("担当者の指定", "assignment of a person"),
        Text("作業を役割のレーンに置いてください。", "Put the step into the lane of its role."),
    ),
    "preScript": (Text("前処理スクリプト", "script before a step"), _SCRIPT),
    "postScript": (Text("後処理スクリプト", "script after a step"), _SCRIPT),
    "import": (Text("外部定義の読込み", "import of definitions"), _DATA),
    "itemDefinition": (Text("データ型の宣言", "declaration of a data type"), _DATA),
    "resource": (
        Text("担当者の宣言", "declaration of a resource"),
        Text("図から消し、作業を役割のレーンに置いてください。", "Remove it; lanes say which role acts."),
    ),
    "choreography": (Text("コレオグラフィー図", "choreography"), _SPLIT_FILE),
    "conversation": (Text("会話図", "conversation"), _SPLIT_FILE),
}
