"""`python -m tests.bench [--check] [--runs N]`: measure, print a table, write build/bench.json."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app.config import ROOT
from tests.bench import completions, expressions, rounds, storage, timers, waiting
from tests.bench.report import machine, table, write

OUT = ROOT / "build" / "bench.json"


def main() -> int:
    """0, or with --check 1 where a figure misses its bar."""
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--check", action="store_true", help="fail where a figure misses its bar")
    options.add_argument("--runs", type=int, default=30, help="interleaved runs of each pair (30)")
    asked = options.parse_args()
    OUT.parent.mkdir(exist_ok=True)
    # On the disk of the project: where temporary files live in memory, no commit waits for a disk.
    with TemporaryDirectory(dir=OUT.parent, prefix="bench_") as folder:
        figures = [
            figure
            for measure in (completions, rounds, storage, timers, waiting, expressions)
            for figure in measure.figures(Path(folder), asked.runs)
        ]
    write(OUT, figures)
    on = ", ".join(f"{name} {value}" for name, value in machine().items())
    sys.stdout.write(f"{on}\n{table(figures)}\nwritten to {OUT.relative_to(ROOT)}\n")
    return int(asked.check and not all(figure.met for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
