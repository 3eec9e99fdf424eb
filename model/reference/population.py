"""A synthetic nation or province: the same Region at a scale, with rounds that admit exactly the published batches.

Cut-offs are not given here but found: applicants of a year are ranked by the same score and noise, the best are admitted
until the batch is full, and the score of the last one admitted is the year's cut-off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model import columns as col
from model import inputs as inp
from model.build import WorldRequest, build_world
from model.compiled import kernel
from model.parameters.reading import read_data_file
from model.parameters.table import Override
from model.randomness.priors import FIXED, make_prior_row
from model.reference.errors import ReferenceError
from model.region import Region
from model.rulebook import criteria as crit
from model.rules import titles
from model.series import SERIES_NAMES
from model.title_phase import SCORE_ROW, own_score, read_accounts
from model.world import World

PUBLISHED: Final = Path(__file__).with_name("published.yaml")
NOT_AN_APPLICANT: Final = -1e9


@cache
def published() -> Mapping[str, Any]:
    """The published figures of both populations, as data."""
    content: Mapping[str, Any] = _years_as_numbers(read_data_file(PUBLISHED, ReferenceError).data)
    return content


def _years_as_numbers(data: Any) -> Any:
    """Keys of the form 2024 as numbers; the reader of data files keeps every key a text."""
    if not isinstance(data, Mapping):
        return data
    return {int(key) if str(key).isdigit() else key: _years_as_numbers(value) for key, value in data.items()}


@kernel(
    "void(int64, int64, int64, float64[:,::1], float64[:,::1], float64[:,::1], float64[::1], float64[::1], float64[::1],"
    " float64[:,::1], int16[:,::1], uint64[::1], uint64[::1], float64[::1], float64[::1])"
)
def score_applicants(
    title: int,
    places: int,
    year: int,
    criteria: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    inputs: Any,
    macro: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
    rows: Any,
    facts: Any,
    scores: Any,
) -> None:
    """Scores of the year's applicants for a title that admitted nobody; NOT_AN_APPLICANT for all others."""
    at = titles.thresholds_of(col.RECOGNITION, title)
    for place in range(places):
        scores[place] = NOT_AN_APPLICANT
        if labels[col.DECISION + title, place] != col.BELOW_CUT_OFF * col.DECISION_STEP:
            continue
        read_accounts(place, year, rows, inputs, macro, numbers, labels, keys, facts)
        scored = own_score(
            criteria, at, facts, breaks, increments, remainders, inputs, rows[SCORE_ROW + title], keys[place]
        )
        if scored >= criteria[at, crit.SCORE] or titles.takes_direct_route(criteria, at, facts):
            scores[place] = scored


@dataclass
class ReferenceYear:
    """What one year of a reference population shows, counts at full scale."""

    year: int
    cut_offs: dict[int, float] = field(default_factory=dict)
    applicants: dict[int, float] = field(default_factory=dict)
    admitted: dict[int, float] = field(default_factory=dict)
    due: dict[int, float] = field(default_factory=dict)
    met_at_review: dict[int, float] = field(default_factory=dict)
    renewed: dict[int, float] = field(default_factory=dict)
    stock: dict[int, float] = field(default_factory=dict)
    candidates: dict[int, float] = field(default_factory=dict)
    outcome: dict[str, float] = field(default_factory=dict)
    real_growth: float = 0.0
    attracted_above_scale: float = 0.0


def reference_world(
    name: str, years: int, overrides: Mapping[str, Override] | None = None, *, levels: bool = True
) -> World:
    """The world of a reference population at its scale; quotas are found, so no cut-off is given.

    Without `levels` the levels that are assumed of a nation are not fixed: calibration draws them.
    """
    data = published()[name]
    scale = data["scale"]
    figures = {}
    for figure, entry in data["figures"].items():
        value = entry["value"] if figure == "largest_enterprise_revenue" else entry["value"] / scale
        figures[figure] = np.asarray(make_prior_row(FIXED, value, 0.0, 0.0, -np.inf, np.inf))
    return build_world(
        WorldRequest(
            start_year=data["start_year"],
            years=years,
            figures=figures,
            overrides=dict(overrides or {})
            | {level: entry["value"] for level, entry in (data.get("levels", {}) if levels else {}).items()},
            outside_industry_counted=True,
            binding_cut_offs=False,
            anchored=False,
            county=False,
            rule_revision=False,
        )
    )


