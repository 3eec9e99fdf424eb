"""Is what was planted found? Made-up counties whose truth is known write a sheet, are learned from, and only then compared.

Each county's parameters and starting figures are drawn from what a calibration starts from; its figures are made up by the
observation model, written as a planner writes them, read by the reader of sheets, and conditioned on as `calibrate` does: what is
judged are the particles that its file would hold. All counties share one bank. The same figures are then made contradictory,
single or absurd, to see which words they bring.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.conditioning import Conditioned, Contradiction, Fitter
from calibration.definitions import definition
from calibration.drawn import Bank, simulate_bank
from calibration.local.columns import load_columns
from calibration.local.sheet import read_sheet_bytes
from calibration.local.update import BAND, PARTICLES, disagreement, fitter_of, shortened
from calibration.observation import ObservedPoint, nuisance_draws, reported_draws
from calibration.worlds.designs import designs

Numbers = NDArray[np.float64]
Said = Callable[[str, int, int], None]

TAUGHT: Final = 0.1
"""Narrowing (median over counties) from which on the figures are said to speak of an input."""
BENT: Final = 0.4
"""What the last count above scale is multiplied by to contradict those before it."""
ABSURD: Final = 400.0
"""What every count is multiplied by to be absurd: a county's figures in another unit."""
BENT_SERIES: Final = "above_scale"
KEPT: Final = 0.02
"""An input counts as unmoved by a single figure where it is narrower by less than this."""


@dataclass(frozen=True)
class Setting:
    """A bank, the counties held against it, and for each design its points, what the counties reported, and the fitter.

    `reports` has the full design once more as "faultless": with no figure that is miscopied or of another definition.
    """

    bank: Bank
    planted: Bank
    names: tuple[str, ...]
    points: Mapping[str, tuple[ObservedPoint, ...]]
    reports: Mapping[str, Numbers]
    fitters: Mapping[str, Fitter]

    @property
    def columns(self) -> list[int]:
        """Where the inputs that may be learned stand among all."""
        return [self.bank.names.index(name) for name in self.names]


def planted(
    scenario: str,
    worlds: int,
    draws: int,
    seed: int,
    *,
    posterior: str = "default",
    threads: int | None = None,
    progress: Said | None = None,
) -> Setting:
    """Simulate the bank and the counties, and let these report."""
    from scenarios.run import load
    from scenarios.world import world_of

    loaded = load(scenario, posterior=posterior)
    whole = world_of(loaded)
    asked = {name: points for name, points in designs(whole.start_year).items() if name in ("full", "counts", "one")}
    used = [point for points in asked.values() for point in points]
    world = shortened(whole, max(point.year for point in used))
    series = tuple(dict.fromkeys(s for p in used for s in (*definition(p.series).of, *definition(p.series).over)))

    def banking(done: int, total: int) -> None:
        if progress is not None:
            progress("bank", done, total)

    bank = simulate_bank(world, seed, draws, series, threads=threads, progress=banking)
    true = simulate_bank(world, seed, worlds, series, first=draws, threads=threads)
    errors = nuisance_draws(seed, true.numbers, names=true.names, inputs=true.inputs)
    reports = {name: reported_draws(points, true, errors, seed, key="planted") for name, points in asked.items()}
    faultless = {**errors, "gross_error_share": np.zeros_like(errors["gross_error_share"])}
    reports["faultless"] = reported_draws(asked["full"], true, faultless, seed, key="planted")
    sound = np.flatnonzero(np.all([np.isfinite(values).all(axis=1) for values in reports.values()], axis=0))
    found = {name: fitter_of(points, bank, np.empty((draws, 0)), seed) for name, points in asked.items()}
    return Setting(
        bank,
        true.part(sound),
        found["full"][0],
        asked,
        {name: values[sound] for name, values in reports.items()},
        {name: fitter for name, (_, fitter) in found.items()},
    )


def sheet_of(points: Sequence[ObservedPoint], values: Numbers) -> bytes:
    """Write figures as a planner does: one a row, per cent with their sign."""
    known = load_columns()
    names = ("quantity", "year", "value", "source", "reporting")
    lines = [",".join(known.columns[name].zh for name in names)]
    for point, value in zip(points, values.tolist(), strict=True):
        said = f"{value:.10g}%" if point.unit == "%" else f"{value:.10g}"
        reporting = known.reporting[point.reporting].zh
        lines.append(f"{definition(point.series).label.zh},{point.year},{said},{point.source},{reporting}")
    return ("\n".join(lines) + "\n").encode()


class DroppedError(ValueError):
    """The reader of sheets refused a figure: a gross mistake that no planner writes, such as growth of -300%."""


def as_read(points: Sequence[ObservedPoint], values: Numbers) -> Numbers:
    """Give the values that the reader of sheets understands, in the order of the points; DroppedError where it refuses one."""
    reading = read_sheet_bytes(sheet_of(points, values), "planted.csv", "-")
    read = {(point.series, point.year): point.value for point in reading.points}
    missing = [point for point in points if (point.series, point.year) not in read]
    if missing:
        raise DroppedError(f"{missing[0].series} {missing[0].year}: {[doubt.line('en') for doubt in reading.doubts]}")
    return np.array([read[point.series, point.year] for point in points])


