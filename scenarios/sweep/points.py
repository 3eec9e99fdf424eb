"""The points of a sweep: every scenario with every case at every point of the design, each named by what it asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from scenarios.canonical import canonical, digest
from scenarios.loaded import LoadedScenario, check_loaded, load
from scenarios.schema.errors import InputError, Place
from scenarios.schema.load import SUFFIXES, baseline_for, load_plan
from scenarios.schema.plan import Plan
from scenarios.sweep.changes import change
from scenarios.sweep.design import grid, latin_hypercube, most_sobol_axes, sobol
from scenarios.sweep.ranges import Range, range_of
from scenarios.sweep.specification import MOST_POINTS, Sweep, Vary

ID_DIGITS = 20
"""Hexadecimal digits of a point's name: 80 bits, so that among a million points no two meet."""


@dataclass(frozen=True)
class Base:
    """A scenario of the sweep before anything is changed in it."""

    name: str
    loaded: LoadedScenario

    @property
    def region(self) -> str:
        """Give the region's name, as the documents write it."""
        return self.loaded.plan.region.name.zh


@dataclass(frozen=True)
class Point:
    """One question of a sweep. `id` is a digest of scenario, seed and results version; replicates are no part of it."""

    number: int
    id: str
    base: int
    changes: Mapping[str, Any]
    scenario_hash: str


@dataclass(frozen=True)
class Points:
    """All points of a sweep, each once, in the order of its specification."""

    sweep: Sweep
    bases: tuple[Base, ...]
    points: tuple[Point, ...]
    repeated: int
    """How many further points asked the same again; they are not run twice."""
    results_version: str

    def __len__(self) -> int:
        return len(self.points)

    def loaded(self, point: Point) -> LoadedScenario:
        """Give the scenario of a point."""
        return change(self.bases[point.base].loaded, point.changes, self.place)

    def base(self, point: Point) -> Base:
        """Give the scenario that a point changes."""
        return self.bases[point.base]

    @property
    def place(self) -> Place:
        """Give the file that the points come from."""
        return Place(self.sweep.document.file)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Name every path that some point sets, in alphabetical order."""
        return tuple(sorted({path for point in self.points for path in point.changes}))

    @cached_property
    def numeric(self) -> frozenset[str]:
        """Name the paths that are numbers wherever they are set."""
        words = {
            path
            for point in self.points
            for path, value in point.changes.items()
            if not isinstance(value, int | float) or isinstance(value, bool)
        }
        return frozenset(self.paths) - words - {"rulebook"}

    def find(self, name: str) -> Point:
        """Find a point by its name, the beginning of it, or its number; raises InputError."""
        found = [point for point in self.points if point.id.startswith(name)] if len(name) >= 6 else []
        if not found and name.isdecimal() and int(name) < len(self.points):
            found = [self.points[int(name)]]
        if len(found) != 1:
            raise InputError("sweep_unknown_point", self.place, name=name, count=len(self.points))
        return found[0]


def expand(sweep: Sweep, results_version: str | None = None, bases: Sequence[Base] | None = None) -> Points:
    """Make the points of a sweep; raises InputError where a path, value or name cannot be accepted.

    `bases` are the scenarios where they are at hand already; otherwise they are loaded by the names in the specification.
    """
    version = results_version or _version()
    bases = tuple(_bases(sweep) if bases is None else bases)
    found: list[Point] = []
    seen: set[str] = set()
    asked = 0
    for number, base in enumerate(bases):
        for changes in _changes(sweep, base.loaded):
            asked += 1
            if asked > MOST_POINTS:
                raise InputError("sweep_too_many_points", Place(sweep.document.file), limit=MOST_POINTS)
            hash_ = change(base.loaded, changes, Place(sweep.document.file)).hash
            name = digest([hash_, sweep.specification.seed, version])[:ID_DIGITS]
            if name not in seen:
                seen.add(name)
                found.append(Point(len(found), name, number, changes, hash_))
    return Points(sweep, bases, tuple(found), asked - len(found), version)


def check(points: Points) -> None:
    """Build the world of every scenario with the lowest and highest value of every path, so that mistakes show at once.

    Raises InputError for levers, assumptions and rules that the model does not know, and values out of its range.
    """
    from scenarios.world import world_of

    for number, base in enumerate(points.bases):
        world_of(base.loaded)
        values: dict[str, dict[str, Any]] = {}
        for point in points.points:
            if point.base == number:
                for path, value in point.changes.items():
                    values.setdefault(path, {})[json.dumps(value, sort_keys=True, default=str)] = value
        for path, different in values.items():
            place = points.sweep.document.place(("vary", path))
            for value in _ends(list(different.values())):
                _check_one(base.loaded, path, value, place)


def _check_one(loaded: LoadedScenario, path: str, value: Any, place: Place) -> None:
    from scenarios.world import world_of

    try:
        world_of(change(loaded, {path: value}, place))
    except InputError as error:
        if error.where.file is None:
            raise InputError(error.code, replace(place, key=error.where.key or path), **error.values) from None
        raise


def _ends(values: list[Any]) -> list[Any]:
    """Keep of numbers the least and the greatest, everything else whole."""
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) < 3:
        return values
    return [min(numbers), max(numbers), *(value for value in values if value not in numbers)]


def _bases(sweep: Sweep) -> Iterator[Base]:
    names: set[str] = set()
    for position, written in enumerate(sweep.specification.scenarios):
        ledger = sweep.specification.ledger
        loaded = load(_beside(written, sweep.folder), ledger=_beside(ledger, sweep.folder) if ledger else None)
        for plan in sweep.specification.plans or (None,):
            named = Path(written).stem if written.lower().endswith(SUFFIXES) else written
            chosen = loaded
            if plan is not None:
                other = load_plan(_beside(plan, sweep.folder))
                chosen = _of_plan(loaded, other)
                named = f"{named}@{other.id}"
            if named in names:
                place = sweep.document.place(("scenarios", position))
                raise InputError("sweep_scenario_twice", place, name=named)
            names.add(named)
            yield Base(named, chosen)


def _of_plan(loaded: LoadedScenario, plan: Plan) -> LoadedScenario:
    """Ask the same of another plan, from that plan's own baseline; a ledger belongs to one region and is left out."""
    baseline = baseline_for(plan)
    achieved = {target: each.value for target, each in baseline.achieved.items()}
    scenario = loaded.scenario.model_copy(update={"plan": plan.id, "baseline": None})
    other = replace(loaded, scenario=scenario, plan=plan, baseline=baseline, achieved=achieved, ledger=None)
    check_loaded(other)
    return other


