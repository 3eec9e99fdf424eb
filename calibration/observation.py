"""What is reported of a region, given what is true of it: definitions, rounding, inflation, heaping at targets, gross mistakes.

A reported figure is never taken as true. For each draw of the model this file says how likely the report is if that draw were the
world: the definition maps the draw to the quantity that was reported on; a bias (drawn once a draw, the same for all years) moves
it; an error spreads it; reports just short of a target may be moved up to it; the figure is rounded; and now and then one is
simply wrong. Every number of this stands in `calibration/parameters` or `model/parameters`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from calibration.definitions import Definition, Reporting, definition
from model.parameters.schema import Parameter
from model.parameters.table import ParameterTable, load_parameters
from scenarios.schema.errors import InputError

Numbers = NDArray[np.float64]

LevelBreak = Literal["none", "before", "after"]
OWN: Final = Path(__file__).with_name("parameters")
MODEL_NUISANCE: Final = (
    "census_break",
    "reported_growth_bias",
    "reported_growth_noise",
    "reported_start_inflation",
    "reported_research_coverage_inflation",
)
"""What observing shares with the model: each of its draws has its own value of these already, or is given one."""
DEFAULT_ROUNDING: Final = {"count": 1.0, "money": 0.0, "growth": 0.1, "investment_growth": 0.1, "share": 0.1}
"""The step in which a figure is written where nothing else is said, in its own unit; 0: too fine to matter."""
EDGE_OF_SHARE: Final = 1e-3
SMALLEST: Final = 1e-300
MONTHS: Final = 12


class Simulated(Protocol):
    """What a bank of simulations offers: `values` float64[draws, years, series]; an `Ensemble` does."""

    @property
    def years(self) -> Sequence[int]: ...
    @property
    def series(self) -> Sequence[str]: ...
    @property
    def values(self) -> Numbers: ...


@dataclass(frozen=True, slots=True)
class ObservedPoint:
    """One reported figure: what, when, where, how it was reported, and from where it is known.

    `series` names a quantity of `definitions.yaml`, whose unit `value` has; `month` is the month of the date (12: the end of the
    year; growth of the first months of a year has that month). `rounding` is the step in which the figure is written (None: the
    usual one), `target` what the reporter was held to in that year, in the same unit. `at_least` marks figures that are only said
    to be exceeded (突破), `extra_error` adds a standard deviation on the scale of the quantity's error (家, ln, or share).
    `level_break` "before" marks a level stated before the census of 2023 of a draw that stands after it, "after" the reverse;
    "none": as the engine's published series.
    """

    series: str
    year: int
    value: float
    unit: str
    region: str
    source: str
    reporting: Reporting = "published"
    definition: str = ""
    confidence: Literal["high", "medium", "low"] = "medium"
    kind: Literal["calibrate", "hold_out", "check"] = "calibrate"
    month: int = MONTHS
    rounding: float | None = None
    target: float | None = None
    at_least: bool = False
    level_break: LevelBreak = "none"
    extra_error: float = 0.0

    def __post_init__(self) -> None:
        known = definition(self.series)
        if self.unit != known.unit:
            raise InputError("quantity_unit", name=self.series, found=self.unit, expected=known.unit)
        if not np.isfinite(self.value):
            raise InputError("quantity_not_finite", name=self.series, found=self.value)
        if not self.source.strip():
            raise InputError("quantity_without_source", name=self.series, year=self.year)
        if not 1 <= self.month <= MONTHS:
            raise InputError("quantity_month", name=self.series, found=self.month)


@cache
def observation_parameters() -> Mapping[str, Parameter]:
    """Every number of the observation model by name: its own, and those it shares with the model."""
    own: ParameterTable = load_parameters(OWN)
    whole = load_parameters()
    return {**{name: own[name] for name in own}, **{name: whole[name] for name in MODEL_NUISANCE}}


def nuisance_draws(
    seed: int,
    numbers: NDArray[np.int64],
    *,
    names: Sequence[str] = (),
    inputs: Numbers | None = None,
) -> dict[str, Numbers]:
    """Give every number of observing for each draw, float64[draws] each: keyed draws from its prior.

    `numbers` names the draws (replicates); where `names` and `inputs` float64[draws, inputs] hold a number that the model drew
    itself (the bias of growth, the census break ...), that draw's own value is kept, so that it is learned with the rest.
    """
    from scenarios.own_inputs import draws

    found = {}
    for name, parameter in observation_parameters().items():
        if inputs is not None and name in names:
            found[name] = np.ascontiguousarray(inputs[:, list(names).index(name)])
        elif parameter.prior.form == "fixed":
            found[name] = np.full(len(numbers), parameter.prior.centre)
        else:
            found[name] = draws(f"observation:{name}", seed, numbers, believed=parameter.prior)
    return found


def truth(point: ObservedPoint, simulated: Simulated) -> Numbers:
    """Give what a report without any error would say under each draw, float64[draws]: in the unit of the point, % as a share.

    Raises InputError where the draws do not reach the year or lack the series.
    """
    known = definition(point.series)
    years = list(simulated.years)
    first = years[0] + known.first_step + (1 if known.form == "growth" else 0)
    if not first <= point.year <= years[-1]:
        raise InputError("quantity_year", name=point.series, year=point.year, first=first, last=years[-1])
    step = point.year - years[0]
    levels = _sums(known.of, simulated)
    if known.form == "growth":
        return _growth(levels[:, step], levels[:, step - 1])
    if known.form == "rate":
        return np.expm1(levels[:, step])
    now = levels[:, step]
    if known.form == "stock" and point.month < MONTHS and step > 0:
        # A count within the year lies between the two ends of years.
        now = levels[:, step - 1] + (now - levels[:, step - 1]) * (point.month / MONTHS)
    if known.over:
        below = _sums(known.over, simulated)[:, step]
        now = np.divide(now, below, out=np.zeros_like(now), where=below > 0.0)
    return now / known.per_unit


def _sums(series: tuple[str, ...], simulated: Simulated) -> Numbers:
    names = list(simulated.series)
    for name in series:
        if name not in names:
            raise InputError("quantity_series", name=name)
    columns = [names.index(name) for name in series]
    found: Numbers = (
        simulated.values[:, :, columns].sum(axis=2) if len(columns) > 1 else simulated.values[:, :, columns[0]]
    )
    return found


def _growth(now: Numbers, before: Numbers) -> Numbers:
    found: Numbers = np.divide(now, before, out=np.full_like(now, np.nan), where=before > 0.0) - 1.0
    return found


@dataclass(frozen=True, slots=True)
class Report:
    """The distribution of one report under each draw: normal around `centre` with `spread` on the scale of its error law.

    Both float64[draws]; `scale` is "level", "log" or "logit"; `unit` is 0.01 for figures in per cent.
    """

    centre: Numbers
    spread: Numbers
    scale: Literal["level", "log", "logit"]
    unit: float


def report(point: ObservedPoint, simulated: Simulated, nuisance: Mapping[str, Numbers]) -> Report:
    """Say how the report of a quantity is distributed under each draw, before rounding, heaping and gross mistakes."""
    known = definition(point.series)
    true = _with_break(truth(point, simulated), point, nuisance)
    factor = _widening(point, nuisance)
    unit = 0.01 if known.unit == "%" else 1.0
    if known.error == "count":
        centre = true * _inflation(point, known, nuisance)
        spread = np.hypot(nuisance["count_error"] * centre, nuisance["count_floor"]) * factor
        return Report(centre, np.hypot(spread, point.extra_error), "level", unit)
    if known.error == "money":
        centre = np.log(np.maximum(true * _inflation(point, known, nuisance), SMALLEST))
        return Report(centre, np.hypot(nuisance["money_error"] * factor, point.extra_error), "log", unit)
    if known.error == "share":
        return _share(point, known, true, nuisance, factor, unit)
    noise, bias = nuisance["investment_growth_error"], np.zeros_like(true)
    if known.error == "growth":
        noise, bias = nuisance["reported_growth_noise"], nuisance["reported_growth_bias"]
    part = nuisance["part_year_growth_error"] * np.sqrt(1.0 - point.month / MONTHS)
    spread = np.hypot(np.hypot(noise * factor, part), point.extra_error)
    return Report(true + bias, spread, "level", unit)


def _share(
    point: ObservedPoint,
    known: Definition,
    true: Numbers,
    nuisance: Mapping[str, Numbers],
    factor: Numbers,
    unit: float,
) -> Report:
    """A share errs in log odds; a self-reported one is inflated in log odds or by a factor, as its parameter is stated."""
    spread = nuisance["share_error"] * factor
    shift = np.zeros_like(true)
    if point.reporting == "self_reported":
        spread = nuisance["self_reported_share_error"]
        if known.inflation is not None:
            if observation_parameters()[known.inflation].unit == "logit":
                shift = nuisance[known.inflation]
            else:
                true = true * nuisance[known.inflation]
    return Report(_logit(true) + shift, np.hypot(spread, point.extra_error), "logit", unit)


def _with_break(true: Numbers, point: ObservedPoint, nuisance: Mapping[str, Numbers]) -> Numbers:
    """Move a level to the side of the census of 2023 on which it was stated."""
    if point.level_break == "before":
        return true / nuisance["census_break"]
    return true * nuisance["census_break"] if point.level_break == "after" else true


def _inflation(point: ObservedPoint, known: Definition, nuisance: Mapping[str, Numbers]) -> Numbers:
    if point.reporting != "self_reported" or known.inflation is None:
        return np.ones_like(nuisance["count_error"])
    return nuisance[known.inflation]


def _widening(point: ObservedPoint, nuisance: Mapping[str, Numbers]) -> Numbers:
    if point.reporting == "published":
        return np.ones_like(nuisance["count_error"])
    return nuisance[f"{point.reporting}_error_factor"]


def log_likelihood(points: Sequence[ObservedPoint], simulated: Simulated, nuisance: Mapping[str, Numbers]) -> Numbers:
    """Logarithm of the probability density of all reports under each draw, float64[draws]; -inf for a failed draw."""
    parts = log_likelihoods(points, simulated, nuisance)
    return parts.sum(axis=1) if len(points) else np.zeros(len(simulated.values))


def log_likelihoods(points: Sequence[ObservedPoint], simulated: Simulated, nuisance: Mapping[str, Numbers]) -> Numbers:
    """Give the logarithm of the density of each report under each draw, float64[draws, points]."""
    found = np.empty((len(simulated.values), len(points)))
    for place, point in enumerate(points):
        found[:, place] = _log_density(point, report(point, simulated, nuisance), nuisance)
    return found


def _log_density(point: ObservedPoint, law: Report, nuisance: Mapping[str, Numbers]) -> Numbers:
    value = point.value * law.unit
    if point.at_least:
        return _log(1.0 - _below(value, law, nuisance))
    low, high = written_as(point, law.unit)
    density = (
        (_below(high, law, nuisance) - _below(low, law, nuisance)) if high > low else _density(value, law, nuisance)
    )
    # Counts and shares end where the last written value begins: that interval is as wide as any other.
    width = max(_step(point) * law.unit, SMALLEST) if high > low else 1.0
    density = np.maximum(density, 0.0) / width
    if point.target is not None:
        density = _heaped(point, law, nuisance, density, value)
    return _log(density)


def _heaped(
    point: ObservedPoint, law: Report, nuisance: Mapping[str, Numbers], density: Numbers, value: float
) -> Numbers:
    """Figures just short of the target are moved up to it with some probability: there the report tells less."""
    first, lowest, steps, step = _heap(point, law.unit, nuisance)
    moved, half = nuisance["heaping_share"], 0.5 * step
    short = np.maximum(_below(first - half, law, nuisance) - _below(lowest - half, law, nuisance), 0.0)
    over = steps * step if step > 0.0 else steps
    heap = np.where((value >= first - half) & (value < first - half + over), moved * short / over, 0.0)
    kept = np.where((value < first - half) & (value >= lowest - half), 1.0 - moved, 1.0)
    return density * kept + heap


def _heap(point: ObservedPoint, unit: float, nuisance: Mapping[str, Numbers]) -> tuple[float, Numbers, Numbers, float]:
    """Where figures are moved: the first written value on the target, the lowest that may be moved, and over how many values.

    All as fractions of per cent are; the number of values is a width where figures are not rounded.
    """
    assert point.target is not None
    step = _step(point)
    first = np.ceil(point.target / step - 1e-9) * step if step > 0.0 else point.target
    lowest = (first - nuisance["heaping_reach"] * abs(first)) * unit
    width = nuisance["heaping_width"] * abs(first)
    steps = np.floor(width / step + 1e-9) + 1.0 if step > 0.0 else np.maximum(width, SMALLEST) * unit
    return first * unit, lowest, steps, step * unit


def _step(point: ObservedPoint) -> float:
    return DEFAULT_ROUNDING[definition(point.series).error] if point.rounding is None else point.rounding


def written_as(point: ObservedPoint, unit: float) -> tuple[float, float]:
    """The interval that is written as this figure; no count lies below zero and no share beyond the whole."""
    known, half = definition(point.series), 0.5 * _step(point)
    low, high = point.value - half, point.value + half
    if known.error == "count" and low <= 0.0:
        low = -np.inf
    if known.error == "share":
        high = np.inf if high >= 100.0 else high
        low = -np.inf if low <= 0.0 else low
    return low * unit, high * unit


def _below(value: float | Numbers, law: Report, nuisance: Mapping[str, Numbers]) -> Numbers:
    """Probability that the report lies below a value: normal errors, and a share of gross ones with Cauchy's tails."""
    from scipy.special import ndtr

    with np.errstate(invalid="ignore"):
        away = (_on_scale(np.asarray(value, dtype=float), law.scale) - law.centre) / law.spread
        wide = away / nuisance["gross_error_factor"]
        gross = nuisance["gross_error_share"]
        found: Numbers = (1.0 - gross) * ndtr(away) + gross * (0.5 + np.arctan(wide) / np.pi)
    return found


