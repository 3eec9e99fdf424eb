"""Where enterprises and projects stop: counts by condition and year, and what a lifted condition hands on to the next."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.columns import SME_TITLES, TITLE_NAMES
from scenarios.verdicts.course import Question
from scenarios.verdicts.samples import Samples

Numbers = NDArray[np.float64]
STOPPED = "stopped:"
FLOWS = (
    "above_scale_additions",
    "above_scale_losses",
    "enterprises_founded",
    "enterprises_closed",
    "signed_projects",
    "projects_lost_before_start",
    "projects_lost_after_start",
    "projects_waiting_for_land",
)
"""What is counted beside the titles' conditions: entry above scale and out of it, projects lost or waiting."""


@dataclass(frozen=True)
class Stops:
    """Mean counts by series and simulated year: whom each condition stops first, losses, flows above scale, projects."""

    years: tuple[int, ...]
    counts: Mapping[str, tuple[float, ...]]

    def a_year(self, series: str) -> float:
        """Give the mean of a series over the simulated years; 0 for what never happens."""
        found = self.counts.get(series, ())
        return math.fsum(found) / len(found) if found else 0.0

    def of_title(self, title: str) -> dict[str, float]:
        """Give how many a year each condition of a title stops first, the most first."""
        names = [series for series in self.counts if series.startswith(f"{STOPPED}{title}:")]
        found = {series: self.a_year(series) for series in names}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def counted_series(series: Sequence[str]) -> list[str]:
    """List what is counted, of the series that there are."""
    wanted = [name for name in series if name.startswith(STOPPED)]
    wanted += [f"{title}_{flow}" for title in TITLE_NAMES for flow in ("additions", "losses")]
    known = frozenset(series)
    return [name for name in (*wanted, *FLOWS) if name in known]


def counts_of(samples: Samples) -> Numbers:
    """Give the counts of the replicates that finished, float64[finished, simulated years, counted series]."""
    places = [samples.series.index(name) for name in counted_series(samples.series)]
    finished = np.isfinite(samples.values).all(axis=(1, 2))
    return np.asarray(samples.values[finished][:, 1:, places])


def stops_of(samples: Samples) -> Stops:
    """Count them as means over the replicates that finished; series that stay 0 are left out."""
    return stops_from(samples.years[1:], counted_series(samples.series), counts_of(samples))


def stops_from(years: Sequence[int], series: Sequence[str], counts: Numbers) -> Stops:
    """Average counts, float64[replicates, years, series]."""
    found: dict[str, tuple[float, ...]] = {}
    for place in np.flatnonzero(counts.any(axis=(0, 1))).tolist():
        column = counts[:, :, place]
        found[series[place]] = tuple(math.fsum(year.tolist()) / len(column) for year in column.T)
    return Stops(tuple(years), found)


def title_of(question: Question) -> str | None:
    """Name the SME title that a question counts, or None."""
    for title in TITLE_NAMES[:SME_TITLES]:
        if any(series.startswith((f"{title}_", f"{title}:")) for series in question.series):
            return title
    return None
