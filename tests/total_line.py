"""A pytest plugin (`-p tests.total_line`): the last line of a run is its total, `N passed, N failed`."""

from collections import Counter
from collections.abc import Sized

import pytest


def total(stats: dict[str, Sized]) -> str:
    """The line; errors in setup or teardown are failures, and what was skipped is said."""
    count = Counter({outcome: len(reports) for outcome, reports in stats.items()})
    passed = count["passed"] + count["xfailed"]
    failed = count["failed"] + count["error"] + count["xpassed"]
    skipped = f", {count['skipped']} skipped" if count["skipped"] else ""
    return f"{passed} passed, {failed} failed{skipped}"


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """After pytest's own summary, and only once when several processes run the tests."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        reporter.write_line(total(reporter.stats))
