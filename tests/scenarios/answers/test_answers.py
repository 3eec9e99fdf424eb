"""What binds, when, what is reachable and where the spread comes from: on worlds whose answers are known."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from planted import KINDS, found
from synthetic import ensemble

from model.ensemble import simulate, simulate_drawn
from scenarios.answers.as_json import json_text
from scenarios.answers.asking import answers
from scenarios.answers.drawn import draw, questions_of, run_again
from scenarios.answers.links import links_of
from scenarios.answers.paired import gain
from scenarios.answers.reachable import jointly_reachable, met_at
from scenarios.answers.relaxing import relax
from scenarios.answers.revised import csv_text, xlsx
from scenarios.answers.rounding import as_written, one_step_easier
from scenarios.answers.shares import NAMES, Worlds, shares
from scenarios.answers.when import when
from scenarios.cli.answers_report import report
from scenarios.loaded import load
from scenarios.schema.errors import InputError
from scenarios.verdicts.course import Question, course
from scenarios.verdicts.samples import Samples
from scenarios.world import world_of

FEW = 8


def test_inputs_that_are_given_are_the_same_as_drawn_to_the_bit() -> None:
    """Everything here rests on this: fixing what was drawn changes no byte, and threads do not either."""
    world = world_of(load("xihua"))
    drawn = simulate(world, 3, FEW, threads=1)
    given = simulate_drawn(world, 3, range(FEW), drawn.parameters, threads=2)
    assert given.values.tobytes() == drawn.values.tobytes()
    assert given.parameters.tobytes() == drawn.parameters.tobytes()


def test_only_the_relaxed_input_moves() -> None:
    """A moved parameter is the only input that differs, within its bounds and never to the worse; cut-offs stay."""
    base = draw(load("xihua"), FEW, 1)
    link = next(each for each in links_of(base.world) if each.id == "research_intensity")
    state = relax(link, "moved", base)
    place = base.world.input_names.index("research_intensity_median")
    differ = (state.inputs != base.inputs).any(axis=0)
    assert differ[place]
    assert differ.sum() == 1
    assert (state.inputs[:, place] >= base.inputs[:, place]).all()
    assert state.inputs[:, place].max() <= 0.026


def test_cut_offs_do_not_follow_a_region_that_is_relaxed() -> None:
    """A province's line depends on an input; the line of a relaxed region must not move with it."""
    base = draw(load("xihua"), FEW, 1)
    seen = 0
    for link in links_of(base.world):
        state = relax(link, "moved", base)
        if state.cut_off_means is None:
            continue
        for title in range(base.world.cut_off_slopes.shape[0]):
            follows = np.zeros(len(base.inputs))
            for number, _, scale, slope in base.world.cut_off_slopes[title]:
                if slope != 0.0:
                    moved = state.inputs[:, int(number)] - base.inputs[:, int(number)]
                    follows += slope * moved / scale
            held = state.cut_off_means[:, 1, title] + follows
            if np.isfinite(held).all():
                assert np.allclose(held, base.world.cut_off_means[1, title]), (link.id, title)
                seen += np.abs(follows).max() > 0
    assert seen > 0


@pytest.mark.parametrize("mode", ["removed", "moved"])
def test_every_link_runs_and_some_outcome_hears_of_it(mode: str) -> None:
    """No link is a name without an effect: removed, each changes some outcome of some replicate; none breaks the engine."""
    base = draw(load("xihua"), 6, 1)
    silent = []
    for link in links_of(base.world):
        state = relax(link, mode, base)  # type: ignore[arg-type]
        samples = run_again(
            base, state.inputs, world=state.world, levers=state.levers, cut_off_means=state.cut_off_means
        )
        assert np.isfinite(samples.values).all(), link.id
        if np.array_equal(samples.values, base.samples.values):
            silent.append(link.id)
    if mode == "removed":
        assert len(silent) <= 6, silent