def _density(value: float, law: Report, nuisance: Mapping[str, Numbers]) -> Numbers:
    """Density of the report at a value, in its own unit."""
    with np.errstate(invalid="ignore", under="ignore"):
        away = (_on_scale(np.asarray(value), law.scale) - law.centre) / law.spread
        wide = law.spread * nuisance["gross_error_factor"]
        gross = nuisance["gross_error_share"]
        normal = np.exp(-0.5 * away**2) / (law.spread * np.sqrt(2.0 * np.pi))
        cauchy = 1.0 / (np.pi * wide * (1.0 + (away / nuisance["gross_error_factor"]) ** 2))
    slope = {"level": 1.0, "log": 1.0 / max(value, SMALLEST), "logit": 1.0 / max(value * (1.0 - value), SMALLEST)}
    return np.asarray(((1.0 - gross) * normal + gross * cauchy) * slope[law.scale])


def _log(density: Numbers) -> Numbers:
    """Logarithm that keeps an order among what is nearly impossible; a failed draw (not a number) is impossible."""
    return np.where(np.isfinite(density), np.log(np.maximum(np.nan_to_num(density), SMALLEST)), -np.inf)


def reported_draws(
    points: Sequence[ObservedPoint],
    simulated: Simulated,
    nuisance: Mapping[str, Numbers],
    seed: int,
    *,
    key: str = "",
) -> Numbers:
    """Draw what would be reported under each draw, float64[draws, points], in the units of the points: a made-up observation.

    The values of `points` are not used. The generator is seeded by seed, key, quantity and year.
    """
    found = np.empty((len(simulated.values), len(points)))
    for place, point in enumerate(points):
        known = definition(point.series)
        law = report(point, simulated, nuisance)
        generator = _generator(seed, key, point)
        noise = generator.standard_normal(len(found))
        wrong = generator.random(len(found)) < nuisance["gross_error_share"]
        noise = np.where(wrong, nuisance["gross_error_factor"] * generator.standard_cauchy(len(found)), noise)
        said = _off_scale(law.centre + law.spread * noise, law.scale) / law.unit
        step = _step(point)
        if step > 0.0:
            said = np.round(said / step) * step
        if point.target is not None:
            first, lowest, steps, _ = _heap(point, law.unit, nuisance)
            chance, place_in_heap = generator.random(len(found)), generator.random(len(found))
            half = 0.5 * step
            short = (said < first / law.unit - half) & (said >= lowest / law.unit - half)
            up = np.floor(steps * place_in_heap) * step if step > 0.0 else steps * place_in_heap / law.unit
            said = np.where(short & (chance < nuisance["heaping_share"]), first / law.unit + up, said)
        if known.error == "count":
            said = np.maximum(said, 0.0)
        found[:, place] = np.clip(said, 0.0, 100.0) if known.error == "share" else said
    return found


