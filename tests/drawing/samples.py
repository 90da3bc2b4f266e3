"""Diagrams for the tests of the drawing; each has something that is hard to draw."""

from random import Random

from .sketch import Sketch

FIVE = ("申請者", "事務局", "審査員", "認定審査委員会", "認定責任者")


def straight() -> Sketch:
    """Without pool and lanes."""
    s = Sketch("straight", "届出の受付", pool=False)
    s.node("startEvent", "start", "届出", event="message")
    s.node("userTask", "read", "届出の確認", name_en="Read the notice")
    s.node("serviceTask", "note", "登録簿への記載", name_en="Enter it in the registry")
    s.node("endEvent", "end", "終了")
    s.flow("start", "read", "note", "end")
    return s


def five_lanes() -> Sketch:
    """Hand-overs between five lanes, a loop, timers on a task and a terminate end."""
    s = Sketch("five", "認定の申請と審査", FIVE)
    a, b, c, d, e = FIVE
    s.node("startEvent", "start", "申請の準備", a, name_en="Preparing an application")
    s.node(
        "userTask", "apply", "申請書と開示項目の提出", a, name_en="File the application and disclosure items"
    )
    s.node("userTask", "form_check", "形式審査", b, name_en="Completeness check")
    s.node(
        "exclusiveGateway", "complete", "不備があるか", b, default="review", name_en="Is anything missing?"
    )
    s.node("userTask", "fix", "補正", a, name_en="Correction")
    s.boundary("remind", "fix", "期限の7日前", interrupting=False)
    s.boundary("late", "fix", "補正の期限", interrupting=True)
    s.node("sendTask", "reminder", "補正の督促", b, name_en="Reminder")
    s.node("endEvent", "reminded", "督促済", b)
    s.node("userTask", "review", "実質審査", c, name_en="Substantive review", loop=True)
    s.node(
        "callActivity",
        "committee",
        "認定審査委員会への諮問",
        d,
        name_en="Consult the certification committee",
    )
    s.node("userTask", "decide", "認定の可否の決定", e, name_en="Decide whether to certify")
    s.node("exclusiveGateway", "granted", "認定するか", e, default="refuse", name_en="Certify?")
    s.node("serviceTask", "grant", "認定証の発行", b, name_en="Issue the certificate")
    s.node("sendTask", "refuse", "不認定の通知", b, name_en="Notify of non-certification")
    s.node("endEvent", "done", "認定", b, event="message")
    s.node("endEvent", "refused", "不認定", b, event="terminate")
    s.flow("start", "apply", "form_check", "complete")
    s.flow("complete", "fix", "form_check", name="ある")
    s.flow("remind", "reminder", "reminded")
    s.flow("late", "refuse")
    s.flow("complete", "review", "committee", "decide", "granted", name="ない")
    s.flow("granted", "grant", "done", name="する")
    s.flow("granted", "refuse", "refused", name="しない")
    return s


def loops() -> Sketch:
    """Two loops into one task, a parallel split and an event-based gateway."""
    s = Sketch("loops", "取消しの調査", FIVE[:3])
    a, b, c = FIVE[:3]
    s.node("startEvent", "start", "疑義の発生", b, event="signal")
    s.node("userTask", "ask", "報告の徴収", b)
    s.node("eventBasedGateway", "wait", "", a)
    s.node("intermediateCatchEvent", "answer", "報告の受領", a, event="message")
    s.node("intermediateCatchEvent", "silence", "14日の経過", a, event="timer")
    s.node("exclusiveGateway", "enough", "報告は十分か", b, default="ask")
    s.node("parallelGateway", "split", "", b)
    s.node("manualTask", "visit", "実地の調査", c)
    s.node("businessRuleTask", "rate", "重大さの判定", b)
    s.node("parallelGateway", "join", "", b)
    s.node("exclusiveGateway", "clear", "事実は明らかか", b, default="tell")
    s.node("intermediateThrowEvent", "tell", "結果の通知", b, event="message")
    s.node("endEvent", "end", "調査の終了", b)
    s.flow("start", "ask", "wait", "answer", "enough", "split", "visit", "join")
    s.flow("split", "rate", "join", "clear")
    s.flow("wait", "silence", "split")
    s.flow("enough", "ask", name="十分でない")
    s.flow("clear", "ask", name="明らかでない")
    s.flow("clear", "tell", "end")
    return s


