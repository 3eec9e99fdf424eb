"""An engine that reports every outcome of the model without simulating: stocks follow from additions and losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from synthetic import Ensemble, Failure

from model.series import SERIES_NAMES


def full_engine(
    scenario: Any,
    *,
    seed: int,
    first_replicate: int,
    replicates: int,
    threads: int | None,
    chunk: int | None,
    cancel: Callable[[], bool] | None,
) -> Ensemble:
    """Report every outcome; stocks follow from additions and losses, as accounts ask."""
    years = list(range(scenario.span.state_year, scenario.span.last + 1))
    questions = [asked for row in scenario.rows for asked in (row.question, row.reported) if asked is not None]
    asked_for = sorted({name for asked in questions for name in asked.outcomes} - set(SERIES_NAMES))
    series = (*SERIES_NAMES, *asked_for)
    values = np.empty((replicates, len(years), len(series)))
    for position in range(replicates):
        random = np.random.default_rng([seed, first_replicate + position])
        for place, name in enumerate(series):
            mean = 40.0 / (1 + place % 5)
            values[position, :, place] = random.poisson(mean if not name.endswith("losses") else mean / 2, len(years))
        for stem in {name.rsplit("_", 1)[0] for name in series if name.endswith("_additions")}:
            names = [f"{stem}_{part}" for part in ("nested", "additions", "losses")]
            if all(name in series for name in names):
                stock, gained, lost = (series.index(name) for name in names)
                change = values[position, :, gained] - values[position, :, lost]
                values[position, :, stock] = np.maximum(0, 50 + np.cumsum(change))
    names = ("baseline:above_scale_enterprises", "founding_rate")
    return Ensemble(years, series, values, list[Failure](), values[:, 1, :2], names)