@pytest.mark.parametrize("kind", ["application", "revenue", "adoption"])
def test_a_planted_bottleneck_comes_first(kind: str) -> None:
    """The one condition that stops nearly everybody is found; the ten kinds stand in planted.py."""
    binding, right = found(kind, 1, 1.0, 10)
    assert right, (KINDS[kind].link, binding.first, binding.bottleneck)


def test_a_gain_of_none_is_not_without_error() -> None:
    """No replicate turned: the gain is 0, its error is not."""
    values, met = np.arange(50.0), np.zeros(50, dtype=bool)
    same = gain(values, values, met, met)
    assert (same.probability, same.value) == (0.0, 0.0)
    assert same.probability_error > 0
    assert not same.clear_in_probability
    assert not same.clear_in_value


def test_gains_point_towards_the_target() -> None:
    """For "at most" a fall is a gain."""
    before, met = np.full(40, 10.0), np.zeros(40, dtype=bool)
    found_gain = gain(before, before - 3.0, met, ~met, at_least=False)
    assert found_gain.value == 3.0
    assert found_gain.median == 3.0
    assert found_gain.probability == 1.0
    assert found_gain.clear_in_probability


def _samples(values: object) -> Samples:
    return Samples.of(ensemble({"count": values}))


def test_met_from_a_year_on_and_late() -> None:
    """Ten replicates: five meet it from 2024 on, four more in 2026, one never; due 2025, simulated to 2026."""
    rows = [[0, 0, 5, 5, 5]] * 5 + [[0, 0, 0, 0, 5]] * 4 + [[0, 5, 0, 0, 0]]
    question = Question("t", "level", ("count",), ">=", 5.0, 2023, 2025)
    answer = when(question, _samples(rows))
    assert answer.met_by == {0.5: 2024, 0.8: None, 0.9: None}
    assert answer.late_by == {0.8: 2026, 0.9: 2026}
    assert answer.horizon == 2026


def test_a_yearly_target_by_each_year_and_by_all() -> None:
    """Each year by itself in three of four replicates, all years only in two."""
    rows = [[0, 5, 5], [0, 5, 5], [0, 5, 1], [0, 1, 5]]
    question = Question("t", "average", ("count",), ">=", 5.0, 2023, 2024)
    answer = when(question, _samples(rows))
    assert [(year, share.probability) for year, share in answer.each_year] == [(2023, 0.75), (2024, 0.75)]
    assert answer.all_years is not None
    assert answer.all_years.probability == 0.5


def test_values_are_rounded_to_the_easy_side() -> None:
    """As officials write: 137 becomes 135, 5.47 becomes 5.4; "at most" upwards; a step further is easier."""
    assert [as_written(value) for value in (137.0, 5.47, 1234.0, 59.9, -3.25)] == [135.0, 5.4, 1200.0, 59.0, -3.3]
    assert as_written(137.0, down=False) == 140.0
    assert [as_written(value, whole=True) for value in (5.47, 0.37)] == [5.0, 0.3]
    for value in (0.3, 5.4, 10.0, 100.0, 1250.0, -3.0, 0.0):
        assert one_step_easier(value) < value
        assert one_step_easier(value, down=False) > value


def test_values_that_hold_together_hold_under_another_seed() -> None:
    """A plan that is to hold with 80% does so, within error, on replicates that had no part in it."""
    loaded = load("xihua")
    ids = ["xh_n_srdi_provincial", "xh_n_above_scale", "xh_cov_rd_activity", "xh_n_green_factory"]
    fitted, fresh = draw(loaded, 120, 1).samples, draw(loaded, 120, 2).samples
    joint = jointly_reachable(loaded, fitted, 0.8, targets=ids)
    assert joint is not None
    assert joint.enough
    rows = {row.target.id: row for row in loaded.rows}
    met = np.ones(120, dtype=bool)
    for name, value in joint.values.items():
        question = rows[name].question
        assert question is not None
        met &= met_at(rows[name], course(question, fresh), value)
    assert met.mean() >= 0.8 - 2.5 * np.sqrt(2 * 0.8 * 0.2 / 120)
    more = jointly_reachable(loaded, fitted, 0.9, targets=ids)
    assert more is not None
    assert all(more.values[name] <= joint.values[name] for name in ids)


