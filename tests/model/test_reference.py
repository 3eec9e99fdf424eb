"""The reference populations: what they are held to, what they yield, and that the committed results say so."""

from __future__ import annotations

import numpy as np
import pytest

from model import columns as col
from model.inputs import PARAMETER_NAMES
from model.parameters.reading import read_data_file
from model.parameters.table import load_parameters
from model.reference import anchor
from model.reference.cut_offs import FIRST_YEAR, LAST_YEAR, load_cut_offs
from model.reference.errors import ReferenceError
from model.reference.population import ReferencePopulation, published, reference_world
from model.reference.results import ANCHORS, CUT_OFFS, NATION, anchored_priors
from model.version import MODEL_VERSION

# Rows of the priors' list that are checks (model.md 7), and row 5, whose growth is that of all above-scale together.
CHECK_ROWS = {5, 13, 14, 24, 25, 26, 30, 31, 32, 33, 37, 38, 46, 48}


def test_the_checks_emerge_within_their_ranges() -> None:
    """The committed table covers every check, and its median lies in the range."""
    table = {row["check"]: row for row in read_data_file(ANCHORS, ReferenceError).data["checks"]}
    parameters = load_parameters()
    rows = {parameters[name].row for name in table if name in parameters}
    assert rows == CHECK_ROWS
    outside = [
        name for name, row in table.items() if name in parameters and not row["low"] <= row["p50"] <= row["high"]
    ]
    assert outside == []


def test_a_few_fresh_draws_agree_with_the_committed_checks() -> None:
    """Short form of `python -m model.reference anchor`: fresh draws from the anchored priors."""
    world = reference_world("henan", anchor.YEARS, anchored_priors())
    found = []
    for draw in range(16):
        population = ReferencePopulation("henan", world, 99, draw)
        found.append(anchor.emergent([population.run_year() for _ in range(anchor.YEARS)]))
    for check in anchor.checks():
        # One year of some ten holders, and the stocks, need the long form's hundreds of draws. Total growth is held by the
        # weighted draws alone: a scaled province hangs on a few giants (docs/decisions.md, "Growth of the whole ...").
        by_growth = ("real_growth_above_scale", "incremental_capital_output_ratio")
        if check.name.endswith(("_2024", "_2026")) or check.name in by_growth:
            continue
        median = float(np.nanmedian([values[check.name] for values in found]))
        assert check.low * 0.9 <= median <= check.high * 1.1, (check.name, median)


def test_every_anchored_level_is_an_input_inside_its_bounds() -> None:
    parameters = load_parameters()
    for name, prior in anchored_priors().items():
        entry = parameters[name]
        assert name in PARAMETER_NAMES
        assert entry.role == "input"
        assert entry.prior.low <= prior.low < prior.high <= entry.prior.high


def test_results_belong_to_the_present_version() -> None:
    for path in (ANCHORS, CUT_OFFS, NATION):
        data = read_data_file(path, ReferenceError).data
        assert data["results_version"] == MODEL_VERSION
        assert data["kind"] == "estimate"
        assert "python -m model.reference" in data["source"]


def test_cut_offs_cover_every_year_and_only_titles_with_a_quota() -> None:
    means, spreads, slopes = load_cut_offs().arrays(2015, 30)
    assert np.isneginf(means[:, col.INNOVATIVE]).all()
    assert np.isfinite(means[:, col.SRDI :]).all()
    assert (spreads[:, col.SRDI :] > 0.0).all()
    assert means[0, col.SRDI] == means[FIRST_YEAR - 2015, col.SRDI]
    assert means[-1, col.SRDI] == means[LAST_YEAR - 2015, col.SRDI]
    assert np.isfinite(slopes).all()


def test_a_round_admits_its_batch_or_all_its_applicants_and_the_best_of_them() -> None:
    """Admissions equal the published batch where applicants suffice; the cut-off is the last admitted score."""
    world = reference_world("henan", 3, anchored_priors())
    population = ReferencePopulation("henan", world, 3, 1)
    for _ in range(3):
        shown = population.run_year()
        for title in population.quotas:
            assert shown.admitted[title] <= shown.applicants[title]
            batch = population.batch(title, shown.year)
            if shown.applicants[title] > batch + population.scale:
                assert shown.admitted[title] == pytest.approx(batch, abs=population.scale)


def test_the_national_table_stands_beside_every_published_batch() -> None:
    accounts = {row["year"]: row for row in read_data_file(NATION, ReferenceError).data["accounts"]}
    nation = published()["nation"]
    for year, batch in nation["admissions"]["little_giant"]["by_year"].items():
        assert accounts[year]["admitted_published"] == batch
        assert accounts[year]["admitted"] <= batch * 1.05
    for year, due in nation["renewals"]["little_giant"]["due"].items():
        rate = nation["renewals"]["little_giant"]["passed"][year] / due
        assert accounts[year]["pass_rate_published"] == pytest.approx(rate, abs=0.001)
        # Found, not emergent: discretion is set so that the published rate holds.
        assert accounts[year]["pass_rate"] == pytest.approx(rate, abs=0.1)
