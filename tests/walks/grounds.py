"""Where walks go: the shipped procedures, and the shapes that the bench measures."""

from collections.abc import Mapping
from pathlib import Path

from app.cases import editions
from app.cases.forms import compile_all
from app.config import ROOT
from tests.walks.walking import Ground, Walk

SHAPES = Path(__file__).parents[1] / "bench" / "shapes"


def ground(files: Mapping[str, str]) -> Ground:
    """The ground of an edition's files."""
    forms, _ = compile_all(files)
    return Ground.of({path: text.encode() for path, text in files.items() if path.endswith(".bpmn")}, forms)


def grounds() -> list[Ground]:
    """Every ground that is walked over."""
    return [ground(editions.read_folder(root)) for root in (ROOT, SHAPES)]


def walk_all(each: list[Ground], walks: int, seed: int) -> list[Walk]:
    """Walk so many times over all processes in turn; the seeds follow from `seed`."""
    places = [(ground, process) for ground in each for process in ground.library.diagrams]
    done = []
    for number in range(walks):
        ground, process = places[number % len(places)]
        walk = Walk(ground, process, seed + number)
        walk.run()
        done.append(walk)
    return done
