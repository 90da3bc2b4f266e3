"""A gateway's condition costs about as much as it should."""

import timeit

from app.feel import evaluate

TEXT = 'decide.decision = "certify" and count(items) > 3'
PYTHON = compile('decide["decision"] == "certify" and len(items) > 3', "<condition>", "eval")
TIMES_SLOWER = 40


def test_a_cached_condition_is_at_most_forty_times_slower_than_compiled_python():
    data = {"decide": {"decision": "certify"}, "items": [1, 2, 3, 4]}
    assert evaluate(TEXT, data) is True
    ratios = []
    for _ in range(15):
        python = min(timeit.repeat(lambda: eval(PYTHON, {}, data), number=300, repeat=3))
        ratios.append(min(timeit.repeat(lambda: evaluate(TEXT, data), number=300, repeat=3)) / python)
    assert min(ratios) <= TIMES_SLOWER


def test_data_that_an_expression_does_not_name_cost_nothing():
    small = {"n": 1}
    large = small | {f"field_{at}": [{"a": at}] * 5_000 for at in range(200)}
    alone = min(timeit.repeat(lambda: evaluate("n = 1", small), number=300, repeat=5))
    among = min(timeit.repeat(lambda: evaluate("n = 1", large), number=300, repeat=5))
    assert among < 5 * alone