class ReferencePopulation:
    """One draw of a nation or province, run year by year with full batches."""

    def __init__(self, name: str, world: World, seed: int, replicate: int) -> None:
        self.data = published()[name]
        self.scale = float(self.data["scale"])
        self.region = Region(world, seed, replicate)
        self.quotas = tuple(
            title
            for title, label in enumerate(col.TITLE_NAMES)
            if label in self.data["admissions"] or label in self.data.get("drawn_admissions", {})
        )
        for title in self.quotas:
            self.region.cut_offs[:, title] = np.inf

    def batch(self, title: int, year: int) -> float:
        """Admissions of a title in a year at full scale; industry's part of them."""
        label = col.TITLE_NAMES[title]
        given = self.data["admissions"].get(label, {"by_year": {}})["by_year"]
        inside = 1.0
        if title < col.SME_TITLES:
            inside = 1.0 / (1.0 + self.region.inputs[inp.TITLE_OUTSIDE_INDUSTRY + title])
        if year in given:
            return float(given[year]) * inside
        names = self.data.get("drawn_admissions", {}).get(label)
        if names is None:
            return 0.0
        amount = 1.0
        for name in names:
            amount *= float(self.region.inputs[inp.PARAMETER_NAMES.index(name)])
        return amount * inside

    def run_year(self, discretion: Mapping[int, float] | None = None) -> ReferenceYear:
        """Run a year; `discretion` replaces the renewal discretion of titles for this year."""
        region = self.region
        for title, value in (discretion or {}).items():
            region.inputs[inp.RENEWAL_DISCRETION + title] = value
        before = region.labels[col.EXPIRY : col.EXPIRY + col.TITLES, : region.places].copy()
        region.step()
        year = region.year
        shown = ReferenceYear(year)
        self._reviews(shown)
        for title in self.quotas:
            self._admit(shown, title)
        for title in range(col.TITLES):
            holders = region.labels[col.EXPIRY + title, : region.places] >= year
            shown.stock[title] = float(holders.sum()) * self.scale
            held_before = before[title] >= year - 1
            shown.candidates[title] = float(held_before.sum()) * self.scale
        young = (region.labels[col.ORIGIN] == col.ATTRACTED) & (region.labels[col.FOUNDING_YEAR] == year - 1)
        shown.attracted_above_scale = float((young & (region.labels[col.ABOVE_SCALE] == 1)).sum()) * self.scale
        shown.real_growth = region.outcome("real_growth")
        row = region.raw_outcomes[year - region.world.start_year]
        shown.outcome = {name: float(row[index]) * self.scale for index, name in enumerate(SERIES_NAMES)}
        return shown

    def _reviews(self, shown: ReferenceYear) -> None:
        region = self.region
        for title in range(col.TITLES):
            kinds = region.labels[col.DECISION + title, : region.places] // col.DECISION_STEP
            met = float((kinds == col.RENEWED).sum())
            by_discretion = float((kinds == col.RENEWED_BY_DISCRETION).sum())
            lost = float(((kinds == col.LOST) | (kinds == col.OUTGREW)).sum())
            shown.due[title] = (met + by_discretion + lost) * self.scale
            shown.met_at_review[title] = met * self.scale
            shown.renewed[title] = (met + by_discretion) * self.scale

    def _admit(self, shown: ReferenceYear, title: int) -> None:
        region, world = self.region, self.region.world
        year = region.year
        scores: NDArray[np.float64] = np.empty(region.places)
        score_applicants(
            title,
            region.places,
            year,
            region.criteria[year - world.start_year],
            world.breaks,
            world.increments,
            world.remainders,
            region.inputs,
            region.macro,
            region.numbers,
            region.labels,
            region.keys,
            region.decision_rows,
            region.facts,
            scores,
        )
        applicants = int((scores > NOT_AN_APPLICANT).sum())
        # Whole admissions whose mean over years is the batch: systematic rounding from year to year.
        exact = self.batch(title, year) / self.scale
        carried = getattr(self, "_carried", {}).get(title, 0.5)
        wanted = int(exact + carried)
        self._carried = {**getattr(self, "_carried", {}), title: exact + carried - wanted}
        shown.applicants[title] = applicants * self.scale
        shown.admitted[title] = min(wanted, applicants) * self.scale
        if wanted == 0 or applicants == 0:
            return
        order = np.argsort(-scores, kind="stable")[: min(wanted, applicants)]
        shown.cut_offs[title] = float(scores[order[-1]])
        validity = int(world.settings[2])
        region.labels[col.EXPIRY + title, order] = year + validity - 1
        region.labels[col.DECISION + title, order] = col.ADMITTED * col.DECISION_STEP