def application() -> Sketch:
    """Everything until the decision in one subprocess over all lanes, with a withdrawal on its border."""
    a, b, c, d, e = FIVE
    inner = Sketch("filing", lanes=FIVE)
    inner.node("startEvent", "in_start", "", a)
    inner.node("userTask", "apply", "申請書と開示項目の提出", a, name_en="File the application")
    inner.node("userTask", "form_check", "形式審査", b, name_en="Completeness check")
    inner.node(
        "exclusiveGateway", "complete", "不備があるか", b, default="fee", name_en="Is anything missing?"
    )
    inner.node("callActivity", "fix", "補正", a, name_en="Correction")
    inner.node("userTask", "fee", "審査手数料の納付", a, name_en="Pay the review fee")
    inner.boundary("unpaid", "fee", "納付期限の経過", interrupting=False)
    inner.node("sendTask", "dun", "納付の督促", b, name_en="Payment reminder")
    inner.node("endEvent", "dunned", "督促済", b)
    inner.node("parallelGateway", "split", "", c)
    inner.node("userTask", "review", "審査項目の審査", c, name_en="Review the items", loop=True)
    inner.node("callActivity", "visit", "実地の調査", c, name_en="Site inspection")
    inner.node("parallelGateway", "join", "", c)
    inner.node("callActivity", "committee", "認定審査委員会の意見", d, name_en="Opinion of the committee")
    inner.node(
        "exclusiveGateway", "more", "追加の審査が必要か", c, default="decide", name_en="More review needed?"
    )
    inner.node("userTask", "decide", "認定の可否の決定", e, name_en="Decide whether to certify")
    inner.node("endEvent", "in_end", "決定", e)
    inner.flow("in_start", "apply", "form_check", "complete")
    inner.flow("complete", "fix", "form_check", name="ある")
    inner.flow("unpaid", "dun", "dunned")
    inner.flow("complete", "fee", "split", "review", "join", "committee", "more", name="ない")
    inner.flow("split", "visit", "join")
    inner.flow("more", "review", name="必要")
    inner.flow("more", "decide", "in_end", name="不要")
    s = Sketch("application", "認定の申請", FIVE)
    s.node("startEvent", "start", "申請の開始", a, name_en="Application")
    s.sub("until_decision", "申請から決定まで", inner)
    s.boundary("withdrawn", "until_decision", "申請の取下げ", event="message")
    s.node("serviceTask", "record", "取下げの記録", b, name_en="Record the withdrawal")
    s.node("endEvent", "gone", "取下げ", a, name_en="Withdrawn")
    s.node("exclusiveGateway", "granted", "認定するか", e, default="refuse", name_en="Certify?")
    s.node("serviceTask", "grant", "認定証の発行", b, name_en="Issue the certificate")
    s.node("callActivity", "publish", "公表", b, name_en="Publication")
    s.node("sendTask", "refuse", "不認定の通知", b, name_en="Notice of non-certification")
    s.node("endEvent", "done", "認定", a, name_en="Certified")
    s.node("endEvent", "refused", "不認定", a, name_en="Not certified")
    s.flow("start", "until_decision", "granted")
    s.flow("withdrawn", "record", "gone")
    s.flow("granted", "grant", "publish", "done", name="する")
    s.flow("granted", "refuse", "refused", name="しない")
    return s


def boxed() -> Sketch:
    """Two subprocesses inside one lane: one with lanes of its own, one without, and a timer on the first."""
    a, b = FIVE[:2]
    laned = Sketch("team", lanes=("起案者", "確認者"))
    laned.node("startEvent", "t_start", "", "起案者")
    laned.node("userTask", "draft", "通知の起案", "起案者")
    laned.node("userTask", "proof", "通知の確認", "確認者")
    laned.node("endEvent", "t_end", "確認済", "確認者")
    laned.flow("t_start", "draft", "proof", "t_end")
    plain = Sketch("plain")
    plain.node("startEvent", "p_start")
    plain.node("userTask", "pack", "書類の整理")
    plain.node("endEvent", "p_end", "整理済")
    plain.flow("p_start", "pack", "p_end")
    s = Sketch("boxed", "通知", (a, b))
    s.node("startEvent", "start", "決定", b)
    s.sub("prepare", "通知の準備", laned, b)
    s.boundary("slow", "prepare", "3日の経過", interrupting=False)
    s.node("sendTask", "hurry", "督促", b)
    s.node("endEvent", "hurried", "督促済", b)
    s.sub("file", "書類の整理", plain, b)
    s.node("userTask", "receive", "通知の受領", a)
    s.node("endEvent", "end", "終了", a)
    s.flow("start", "prepare", "file", "receive", "end")
    s.flow("slow", "hurry", "hurried")
    return s


ALL = (straight, five_lanes, loops, application, boxed)


def chance(seed: int) -> Sketch:
    """A random process: 1 to 5 lanes, 6 to 22 nodes, gateways, loops and boundary events."""
    dice = Random(seed)
    lanes = FIVE[: dice.randint(1, 5)]
    s = Sketch("chance", f"無作為{seed}", lanes)
    count = dice.randint(6, 22)
    names = ("申請の確認", "審査", "補正の依頼と期限の通知", "手数料の納付", "決定", "Notify the applicant")
    kinds = ("userTask", "serviceTask", "callActivity", "exclusiveGateway", "parallelGateway")
    s.node("startEvent", "n0", "開始", dice.choice(lanes))
    tags = ["startEvent"]
    for i in range(1, count):
        tags.append(dice.choices(kinds, (5, 3, 1, 3, 1))[0])
        s.node(tags[i], f"n{i}", dice.choice(names), dice.choice(lanes))
    s.node("endEvent", f"n{count}", "終了", dice.choice(lanes))
    flows = {(dice.randint(max(0, i - 3), i - 1), i) for i in range(1, count + 1)}
    flows |= {
        (i, dice.randint(i + 1, min(count, i + 4))) for i in range(count) if tags[i].endswith("Gateway")
    }
    flows |= {
        (i, dice.randint(1, i))
        for i in range(2, count)
        if tags[i] == "exclusiveGateway" and dice.random() < 0.4
    }
    for a, b in sorted(flows):
        named = tags[a] == "exclusiveGateway" and dice.random() < 0.7
        s.flow(f"n{a}", f"n{b}", name=dice.choice(("はい", "いいえ", "不備がある")) if named else "")
    hosts = [i for i in range(1, count) if tags[i].endswith("Task") and dice.random() < 0.25]
    for i in hosts:
        s.boundary(f"b{i}", f"n{i}", dice.choice(("", "14日の経過")), interrupting=dice.random() < 0.5)
        s.node("endEvent", f"e{i}", "経過", dice.choice(lanes))
        s.flow(f"b{i}", f"e{i}")
    return s