def ranges(values: Numbers) -> Numbers:
    """5%, 50% and 95% of each column, float64[3, columns]."""
    edges = [(1.0 - BAND) / 2.0, 0.5, (1.0 + BAND) / 2.0]
    return np.asarray(np.quantile(values, edges, axis=0, method="inverted_cdf"))


def learned(setting: Setting, design: str, values: Numbers) -> tuple[Numbers, Contradiction]:
    """What the file of one county's calibration would say of every input, float64[3, inputs], and how odd its figures look."""
    fitter = setting.fitters[design]
    return ranges(_particles(fitter.condition(values), len(setting.names))), fitter.contradiction(values)


def _particles(known: Conditioned, inputs: int) -> Numbers:
    return known.resampled(PARTICLES)[:, :inputs]


def recover(setting: Setting, progress: Said | None = None) -> dict[str, Any]:
    """Give every table as plain data: what is found of the truth by input, and which words each kind of data brings."""
    count = len(setting.planted)
    before = ranges(setting.bank.inputs[:, setting.columns])
    kept, after, single = list[int](), list[Numbers](), list[Numbers]()
    words: dict[str, list[str | None]] = {name: [] for name in ("faultless", "sound", "one", "contradictory", "absurd")}
    named = []
    bent = _last(setting.points["full"], BENT_SERIES)
    full, counts = setting.fitters["full"], setting.fitters["counts"]
    for world in range(count):
        try:
            values, one = (as_read(setting.points[name], setting.reports[name][world]) for name in ("full", "one"))
            faultless = as_read(setting.points["full"], setting.reports["faultless"][world])
            many = as_read(setting.points["counts"], ABSURD * (setting.reports["counts"][world] + 1.0))
        except DroppedError:
            continue
        kept.append(world)
        for design, said, found in (("full", values, after), ("one", one, single)):
            believed, odd = learned(setting, design, said)
            found.append(believed)
            words["sound" if design == "full" else "one"].append(disagreement(odd))
        words["faultless"].append(disagreement(full.contradiction(faultless)))
        values[bent] = np.floor(BENT * values[bent])
        odd = full.contradiction(values)
        words["contradictory"].append(disagreement(odd))
        named.append(bent in odd.odd)
        words["absurd"].append(disagreement(counts.contradiction(many)))
        if progress is not None:
            progress("worlds", world + 1, count)
    truth = setting.planted.inputs[kept][:, setting.columns]
    return {
        "counties": len(kept),
        "dropped": count - len(kept),
        "figures": len(setting.points["full"]),
        "full": table(setting.names, before, np.array(after), truth),
        "one": table(setting.names, before, np.array(single), truth),
        "words": {name: _shares(said) for name, said in words.items()},
        "named": float(np.mean(named)),
    }


def _last(points: Sequence[ObservedPoint], series: str) -> int:
    return max((place for place, point in enumerate(points) if point.series == series), key=lambda at: points[at].year)


def _shares(said: Sequence[str | None]) -> dict[str, float]:
    kinds = ("absurd", "contradiction", "odd_points", None)
    return {kind or "quiet": sum(each == kind for each in said) / len(said) for kind in kinds}


def table(names: Sequence[str], before: Numbers, after: Numbers, truth: Numbers) -> dict[str, Any]:
    """Judge intervals by the truth: coverage, narrowing, error beside that of not knowing; the inputs spoken of apart.

    `before` float64[3, inputs], `after` float64[counties, 3, inputs], `truth` float64[counties, inputs].
    """
    inside = (after[:, 0] <= truth) & (truth <= after[:, 2])
    width = np.maximum(before[2] - before[0], 1e-12)
    narrowed = np.median(1.0 - (after[:, 2] - after[:, 0]) / width, axis=0)
    error = np.abs(after[:, 1] - truth).mean(axis=0) / np.maximum(np.abs(before[1] - truth).mean(axis=0), 1e-12)
    taught = narrowed >= TAUGHT
    by_county = inside[:, taught].mean(axis=1) if taught.any() else np.zeros(0)
    order = np.argsort(-narrowed, kind="stable")
    return {
        "coverage": float(inside.mean()),
        "taught": {
            "inputs": int(taught.sum()),
            "coverage": float(by_county.mean()) if len(by_county) else None,
            # Inputs of one county hang together, counties do not.
            "coverage_error": float(by_county.std(ddof=1) / np.sqrt(len(by_county))) if len(by_county) > 1 else None,
            "narrowed": float(np.median(narrowed[taught])) if taught.any() else None,
            "error": float(np.mean(error[taught])) if taught.any() else None,
        },
        "kept": float((np.abs(narrowed) < KEPT).mean()),
        "inputs": [
            {
                "name": names[place],
                "coverage": float(inside[:, place].mean()),
                "narrowed": float(narrowed[place]),
                "error": float(error[place]),
                "follows": _follows(after[:, 1, place], truth[:, place]),
            }
            for place in order.tolist()
            if taught[place]
        ],
    }


def _follows(found: Numbers, truth: Numbers) -> float:
    """Correlation of what is believed (medians) with the truth over counties; 0 where either stays the same."""
    if np.ptp(found) == 0.0 or np.ptp(truth) == 0.0:
        return 0.0
    return float(np.corrcoef(found, truth)[0, 1])
