"""Outcome series of a run as long tables: quantiles by year, or every replicate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scenarios.messages.catalogue import LANGUAGES
from scenarios.result import RunResult
from scenarios.tables.names import NAME_COLUMNS, run_names
from scenarios.tables.table import Table, Value
from scenarios.tables.units import Reading, reading_of
from scenarios.verdicts.quantiles import Numbers, mean, quantile, quantile_name
from scenarios.verdicts.samples import Samples
from scenarios.verdicts.settings import settings

LABEL_COLUMNS = tuple(f"label_{language}" for language in LANGUAGES)
QUANTILE_COLUMNS = (*NAME_COLUMNS, "quantile", "year", "variable", *LABEL_COLUMNS, "unit", "value")
REPLICATE_COLUMNS = (*NAME_COLUMNS, "replicate", "year", "variable", *LABEL_COLUMNS, "unit", "value")
MEAN = "mean"


def series_quantiles(result: RunResult, series: Sequence[str] | None = None) -> Table:
    """Quantiles and mean of outcome series by year, one row each; all series of the run where none are named.

    Column `quantile` holds p05, p10, p25, p50, p75, p90, p95 and mean. Raises UnknownSeriesError.
    """
    names = tuple(series) if series is not None else result.samples.series
    rows = (row for name in names for row in _series_rows(result, name))
    return Table.of_rows("series_quantiles", QUANTILE_COLUMNS, rows, {"series": list(names)})


def replicate_values(result: RunResult, series: Sequence[str]) -> Table:
    """Every replicate of some outcome series, one row a replicate and year; failed replicates are left out."""
    samples, named = result.samples, run_names(result)
    numbers = finished_numbers(samples)
    rows = (
        {**named, "replicate": number, "year": year, "variable": name, **labels, "unit": unit.unit, "value": value}
        for name in series
        for labels, unit in [described(name)]
        for number, values in zip(numbers, unit.of(samples.sum_of([name])).tolist(), strict=True)
        for year, value in zip(samples.years, values, strict=True)
    )
    return Table.of_rows("replicate_values", REPLICATE_COLUMNS, rows, {"series": list(series)})


def finished_numbers(samples: Samples) -> list[int]:
    """Number the replicates that finished, in the order of the rows of `samples.values`."""
    failed = {failure.replicate for failure in samples.failures}
    numbers = [number for number in range(samples.total) if number not in failed]
    if len(numbers) != samples.finished:
        raise ValueError("a replicate is neither finished nor among the failures")
    return numbers


def described(series: str) -> tuple[dict[str, Value], Reading]:
    """Give label and unit of a series from its one entry; a series without one is named by its id."""
    from model.outcomes import OutcomeError, outcome_of

    try:
        entry = outcome_of(series)
    except OutcomeError:
        return {"label_zh": series, "label_en": series}, Reading("")
    return {"label_zh": entry.label.zh, "label_en": entry.label.en}, reading_of(entry.unit)


def quantile_rows(values: Numbers, years: Sequence[int], unit: str) -> Iterator[dict[str, Value]]:
    """Give quantiles and mean of each year of values, float64[replicates, years], that are in this unit already."""
    if len(values) == 0:
        return
    for position, year in enumerate(years):
        ordered = np.sort(values[:, position])
        for level in settings().quantile_levels:
            yield {"quantile": quantile_name(level), "year": year, "unit": unit, "value": quantile(ordered, level)}
        yield {"quantile": MEAN, "year": year, "unit": unit, "value": mean(ordered)}


def _series_rows(result: RunResult, name: str) -> Iterator[dict[str, Value]]:
    named = run_names(result)
    labels, unit = described(name)
    values = unit.of(result.samples.sum_of([name]))
    for row in quantile_rows(values, result.samples.years, unit.unit):
        yield {**named, "variable": name, **labels, **row}
