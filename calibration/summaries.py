"""What a draw of the nation or the province is held to: each summary with its target, its spread, and what it comes from.

A target is a value with a standard deviation (error of the report, and what the model is allowed to miss by), or a range within
which nothing is lost. Summaries known to the end of 2023 fit what predictions are judged by; the later ones join them for the
posterior that ships.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Draws
from calibration.series import LAST_FITTED_YEAR, load_series, value_of
from model.parameters.table import load_parameters

Floats = NDArray[np.float64]

FEWEST: Final = 100.0
"""Counts are compared as logarithms, those below this as this: an empty year is far off, not infinitely."""
MONTHS: Final = 12.0


@dataclass(frozen=True)
class Summary:
    """One number of a draw and what it should be: within `low`..`high` (equal: a value), give or take `spread`."""

    name: str
    of: Callable[[Draws], Floats]
    low: float
    high: float
    spread: float
    known: int
    """The last year of what it is known from."""
    source: str
    kind: str = "published"
    """"published" or "derived" where it comes from observations, "range" where from a reference range (a check of facts 7)."""

    def off(self, draws: Draws) -> Floats:
        """How many spreads each draw lies outside, float64[draws], signed; a failed draw lies far outside."""
        value = self.of(draws)
        outside = np.where(value < self.low, value - self.low, np.where(value > self.high, value - self.high, 0.0))
        found: Floats = np.where(np.isfinite(value), outside / self.spread, 100.0)
        return np.clip(found, -100.0, 100.0)


def distances(summaries: Sequence[Summary], draws: Draws) -> Floats:
    """Squared distance of each draw from everything it is held to, float64[draws]: minus twice the log of its kernel."""
    found: Floats = sum((each.off(draws) ** 2 for each in summaries), np.zeros(len(draws)))
    return found


def known_to(summaries: Iterable[Summary], year: int) -> tuple[Summary, ...]:
    """The summaries that rest on nothing later than a year."""
    return tuple(each for each in summaries if each.known <= year)


def _years(first: int, last: int) -> range:
    return range(first, last + 1)


def _sum(name: str, years: Iterable[int]) -> Callable[[Draws], Floats]:
    return lambda draws: np.sum([draws[f"{year}:{name}"] for year in years], axis=0)


def _share(over: str, under: str, years: Iterable[int]) -> Callable[[Draws], Floats]:
    listed = list(years)

    def found(draws: Draws) -> Floats:
        below = _sum(under, listed)(draws)
        with np.errstate(divide="ignore", invalid="ignore"):
            share: Floats = np.where(below > 0.0, _sum(over, listed)(draws) / below, np.nan)
        return share

    return found


def _log(of: Callable[[Draws], Floats]) -> Callable[[Draws], Floats]:
    def found(draws: Draws) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithm: Floats = np.log(np.maximum(of(draws), FEWEST))
        return logarithm

    return found


def _within(name: str, year: int, month: int) -> Callable[[Draws], Floats]:
    """A count within a year, between its two ends."""
    share = month / MONTHS
    return lambda draws: (1.0 - share) * draws[f"{year - 1}:{name}"] + share * draws[f"{year}:{name}"]


def _growth(first: int, last: int) -> Callable[[Draws], Floats]:
    """Growth as it would be reported, a year on average: true growth and the draw's own bias of reporting."""
    years = _years(first, last)

    def found(draws: Draws) -> Floats:
        true: Floats = np.expm1(np.mean([draws[f"{year}:real_growth"] for year in years], axis=0))
        return true + draws.input("reported_growth_bias")

    return found


def _growth_spread(first: int, last: int) -> Callable[[Draws], Floats]:
    years = _years(first, last)
    return lambda draws: np.std([draws[f"{year}:real_growth"] for year in years], axis=0, ddof=1)


def output_per_capital(first: int, last: int) -> Callable[[Draws], Floats]:
    """Growth of value added over net investment, first to last year: one over the incremental capital-output ratio."""

    def found(draws: Draws) -> Floats:
        added = draws[f"{last}:value_added"] - draws[f"{first}:value_added"]
        invested = draws[f"{last}:capital"] - draws[f"{first}:capital"]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio: Floats = np.where(invested > 0.0, added / invested, np.nan)
        return ratio

    return found


def _new_innovative(year: int) -> Callable[[Draws], Floats]:
    """Innovative SMEs recognised in a year: the growth of the stock and what expired without renewal."""

    def found(draws: Draws) -> Floats:
        title = "innovative"
        grown = draws[f"{year}:stock:{title}"] - draws[f"{year - 1}:stock:{title}"]
        new: Floats = grown + draws[f"{year}:due:{title}"] - draws[f"{year}:renewed:{title}"]
        return new

    return found


def _net_growth(first: int, last: int) -> Callable[[Draws], Floats]:
    return lambda draws: (
        np.log(np.maximum(draws[f"{last}:above_scale"], 1.0) / draws[f"{first}:above_scale"]) / (last - first)
    )


