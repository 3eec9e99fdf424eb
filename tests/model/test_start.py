"""The starting population: totals that hold exactly, also at the edges, and the shape that the parameters state."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import columns as col
from model import inputs as inp
from model.ensemble import simulate
from model.region import Region
from model.rulebook import criteria as crit
from model.rules import titles
from tests.model.worlds import NO_PROJECTS, figures, in_standard_errors, series, small_world, with_parameters

NOBODY = dict.fromkeys(("innovative_holders", "srdi_holders", "little_giant_holders"), 0.0)


@pytest.mark.parametrize(
    ("enterprises", "above", "holders", "start"),
    [
        # enterprises, above scale, (innovative, SRDI, little giants) as the baseline draws them; what stands at the start
        pytest.param(1, 1, (1, 1, 1), (1, 1, 1, 1, 1), id="a single enterprise"),
        pytest.param(0, 0, (0, 0, 0), (0, 0, 0, 0, 0), id="nobody"),
        pytest.param(50, 0, (0, 0, 0), (50, 0, 0, 0, 0), id="nobody above scale"),
        pytest.param(50, 50, (10, 5, 1), (50, 50, 10, 5, 1), id="everyone above scale"),
        pytest.param(50, 20, (50, 50, 50), (50, 20, 50, 50, 50), id="everyone holds every title"),
        pytest.param(50, 20, (49, 30, 0), (50, 20, 49, 30, 0), id="nearly everyone holds a title"),
        pytest.param(50, 20, (80, 10, 0), (50, 20, 50, 10, 0), id="more holders than enterprises"),
        pytest.param(30, 40, (16, 6, 2), (40, 40, 16, 6, 2), id="more above scale than enterprises"),
        pytest.param(100, 40, (3, 10, 12), (100, 40, 12, 12, 12), id="more of a higher title than of a lower one"),
        pytest.param(100, 40, (3.6, 2.4, 0.4), (100, 40, 4, 2, 0), id="fractions are rounded"),
    ],
)
def test_totals_hold_at_the_start(
    enterprises: int, above: int, holders: tuple[float, ...], start: tuple[int, ...]
) -> None:
    names = ("innovative_holders", "srdi_holders", "little_giant_holders")
    given = figures(enterprises, above, **dict(zip(names, holders, strict=True)))
    ensemble = simulate(small_world(figures=given, years=2, outside_industry_counted=False), 3, 10, threads=1)
    assert not ensemble.failures
    shown = ("enterprises", "above_scale", "innovative_nested", "srdi_nested", "little_giant_nested")
    for name, wanted in zip(shown, start, strict=True):
        assert (series(ensemble, name)[:, 0] == wanted).all(), name


def test_an_unknown_number_of_enterprises_follows_from_those_above_scale() -> None:
    ensemble = simulate(small_world(figures=figures(0, 40), years=1), 3, 50, threads=1)
    share = ensemble.parameters[:, inp.ABOVE_SCALE_SHARE]
    np.testing.assert_array_equal(series(ensemble, "enterprises")[:, 0], np.floor(40 / share + 0.5))


def test_sizes_follow_the_stated_body_within_each_stratum() -> None:
    median, spread = 75.0, 2.5
    world = with_parameters(
        small_world(2000, 200, years=1),
        NO_PROJECTS,
        median_revenue=median,
        log_revenue_spread=spread,
        tail_join_quantile=0.99,
    )
    ranks = []
    for replicate in range(4):
        region = Region(world, seed=5, replicate=replicate)
        size = np.log(region.numbers[col.REVENUE_1, : region.places])
        above = region.labels[col.ABOVE_SCALE, : region.places] == 1
        assert (size[above] >= math.log(2000.0)).all() and (size[~above] < math.log(2000.0)).all()
        # Below the line, sizes are those of a normal cut there; the floor of one unit of money is left out.
        z = (size[~above] - math.log(median)) / spread
        top = 0.5 * math.erfc(-(math.log(2000.0 / median) / spread) / math.sqrt(2.0))
        ranks.append(np.array([0.5 * math.erfc(-value / math.sqrt(2.0)) for value in z]) / top)
    rank = np.concatenate(ranks)
    for limit in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert abs(in_standard_errors((rank <= limit).astype(float), limit)) <= 3.0


def test_no_enterprise_is_larger_than_the_largest_known() -> None:
    for replicate in range(5):
        built = small_world(1000, 300, figures=figures(1000, 300, largest_enterprise_revenue=90_000.0))
        region = Region(with_parameters(built, NO_PROJECTS), 1, replicate)
        revenue = region.numbers[col.REVENUE_1, : region.places]
        assert revenue.max() <= 90_000.0 * (1.0 + 1e-9)
        assert revenue.max() > 10_000.0


def test_holders_meet_the_lasting_conditions_of_their_title() -> None:
    """Those large enough for their title have the research, patents, focus and years that it asked of them."""
    region = Region(small_world(600, 300, outside_industry_counted=False), seed=8)
    holders = np.flatnonzero(region.labels[col.EXPIRY + col.LITTLE_GIANT, : region.places] > 0)
    row = region.criteria[0, titles.thresholds_of(col.RECOGNITION, col.LITTLE_GIANT)]
    assert len(holders) == 15
    for place in holders:
        recorded = region.numbers[col.RESEARCH_INTENSITY_1, place] * region.drawn["research_recording"]
        assert recorded > 0.0
        assert region.numbers[col.MAIN_BUSINESS_SHARE, place] >= row[crit.MAIN_SHARE]
        assert region.world.start_year - 1 - region.labels[col.NICHE_YEAR, place] >= row[crit.NICHE_YEARS]
        assert region.labels[col.RESEARCH_INSTITUTION, place] >= row[crit.RESEARCH_INSTITUTION]
        expiries = region.labels[col.EXPIRY : col.EXPIRY + 3, place]
        assert ((expiries >= region.year) & (expiries <= region.year + 2)).all()


def test_certificates_held_at_the_start_run_out_evenly_over_three_years() -> None:
    counts = np.zeros(3)
    for replicate in range(30):
        region = Region(small_world(200, 100, outside_industry_counted=False, years=1), seed=6, replicate=replicate)
        expiries = region.labels[col.EXPIRY, : region.places]
        counts += np.bincount(expiries[expiries > 0] - region.year, minlength=3)
    total = counts.sum()
    assert (np.abs(counts - total / 3) <= 3.0 * math.sqrt(total * 2 / 9)).all()


def test_ages_and_zones_follow_what_is_stated() -> None:
    ages: list[Any] = []
    zones: list[Any] = []
    for replicate in range(6):
        world = with_parameters(
            small_world(800, 100, figures=figures(800, 100, **NOBODY), years=1), NO_PROJECTS, age_mean=9.0
        )
        region = Region(world, seed=4, replicate=replicate)
        ages.append(region.year - region.labels[col.FOUNDING_YEAR, : region.places])
        zones.append(region.labels[col.ZONE, : region.places] == 1)
    age = np.concatenate(ages).astype(float)
    # One year and the whole years of an exponential of mean 9, cut at 60 years.
    whole_years = np.arange(1.0, 60.0)
    assert abs(in_standard_errors(age, 1.0 + float(np.exp(-whole_years[:59] / 9.0).sum()))) <= 3.0
    assert age.min() >= 1.0 and age.max() <= 60.0
    assert abs(in_standard_errors(np.concatenate(zones).astype(float), 0.3)) <= 3.0