def _generator(seed: int, key: str, point: ObservedPoint) -> np.random.Generator:
    words = f"{seed}:{key}:{point.series}:{point.year}:{point.month}:{point.reporting}"
    return np.random.Generator(np.random.Philox(int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big")))


def _on_scale(value: Numbers, scale: str) -> Numbers:
    if scale == "log":
        return np.log(np.maximum(value, SMALLEST))
    return _logit(value) if scale == "logit" else value


def _off_scale(value: Numbers, scale: str) -> Numbers:
    if scale == "log":
        return np.exp(np.clip(value, -600.0, 600.0))
    return 1.0 / (1.0 + np.exp(-np.clip(value, -600.0, 600.0))) if scale == "logit" else value


def _logit(share: Numbers) -> Numbers:
    """Log odds; a share of nothing or of all is held a thousandth away from its end, except where it stands for no bound."""
    inside = np.clip(share, EDGE_OF_SHARE, 1.0 - EDGE_OF_SHARE)
    odds = np.log(inside / (1.0 - inside))
    return np.where(np.isneginf(share), -np.inf, np.where(np.isposinf(share), np.inf, odds))


def first_year(point: ObservedPoint, years: Sequence[int]) -> int:
    """The first of these years of which draws can say what a point reports: growth needs a year before."""
    known = definition(point.series)
    return years[0] + known.first_step + (1 if known.form == "growth" else 0)


def usable(points: Iterable[ObservedPoint], years: Sequence[int]) -> tuple[list[ObservedPoint], list[ObservedPoint]]:
    """Part points into those that draws of these years can speak of, and the others."""
    inside, outside = list[ObservedPoint](), list[ObservedPoint]()
    for point in points:
        (inside if first_year(point, years) <= point.year <= years[-1] else outside).append(point)
    return inside, outside
