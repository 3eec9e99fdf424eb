"""The loop over replicates: failures are rows, cancelling keeps a prefix, memory does not grow with replicates."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import columns as col
from model import inputs as inp
from model.ensemble import Ensemble, simulate
from model.randomness.priors import UNIFORM, make_prior_row
from model.region import Region
from model.world import World
from tests.model.worlds import NO_PROJECTS, small_world, with_imposed, with_parameters

ROOT = Path(__file__).resolve().parents[2]
SEED = 4


def wild_world(years: int = 4) -> World:
    """A world where about one replicate in six grows beyond every number in its fourth year."""
    world = with_parameters(small_world(60, 20, years=years), NO_PROJECTS)
    priors = world.priors.copy()
    priors[inp.REAL_GROWTH_ABOVE_SCALE] = make_prior_row(UNIFORM, 0.0, 210.0)
    return replace(world, priors=priors)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_replicate_without_finite_totals_is_a_failure_row_and_nothing_more(threads: int) -> None:
    ensemble = simulate(wild_world(), SEED, 60, threads=threads, chunk=7)
    failed = [failure.replicate for failure in ensemble.failures]
    assert 0 < len(failed) < 30
    assert failed == sorted(set(failed))
    assert {failure.error for failure in ensemble.failures} == {"NotFinite"}
    assert all(failure.place and "/" not in failure.place for failure in ensemble.failures)
    assert np.isnan(ensemble.values[failed]).all()
    assert not np.isnan(np.delete(ensemble.values, failed, axis=0)).any()
    # What a failed replicate drew is kept, so that it can be looked into.
    assert np.isfinite(ensemble.parameters).all()
    growth = ensemble.parameters[:, inp.REAL_GROWTH_ABOVE_SCALE]
    assert growth[failed].min() > np.delete(growth, failed).max()


def test_a_replicate_that_leaves_the_numbers_early_ends_there() -> None:
    """What comes after is never computed: counts with an endless mean would never be drawn to an end."""
    short, long = (simulate(wild_world(years), SEED, 30, threads=1) for years in (4, 12))
    failed = {failure.replicate for failure in long.failures}
    assert {failure.replicate for failure in short.failures} <= failed < set(range(30))
    at_once = with_parameters(small_world(60, 20), real_growth_above_scale=1e4)
    assert len(simulate(at_once, SEED, 3, threads=1).failures) == 3


def test_a_replicate_that_signs_without_bounds_is_a_failure_row() -> None:
    """Signings follow output: a replicate that leaves all bounds must not ask for ever more memory."""
    world = with_parameters(small_world(60, 20), signing_growth_elasticity=1.0)
    priors = world.priors.copy()
    priors[inp.REAL_GROWTH_ABOVE_SCALE] = make_prior_row(UNIFORM, 0.0, 20.0)
    ensemble = simulate(replace(world, priors=priors), SEED, 12, threads=1)
    assert {failure.error for failure in ensemble.failures} == {"NotFinite"}
    absurd = with_imposed(small_world(60, 20), signed_projects=[(2023, 2030, 1e7)])
    assert len(simulate(absurd, SEED, 3, threads=1).failures) == 3


def test_a_failure_is_replayed_by_its_number() -> None:
    ensemble = simulate(wild_world(), SEED, 60, threads=1)
    failure = ensemble.failures[0]
    alone = simulate(wild_world(), SEED, 1, first_replicate=failure.replicate, threads=1)
    assert alone.failures == [failure]
    assert alone.parameters.tobytes() == ensemble.parameters[failure.replicate].tobytes()


def test_failures_change_no_other_replicate() -> None:
    ensemble = simulate(wild_world(), SEED, 30, threads=1)
    failed = {failure.replicate for failure in ensemble.failures}
    for replicate in sorted(set(range(30)) - failed)[:5]:
        alone = simulate(wild_world(), SEED, 1, first_replicate=replicate, threads=1)
        assert alone.values[0].tobytes() == ensemble.values[replicate].tobytes()


def cancelled_after(calls: int) -> Ensemble:
    """Cancel at so many looks."""
    looks = iter(range(10**6))
    return simulate(small_world(), SEED, 100, threads=2, chunk=5, cancelled=lambda: next(looks) >= calls)


@pytest.mark.parametrize("calls", [0, 1, 3, 6])
def test_cancelling_returns_the_replicates_finished_so_far(calls: int) -> None:
    whole = simulate(small_world(), SEED, 100, threads=1)
    ensemble = cancelled_after(calls)
    done = len(ensemble.numbers)
    assert ensemble.cancelled and not whole.cancelled
    assert 0 < done < 100
    assert ensemble.numbers.tolist() == list(range(done))
    assert ensemble.values.tobytes() == whole.values[:done].tobytes()
    assert ensemble.parameters.tobytes() == whole.parameters[:done].tobytes()


def test_a_cancelled_run_is_finished_by_another() -> None:
    whole = simulate(small_world(), SEED, 100, threads=1)
    first = cancelled_after(2)
    done = len(first.numbers)
    rest = simulate(small_world(), SEED, 100 - done, first_replicate=done, threads=2)
    assert np.concatenate([first.values, rest.values]).tobytes() == whole.values.tobytes()


def test_progress_rises_to_the_number_of_replicates() -> None:
    told: list[tuple[int, int]] = []
    simulate(small_world(), SEED, 50, threads=2, chunk=8, progress=lambda done, of: told.append((done, of)))
    assert [of for _, of in told] == [50] * len(told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == 50


def test_two_users_at_once_get_what_one_gets() -> None:
    """Two threads of one process, as two sessions of the app, each running an ensemble over threads."""
    alone = [simulate(small_world(), seed, 40, threads=1).values.tobytes() for seed in (1, 2)]
    found: dict[int, bytes] = {}

    def run(seed: int) -> None:
        found[seed] = simulate(small_world(), seed, 40, threads=2, chunk=3).values.tobytes()

    users = [threading.Thread(target=run, args=(seed,)) for seed in (1, 2)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert [found[1], found[2]] == alone


def test_an_ensemble_of_none_has_no_rows() -> None:
    ensemble = simulate(small_world(), SEED, 0, threads=2)
    assert ensemble.values.shape[0] == len(ensemble.numbers) == 0
    assert not ensemble.failures and not ensemble.cancelled


def test_years_series_and_inputs_are_named() -> None:
    world = small_world(years=3)
    ensemble = simulate(world, SEED, 2, threads=1)
    assert ensemble.years == [2022, 2023, 2024, 2025]
    assert ensemble.values.shape == (2, len(ensemble.years), len(ensemble.series))
    assert ensemble.parameters.shape == (2, len(ensemble.parameter_names))


def test_an_enterprise_takes_at_most_250_bytes() -> None:
    region = Region(small_world(), seed=1)
    columns = (region.numbers, region.labels, region.identities, region.keys)
    taken = sum(array.nbytes for array in columns) / region.numbers.shape[1]
    assert taken == 8 * col.NUMBERS + 2 * col.LABELS + 16
    assert taken <= 250


MEMORY = """
import resource, sys
from model.ensemble import simulate
from tests.model.worlds import small_world

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

simulate(small_world(2_000, 200, years=1), 1, 1, threads=1)
before = peak()
world = small_world({enterprises}, 2_000, years=1)
first = simulate(world, 1, 1, threads=1)
alone = peak()
simulate(world, 1, {replicates}, threads=1)
print(alone - before, peak() - alone, int(first.values[0, :, first.series.index("enterprises")].max()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is read by a Unix call")
def test_memory_is_a_few_hundred_bytes_an_enterprise_and_does_not_grow_with_replicates() -> None:
    enterprises, replicates = 200_000, 6
    code = MEMORY.format(enterprises=enterprises, replicates=replicates)
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    one, more, alive = map(int, shown.stdout.split())
    assert alive >= enterprises
    # The columns, and what a page or two of each and the interpreter add.
    assert one <= 250 * alive, f"{one / alive:.0f} bytes an enterprise"
    assert more <= 0.2 * one, f"{more / 1e6:.1f} MB more for {replicates} replicates than for one"