def _range(name: str) -> tuple[float, float, str]:
    entry = load_parameters()[name]
    return entry.prior.low, entry.prior.high, f"parameters: {name} (row {entry.row})"


def _check(
    name: str, of: Callable[[Draws], Floats], tolerance: float = 0.15, known: int = LAST_FITTED_YEAR, check: str = ""
) -> Summary:
    """A check of facts 7: a range from the parameter table, and a spread of so much of its middle."""
    low, high, source = _range(check or name)
    return Summary(name, of, low, high, tolerance * 0.5 * (low + high), known, source, "range")


def _value(
    name: str,
    of: Callable[[Draws], Floats],
    value: float,
    spread: float,
    known: int,
    source: str,
    kind: str = "published",
) -> Summary:
    return Summary(name, of, value, value, spread, known, source, kind)


def _growth_summary(last: int, simulated: tuple[int, int]) -> Summary:
    """Mean reported growth of 河南 to a year; its spread is that of a mean of so few years."""
    series = load_series()["henan.above_scale_growth"]
    values = [point.value / 100.0 for point in series.points if point.year <= last]
    spread = float(np.std(values, ddof=1) / np.sqrt(len(values)))
    source = f"henan.above_scale_growth, mean of {len(values)} years to {last}"
    return _value("reported_growth", _growth(*simulated), float(np.mean(values)), spread, last, source)


def province(last: int) -> tuple[Summary, ...]:
    """What 河南 is held to by what is known at the end of a year (2023, or 2025: everything)."""
    years = _years(2023, 2027)
    low, high, icor = _range("incremental_capital_output_ratio")
    revenue = value_of("henan.above_scale_revenue", "2021") * 1e4 / value_of("henan.above_scale_enterprises", "2021")
    coverage = value_of("henan.research_coverage", "2022") / 100.0
    inflation = load_parameters()["reported_research_coverage_inflation"].prior
    found = [
        _growth_summary(min(last, 2025), (2023, 2027)),
        Summary(
            "growth_spread",
            _growth_spread(2023, 2027),
            0.01,
            0.04,
            0.01,
            2023,
            "henan.above_scale_growth, ±50% of 2.7 points",
            "derived",
        ),
        Summary("output_per_capital", output_per_capital(2022, 2027), 1 / high, 1 / low, 0.03, 2023, icor, "range"),
        _check("above_scale_entry_rate", _share("above_scale_additions", "above_scale", years)),
        _check("above_scale_loss_rate", _share("above_scale_losses", "above_scale", years)),
        Summary(
            "above_scale_net_growth",
            _net_growth(2022, 2027),
            0.008,
            0.094,
            0.02,
            2023,
            "henan.above_scale_enterprises 2012-2021 (0.8%); places.shangqiu_above_scale 2017-2022 (9.4%)",
            "derived",
        ),
        Summary(
            "srdi_recognised_2023",
            lambda draws: draws["2023:admitted:srdi"],
            value_of("henan.srdi_recognised", "2023-05"),
            1.2 * value_of("henan.srdi_recognised", "2022"),
            150.0,
            2023,
            "henan.srdi_recognised: first batch of 2023, 1.2 times 2022",
            "derived",
        ),
        Summary(
            "innovative_recognised_2023",
            _new_innovative(2023),
            0.5 * value_of("henan.innovative_recognised", "2022"),
            10000.0,
            1000.0,
            2023,
            "henan.innovative_recognised 2022: half of it, to the province's aim of 10,000 a year",
            "derived",
        ),
        _check("srdi_hazard", _share("admitted:srdi", "pool:srdi", (2023, 2024))),
        _check("little_giant_hazard", _share("admitted:little_giant", "pool:little_giant", (2023, 2024))),
        _check("srdi_renewal", _share("renewed:srdi", "due:srdi", years)),
        _check("innovative_renewal", _share("renewed:innovative", "due:innovative", years)),
        _check("production_to_above_scale", _share("attracted_above_scale", "producing_projects", years), 0.25),
        _value(
            "revenue_per_above_scale",
            _log(_share("above_scale_revenue", "above_scale", (2022,))),
            float(np.log(revenue * 1.03)),
            0.12,
            2023,
            "henan.above_scale_revenue over henan.above_scale_enterprises, 2021, one year on",
            "derived",
        ),
        Summary(
            "research_over_revenue",
            _share("above_scale_research_spending", "above_scale_revenue", (2022, 2023)),
            0.010,
            0.016,
            0.003,
            2023,
            "facts row 18: the whole at 1.0-1.6%; nation.research_over_revenue",
            "range",
        ),
        Summary(
            "research_coverage",
            _share("above_scale_with_research", "above_scale", (2022,)),
            coverage / inflation.high,
            coverage / inflation.low,
            0.03,
            2023,
            "henan.research_coverage 2022 less its inflation (row 17)",
            "derived",
        ),
        Summary(
            "little_giant_renewal_2023",
            _share("renewed:little_giant", "due:little_giant", (2023,)),
            0.5,
            0.75,
            0.12,
            2023,
            "nation.little_giant_review_passed 2023 (61.9%); a province's few differ",
            "derived",
        ),
    ]
    if last > LAST_FITTED_YEAR:
        found += [
            _value(
                name,
                _log(_within(of, 2024, 10)),
                float(np.log(value_of(series, "2024-10"))),
                spread,
                2024,
                f"{series} 2024-10",
            )
            for name, of, series, spread in (
                ("srdi_2024", "nested:srdi", "henan.srdi_stock", 0.08),
                ("little_giant_2024", "stock:little_giant", "henan.little_giant_stock", 0.12),
                ("innovative_2024", "nested:innovative", "henan.innovative_stock", 0.10),
                ("above_scale_2024", "above_scale", "henan.above_scale_enterprises", 0.05),
            )
        ]
        found += [
            _check(
                "little_giant_renewal_2026",
                _share("renewed:little_giant", "due:little_giant", (2025, 2026)),
                known=2025,
            ),
            _check(
                "little_giant_renewal_2027", _share("renewed:little_giant", "due:little_giant", (2027,)), known=2025
            ),
        ]
    return tuple(found)


