"""Equality, order and membership, three-valued: None where two values cannot be compared."""

from decimal import Decimal

from app.feel.temporal import instant_of
from app.feel.values import ORDERED, Budget, Context, Range, Value, kind


def equal(left: Value, right: Value, budget: Budget) -> bool | None:
    """`left = right`"""
    if left is None or right is None:
        return left is right
    cls = type(left)
    if cls is not type(right):
        return None
    if cls is str or cls is Decimal or cls is bool:
        return bool(left == right)
    what = kind(left)
    if what == "list":
        return _equal_lists(left, right, budget)
    if what == "context":
        return _equal_contexts(left, right, budget)
    if what == "range":
        return _equal_ranges(left, right, budget)
    if what == "function":
        return left is right
    if what in ("time", "date and time"):
        return instant_of(left) == instant_of(right)
    return bool(left == right)


def _equal_lists(left: list[Value], right: list[Value], budget: Budget) -> bool:
    if len(left) != len(right):
        return False
    budget.spend(len(left))
    return all(equal(one, other, budget) for one, other in zip(left, right, strict=True))


def _equal_contexts(left: Context, right: Context, budget: Budget) -> bool:
    if left.keys() != right.keys() and set(left.keys()) != set(right.keys()):
        return False
    return all(equal(value, right.get(key, budget), budget) for key, value in left.items(budget))


def _equal_ranges(left: Range, right: Range, budget: Budget) -> bool:
    """Alike in their ends and in how they were written: `(<= 10)` is not `(null..10]`."""
    if (left.low_included, left.high_included) != (right.low_included, right.high_included):
        return False
    if left.operator != right.operator:
        return False
    return equal(left.low, right.low, budget) is True and equal(left.high, right.high, budget) is True


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1, or None when the two have no order."""
    what = kind(left)
    if what != kind(right) or what not in ORDERED:
        return None
    if what in ("time", "date and time"):
        left, right = instant_of(left), instant_of(right)
    return int(left > right) - int(left < right)


def compare(operator: str, left: Value, right: Value, budget: Budget) -> bool | None:
    """`left operator right`"""
    if operator in ("=", "!="):
        same = equal(left, right, budget)
        return same if same is None or operator == "=" else not same
    found = order(left, right)
    if found is None:
        return None
    if operator == "<":
        return found < 0
    if operator == "<=":
        return found <= 0
    return found > 0 if operator == ">" else found >= 0


def inside(value: Value, range_: Range, budget: Budget) -> bool | None:
    """Whether a point lies in a range."""
    if range_.operator is not None:
        return compare(range_.operator, value, range_.end, budget)
    if range_.low is None or range_.high is None:
        return None
    low = compare(">=" if range_.low_included else ">", value, range_.low, budget)
    high = compare("<=" if range_.high_included else "<", value, range_.high, budget)
    return None if low is None or high is None else low and high


def meets(value: Value, test: Value, budget: Budget) -> bool | None:
    """Whether a value meets a test: is in the range, is in the list, or equals it."""
    if type(test) is Range:
        if test.operator is None and type(value) is Range:
            return equal(value, test, budget)
        return inside(value, test, budget)
    if type(test) is list:
        if type(value) is list and equal(value, test, budget):
            return True
        budget.spend(len(test))
        answers = [meets(value, item, budget) for item in test]
        if True in answers:
            return True
        comparable = value is None or type(value) is list or not answers
        return False if comparable or False in answers else None
    return equal(value, test, budget)
