"""Contexts."""

from app.feel.functions import builtin
from app.feel.run import Run
from app.feel.values import Context, Value


@builtin("get value", "m: context", "key: string")
def _get_value(run: Run, context: Context, key: str) -> Value:
    return context.get(key, run)


@builtin("get value", "m: context", "keys: list")
def _get_value_below(run: Run, context: Context, keys: list[Value]) -> Value:
    value: Value = context
    for key in keys:
        if type(value) is not Context or type(key) is not str:
            return None
        value = value.get(key, run)
    return value if keys else None


@builtin("get entries", "m: context")
def _get_entries(run: Run, context: Context) -> Value:
    return [Context({"key": key, "value": value}) for key, value in context.items(run)]


@builtin("context", "entries: list")
def _context(run: Run, entries: list[Value]) -> Value:
    made: dict[str, Value] = {}
    for entry in entries:
        if type(entry) is not Context or "value" not in entry:
            return None
        key = entry.get("key", run)
        if type(key) is not str or key in made:
            return None
        made[key] = entry.get("value", run)
    return _made(run, made)


@builtin("context put", "context: context", "key: string", "value: any")
def _context_put(run: Run, context: Context, key: str, value: Value) -> Value:
    return _made(run, {**dict(context.items(run)), key: value})


@builtin("context put", "context: context", "keys: list", "value: any")
def _context_put_below(run: Run, context: Context, keys: list[Value], value: Value) -> Value:
    if not keys or any(type(key) is not str for key in keys):
        return None
    if len(keys) > 1:
        inner = context.get(keys[0], run)
        if type(inner) is not Context:
            return None
        value = _context_put_below(run, inner, keys[1:], value)
        if value is None:
            return None
    return _context_put(run, context, keys[0], value)


@builtin("context merge", "contexts: list")
def _context_merge(run: Run, contexts: list[Value]) -> Value:
    made: dict[str, Value] = {}
    for context in contexts:
        if type(context) is not Context:
            return None
        made.update(context.items(run))
    return _made(run, made)


def _made(run: Run, entries: dict[str, Value]) -> Context:
    run.make(len(entries))
    return Context(entries)