def nation(last: int) -> tuple[Summary, ...]:
    """What the nation is held to by what is known at the end of a year (2023, or 2025: everything)."""
    series = load_series()
    batches = {point.year: point.value for point in series["nation.little_giant_recognised"].points}
    stocks = {point.year: point.value for point in series["nation.little_giant_stock"].points}
    due = {point.year: point.value for point in series["nation.little_giant_review_due"].points}
    passed = {point.year: point.value for point in series["nation.little_giant_review_passed"].points}
    research = [point.value / 100.0 for point in series["nation.research_over_revenue"].points if point.year >= 2019]
    covered = [point.value / 100.0 for point in series["nation.research_active_share"].points if point.year >= 2019]
    early = sum(passed[year] for year in (2022, 2023)) / sum(due[year] for year in (2022, 2023))
    found = [
        _value(
            "batch_2020_2021",
            _log(_sum("admitted:little_giant", (2020, 2021))),
            float(np.log(batches[2020] + batches[2021])),
            0.2,
            2023,
            "nation.little_giant_recognised",
        ),
        *(
            _value(
                f"batch_{year}",
                _log(_sum("admitted:little_giant", (year,))),
                float(np.log(batches[year])),
                0.2,
                year,
                "nation.little_giant_recognised",
            )
            for year in sorted(batches)
            if 2022 <= year <= last
        ),
        _value(
            "passed_2022_2023",
            _share("renewed:little_giant", "due:little_giant", (2022, 2023)),
            early,
            0.06,
            2023,
            "nation.little_giant_review_passed over _due",
        ),
        *(
            _value(
                f"passed_{year}",
                _share("renewed:little_giant", "due:little_giant", (year,)),
                passed[year] / due[year],
                0.05,
                year,
                "nation.little_giant_review_passed over _due",
            )
            for year in (2024, 2025)
            if year <= last
        ),
        *(
            _value(
                f"stock_{year}",
                _log(_sum("stock:little_giant", (year,))),
                float(np.log(stocks[year])),
                0.1,
                year,
                "nation.little_giant_stock",
            )
            for year in (2023, 2025)
            if year <= last
        ),
        _value(
            "above_scale_2022",
            _log(_sum("above_scale", (2022,))),
            float(np.log(value_of("nation.above_scale_enterprises", "2022"))),
            0.08,
            2023,
            "nation.above_scale_enterprises 2022",
        ),
        Summary(
            "growth",
            lambda draws: _growth(2019, 2023)(draws),
            0.035,
            0.075,
            0.01,
            2023,
            "facts 3.4: as 河南's, 2018-2023 (no national series was found)",
            "range",
        ),
        _value(
            "research_over_revenue",
            _share("above_scale_research_spending", "above_scale_revenue", _years(2019, 2022)),
            float(np.mean(research)),
            0.003,
            2023,
            "nation.research_over_revenue 2019-2022",
        ),
        _value(
            "research_coverage",
            _share("above_scale_with_research", "above_scale", _years(2019, 2022)),
            float(np.mean(covered)),
            0.04,
            2023,
            "nation.research_active_share 2019-2022",
        ),
        Summary(
            "output_per_capital",
            output_per_capital(2018, 2023),
            1 / 8.0,
            1 / 3.5,
            0.03,
            2023,
            "parameters: incremental_capital_output_ratio (row 48)",
            "range",
        ),
    ]
    if last > LAST_FITTED_YEAR:
        least = value_of("nation.srdi_stock", "2026-01")
        found.append(
            Summary(
                "srdi_2025",
                _log(_sum("nested:srdi", (2025,))),
                float(np.log(least)),
                float(np.log(1.2 * least)),
                0.1,
                2025,
                "nation.srdi_stock 2026-01: more than 140,000",
            )
        )
    return tuple(found)
