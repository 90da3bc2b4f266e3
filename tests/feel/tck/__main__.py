"""Print the scores of levels 2 and 3; 1 where one is below its bar."""

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path

from app.feel import FeelError
from tests.feel.tck import __doc__ as about
from tests.feel.tck.cases import Case, cases, given, same

BARS = {2: (1.0, 1.0), 3: (0.93, 0.95)}
"""Least share of results where a value is expected: of all, and of those that are not declared."""
_FAR_YEAR = re.compile(
    r"""(?x) (?<![\w.-]) (?: -\d{4,9} | 0000 | \d{5,9} ) -\d\d-\d\d      # in the text of a date
    | \bdate \( \s* (?: -\s*\d+ | \d{5,} ) \s* , """
)
_NANOSECONDS = re.compile(r"(?<=[:TMHD]\d\d)\.\d{7,}|(?<=[:TMHD]\d)\.\d{7,}")


def declared(case: Case) -> bool:
    """Whether it works with years outside 1 to 9999 or with parts of a microsecond, passed or not."""
    source = case.source
    return _FAR_YEAR.search(source) is not None or _NANOSECONDS.search(source) is not None


def main() -> int:
    """0, or 1 where a score is below its bar."""
    options = argparse.ArgumentParser(prog="python -m tests.feel.tck", description=about)
    options.add_argument("checkout", type=Path, help="a checkout of dmn-tck/tck")
    options.add_argument("--failures", action="store_true", help="name every result that is not as expected")
    asked = options.parse_args()
    met = [_level(asked.checkout, level, asked.failures) for level in BARS]
    return int(not all(met))


def _level(checkout: Path, level: int, failures: bool) -> bool:
    out_of_scope: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    slowest = 0.0
    for case in cases(checkout, level):
        if case.out_of_scope:
            out_of_scope[case.out_of_scope] += 1
            continue
        began = time.process_time()
        passed, found = _run(case)
        slowest = max(slowest, time.process_time() - began)
        names = ["all"]
        if case.expected is not None:
            names += ["value"] if declared(case) else ["value", "undeclared"]
        counts.update(names)
        counts.update(f"{name} passed" for name in names if passed)
        if failures and not passed:
            mark = "declared " if declared(case) else ""
            sys.stdout.write(
                f"  {mark}{case.folder} {case.id} {case.decision}: {case.expected} but {found}\n"
            )
    shares = {}
    sys.stdout.write(f"Level {level}\n")
    for name, words in _ROWS.items():
        total, passed_ = counts[name], counts[f"{name} passed"]
        shares[name] = passed_ / total if total else 0.0
        sys.stdout.write(f"  {words:40} {passed_:5} of {total:5} = {shares[name]:7.2%}\n")
    left = ", ".join(f"{reason} {count}" for reason, count in sorted(out_of_scope.items()))
    sys.stdout.write(f"  out of scope: {sum(out_of_scope.values())} ({left})\n")
    sys.stdout.write(f"  slowest result: {slowest:.3f} s of processor time\n")
    value, undeclared = BARS[level]
    return shares["value"] >= value and shares["undeclared"] >= undeclared


_ROWS = {
    "all": "in scope",
    "value": "where a value is expected",
    "undeclared": "of these without the declared cases",
}


def _run(case: Case) -> tuple[bool, str]:
    """Whether it passed, and what came; a refusal passes where null is expected."""
    try:
        inputs = {name: given(value) for name, value in case.inputs.items()}
        found = case.model.result(case.decision, inputs)
    except FeelError as error:
        return case.expected is None, f"refused: {error}"
    return same(case.expected, found), repr(found)[:100]


if __name__ == "__main__":
    sys.exit(main())