def test_shares_of_an_additive_world_are_its_variances() -> None:
    """Outcome = 3 p + 2 s + c: shares 9, 4, 1 of 14, and nothing together; with p x c alone all is together."""
    keyed = np.random.Generator(np.random.PCG64(5))
    p, s, c = (keyed.standard_normal((2_000, 2)) for _ in range(3))
    p, s, c = p[:, :, None, None], s[:, None, :, None], c[:, None, None, :]
    exact = shares(Worlds(3 * p + 2 * s + c), "values")
    ranked = shares(Worlds(3 * p + 2 * s + c))
    assert exact is not None
    assert ranked is not None
    for name, wanted in zip(NAMES, (9 / 14, 4 / 14, 1 / 14, 0.0), strict=True):
        assert exact.share[name] == pytest.approx(wanted, abs=max(3 * exact.error[name], 0.01))
        assert ranked.share[name] == pytest.approx(wanted, abs=0.04)
    product = shares(Worlds(p * c + 0 * s), "values")
    assert product is not None
    assert product.share["together"] > 0.9


def test_an_unknown_or_unjudged_target_is_refused() -> None:
    """The nearest right id is named."""
    loaded = load("xihua")
    with pytest.raises(InputError) as unknown:
        questions_of(loaded, ["xh_n_srdi_provincal"])
    assert unknown.value.values["near"] == "xh_n_srdi_provincial"
    unjudged = next(row.target.id for row in loaded.rows if row.status == "programme")
    with pytest.raises(InputError) as refused:
        questions_of(loaded, [unjudged])
    assert refused.value.code == "answers_not_judged"


def test_all_is_said_of_a_target_in_both_languages_and_the_table_is_safe() -> None:
    """One page and one table; the same question gives the same bytes."""
    once, again = (answers("xihua", ["xh_n_green_factory"], 40, 1, binding_replicates=20) for _ in range(2))
    assert json_text(once) == json_text(again)
    for language in ("zh", "en"):
        page = report(once, language)
        assert "xh_n_green_factory" in page
        assert "nan" not in page
    table = list(csv.reader(io.StringIO(csv_text(once, "zh").removeprefix("\ufeff"))))
    assert table[1][0] == "xh_n_green_factory"
    assert len({len(row) for row in table[:3]}) == 1
    assert xlsx(once, "zh") == xlsx(again, "zh")


CHAIN = {
    "entry": "entry",
    "revenue line": "revenue_line:srdi",
    "R&D line": "research_line:srdi",
    "patents": "patent_line:srdi",
    "years in niche": "niche_years:srdi",
    "main-business share": "main_share:srdi",
    "application": "application:srdi",
    "cut-off": "cut_off:srdi",
    "re-review": "re_review:srdi",
    "SME limit": "sme_limit",
    "signings": "signings",
    "conversion": "conversion",
    "lags": "lags",
    "money in place": "funds",
    "demand": "growth",
    "land": "land",
    "upgrading": "upgrading",
}
"""The links that must exist, by what they are called; there are more."""


def test_every_link_of_the_chain_can_be_relaxed_and_matters_for_a_count_of_titles() -> None:
    loaded = load("xihua")
    question = next(each for each in questions_of(loaded) if each.target_id == "xh_n_srdi_provincial")
    known = {link.id: link for link in links_of(world_of(loaded))}
    for name, link in CHAIN.items():
        assert link in known, name
        assert known[link].matters_for(question.outcomes), name


def test_a_rough_answer_comes_first_and_changes_nothing() -> None:
    """Links of few replicates are told first; the final answer is the same to the byte with and without."""
    seen = []
    once = answers("xiangcheng", None, 120, 1, binding_replicates=8, partial=seen.append)
    again = answers("xiangcheng", None, 120, 1, binding_replicates=8, threads=1)
    assert [each.rough for each in seen] == [True] and seen[0].binding.replicates < 8
    assert seen[0].whole is not None and set(seen[0].targets) == set(once.targets)
    assert json_text(once) == json_text(again)