def _beside(name: str, folder: Path | None) -> str:
    """Read a path in the sweep's file as standing beside it; leave names as they are."""
    looks_like_path = name.lower().endswith(SUFFIXES) or "/" in name or "\\" in name
    return str(folder / name) if folder is not None and looks_like_path else name


def _changes(sweep: Sweep, loaded: LoadedScenario) -> Iterator[dict[str, Any]]:
    for case in sweep.specification.cases or ({},):
        for varied in _varied(sweep, loaded):
            both = sorted(set(case) & set(varied))
            if both:
                raise InputError("sweep_path_twice", sweep.document.place(("vary", both[0])), path=both[0])
            yield {**case, **varied}


def _varied(sweep: Sweep, loaded: LoadedScenario) -> Iterator[dict[str, Any]]:
    asked = sweep.specification
    axes = list(asked.vary)
    if not axes:
        yield {}
        return
    ranges = {path: _range(path, vary, sweep, loaded) for path, vary in asked.vary.items()}
    if asked.design == "grid":
        listed = [_listed(vary, ranges[path]) for path, vary in asked.vary.items()]
        if _product(len(values) for values in listed) > MOST_POINTS:
            raise InputError("sweep_too_many_points", sweep.document.place(("vary",)), limit=MOST_POINTS)
        for places in grid([len(values) for values in listed]):
            yield {path: values[place] for path, values, place in zip(axes, listed, places, strict=True)}
        return
    assert asked.points is not None
    if asked.design == "sobol":
        if len(axes) > most_sobol_axes():
            raise InputError("sweep_too_many_axes", sweep.document.place(("vary",)), limit=most_sobol_axes())
        shares = sobol(axes, asked.points, asked.seed)
    else:
        shares = latin_hypercube(axes, asked.points, asked.rounds, asked.seed)
    for share in shares:
        yield {path: _sampled(asked.vary[path], ranges[path], at) for path, at in zip(axes, share, strict=True)}


def _product(numbers: Iterator[int]) -> int:
    found = 1
    for number in numbers:
        found *= number
    return found


def _range(path: str, vary: Vary, sweep: Sweep, loaded: LoadedScenario) -> Range | None:
    if vary.values is not None:
        return None
    if vary.low is not None and vary.high is not None:
        return Range(vary.low, vary.high, "")
    found = range_of(path, loaded, sweep.document.place(("vary", path)))
    if vary.by == "prior" and (found.prior is None or found.prior.form == "fixed"):
        raise InputError("sweep_no_prior", sweep.document.place(("vary", path)), path=path)
    return found


def _listed(vary: Vary, range_: Range | None) -> list[Any]:
    if range_ is None:
        return list(vary.values or ())
    steps = vary.steps or 1
    return [range_.at(0.5 if steps == 1 else step / (steps - 1)) for step in range(steps)]


def _sampled(vary: Vary, range_: Range | None, share: float) -> Any:
    if range_ is None:
        values = vary.values or ()
        return values[min(int(share * len(values)), len(values) - 1)]
    return range_.quantile(share) if vary.by == "prior" else range_.at(share)


def written(changes: Mapping[str, Any]) -> str:
    """Write the changes of a point as JSON, keys sorted."""
    return canonical(dict(changes))


def _version() -> str:
    from model.version import RESULTS_VERSION

    return str(RESULTS_VERSION)
