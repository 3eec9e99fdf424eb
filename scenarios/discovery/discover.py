"""The whole answer: cases from a plain ensemble or a sweep's store, the box, and the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenarios.discovery.boxes import Box, Edge, discover_box
from scenarios.discovery.words import sentence
from scenarios.extras import require
from scenarios.loaded import LoadedScenario, load
from scenarios.readings import Row
from scenarios.schema.errors import InputError, Place, suggestion
from scenarios.trials import Cancel, rows_asked, simulate_world
from scenarios.verdicts.proportion import Proportion
from scenarios.verdicts.samples import Samples

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
Outcome = Literal["fails", "holds"]
OUTCOMES: tuple[Outcome, ...] = ("fails", "holds")
REPLICATES = 1000
JOINT = "joint"


@dataclass(frozen=True)
class DiscoverRequest:
    """What is asked: targets by id (none: the whole plan); the outcome to explain (None: the rarer of the two).

    A point of a sweep holds where the probability reaches `threshold`.
    """

    targets: tuple[str, ...] = ()
    outcome: Outcome | None = None
    replicates: int = REPLICATES
    threshold: float = 0.5
    seed: int | None = None


@dataclass(frozen=True)
class DiscoverAnswer:
    """Under which conditions an outcome is frequent. `cases` are replicates, or points of a sweep; without a box, none stood."""

    source: str
    plan: str
    digest: str
    seed: int
    target_ids: tuple[str, ...]
    target_labels: tuple[dict[str, str], ...]
    outcome: Outcome
    sweep: bool
    cases: int
    share: Proportion
    box: Box | None
    units: dict[str, str]
    labels: dict[str, dict[str, str]]
    threshold: float

    def sentence(self, language: str) -> str:
        """Say it in one sentence."""
        return sentence(self, language)

    def to_json(self, language: str = "zh") -> dict[str, Any]:
        """Give the answer as plain data."""
        box = self.box
        return {
            "source": self.source,
            "plan": self.plan,
            "digest": self.digest,
            "seed": self.seed,
            "targets": list(self.target_ids),
            "outcome": self.outcome,
            "cases_are": "points" if self.sweep else "replicates",
            "cases": self.cases,
            "threshold": self.threshold if self.sweep else None,
            "share": self.share.probability,
            "found": box is not None,
            "conditions": [self._edge(edge, language) for edge in box.edges] if box else [],
            "coverage": box.coverage.probability if box else None,
            "coverage_interval": list(box.coverage.interval) if box else None,
            "density": box.density.probability if box else None,
            "density_interval": list(box.density.interval) if box else None,
            "base_share": box.base.probability if box else None,
            "quasi_p": box.quasi_p if box else None,
            "sentence": self.sentence(language),
        }

    def _edge(self, edge: Edge, language: str) -> dict[str, Any]:
        return {
            "name": edge.name,
            "label": self.labels[edge.name][language],
            "side": "at_least" if edge.at_least else "at_most",
            "limit": edge.limit,
            "unit": self.units[edge.name],
            "quasi_p": edge.quasi_p,
        }


def discover(
    source: str | Path | LoadedScenario,
    request: DiscoverRequest,
    *,
    threads: int | None = None,
    cancel: Cancel | None = None,
    posterior: str | Path | None = None,
) -> DiscoverAnswer:
    """Find when targets fail, in the store of a sweep or in a plain ensemble of a scenario or plan; raises InputError.

    `posterior` is what parameters of an ensemble are drawn from; a sweep's store says its own.
    """
    require("analysis")
    if request.outcome is not None and request.outcome not in OUTCOMES:
        near = suggestion(request.outcome, OUTCOMES)
        raise InputError(
            "option_not_one_of", option="--outcome", found=request.outcome, options=", ".join(OUTCOMES), near=near
        )
    if not 0 < request.threshold < 1:
        raise InputError("seek_probability", found=request.threshold)
    if not isinstance(source, LoadedScenario) and Path(source).is_dir():
        return _of_sweep(Path(source), request)
    loaded = source if isinstance(source, LoadedScenario) else load(source, posterior=posterior)
    return _of_ensemble(loaded, request, threads, cancel)


def _of_ensemble(
    loaded: LoadedScenario, request: DiscoverRequest, threads: int | None, cancel: Cancel | None
) -> DiscoverAnswer:
    from scenarios.world import world_of

    if not 100 <= request.replicates <= 100_000:
        raise InputError("option_out_of_range", option="--replicates", found=request.replicates, low=100, high=100_000)
    rows = rows_asked(loaded, request.targets)
    seed = loaded.scenario.seed if request.seed is None else request.seed
    samples = simulate_world(loaded, world_of(loaded), seed, 0, request.replicates, threads=threads, cancel=cancel)
    return discover_in(loaded, rows, samples, seed, request.outcome, request.threshold)


def discover_in(
    loaded: LoadedScenario,
    rows: tuple[Row, ...],
    samples: Samples,
    seed: int,
    wanted: Outcome | None = None,
    threshold: float = 0.5,
) -> DiscoverAnswer:
    """Find when some targets together fail in replicates that are there already; raises WithheldError."""
    from scenarios.sensitivity.analysis import judged, label
    from scenarios.sensitivity.units import unit_of

    met = judged(rows, samples)[1]
    outcome, interest = _interest(met, wanted)
    names = samples.input_names
    box = discover_box(samples.inputs, names, interest, seed % 2**32)
    used = [edge.name for edge in box.edges] if box else []
    return DiscoverAnswer(
        loaded.name,
        loaded.plan.id,
        loaded.hash,
        seed,
        tuple(row.target.id for row in rows),
        _labels_of(rows),
        outcome,
        False,
        len(met),
        Proportion.of(interest),
        box,
        {name: unit_of(name) for name in used},
        {name: {language: label(name, language) for language in ("zh", "en")} for name in used},
        threshold,
    )


def _labels_of(rows: tuple[Row, ...]) -> tuple[dict[str, str], ...]:
    return tuple({language: row.target.label[language] for language in ("zh", "en")} for row in rows)


def _interest(met: Truths, wanted: Outcome | None) -> tuple[Outcome, Truths]:
    """Take the outcome asked for, or the rarer one: of what nearly always happens there are no conditions to tell."""
    outcome: Outcome = wanted or ("fails" if float(met.mean()) >= 0.5 else "holds")
    return outcome, ~met if outcome == "fails" else met


def _of_sweep(folder: Path, request: DiscoverRequest) -> DiscoverAnswer:
    """Take each point of a sweep as a case: what it sets, and whether the probability reaches the threshold."""
    from scenarios.sensitivity.units import path_label, path_unit
    from scenarios.sweep.store import Store

    store = Store(folder)
    points, verdicts = store.points(), store.verdicts()
    wanted = list(request.targets) or [JOINT]
    known = sorted(set(verdicts["target"]))
    for name in wanted:
        if name not in known:
            raise InputError("target_unknown", Place(str(folder)), name=name, near=suggestion(name, known))
    chances = verdicts[verdicts["target"].isin(wanted)].groupby("point")["probability"].agg(["min", "count"])
    chances = chances[chances["count"] == len(wanted)]
    rows = (
        points.set_index("point").loc[chances.index] if "point" in points else points.set_index("id").loc[chances.index]
    )
    paths = [
        str(name)
        for name in rows.columns
        if str(name).partition(".")[0] in ("levers", "assumptions", "baseline")
        and rows[name].dtype.kind in "fi"
        and rows[name].notna().all()
        and rows[name].nunique() > 1
    ]
    if not paths:
        raise InputError("discover_nothing_varied", Place(str(folder)))
    met: Truths = chances["min"].to_numpy() >= request.threshold
    outcome, interest = _interest(met, request.outcome)
    seed = int(store.manifest.content["frame"]["seed"])
    box = discover_box(rows[paths].to_numpy(dtype=float), paths, interest, seed % 2**32)
    used = [edge.name for edge in box.edges] if box else []
    label = {"zh": "、".join(wanted), "en": ", ".join(wanted)}
    return DiscoverAnswer(
        folder.name,
        ", ".join(sorted({str(name) for name in points["plan"]})) if "plan" in points else "",
        store.digest(),
        seed,
        tuple(wanted) if wanted != [JOINT] else (),
        (label,) if wanted != [JOINT] else (),
        outcome,
        True,
        len(met),
        Proportion.of(interest),
        box,
        {path: path_unit(path) for path in used},
        {path: {language: path_label(path, language) for language in ("zh", "en")} for path in used},
        request.threshold,
    )
