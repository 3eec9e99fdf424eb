"""With growth, entry, exit and differences between enterprises off, the ladder is a Markov chain with renewal (model.md 9)."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from model import columns as col
from model.ensemble import Ensemble, simulate
from model.world import World
from tests.model.markov import expected, starting_states
from tests.model.worlds import (
    NO_ENTRY,
    NO_EXIT,
    NO_GROWTH,
    NO_PROJECTS,
    figures,
    in_standard_errors,
    open_to_all,
    series,
    small_world,
    with_levers,
    with_parameters,
)

ENTERPRISES = 120
READINGS = ("nested", "valid", "highest", "additions", "losses")


def chain_world(
    titles: tuple[int, ...], apply: tuple[float, ...], renew: tuple[float, ...], years: int, holders: tuple[int, ...]
) -> World:
    """A world where titles are won and kept by these probabilities and nothing else happens."""
    counts = {f"{col.TITLE_NAMES[title]}_holders": float(count) for title, count in zip(titles, holders, strict=True)}
    none = dict.fromkeys(("innovative_holders", "srdi_holders", "little_giant_holders"), 0.0)
    built = small_world(ENTERPRISES, 60, years=years, figures=figures(ENTERPRISES, 60, **(none | counts)))
    rates = {f"application_{col.TITLE_NAMES[title]}": rate for title, rate in zip(titles, apply, strict=True)}
    rates |= {f"renewal_discretion_{col.TITLE_NAMES[title]}": rate for title, rate in zip(titles, renew, strict=True)}
    return with_parameters(open_to_all(built, titles), NO_GROWTH, NO_EXIT, NO_ENTRY, NO_PROJECTS, rates)


def distances(ensemble: Ensemble, name: str, theory: NDArray[np.float64]) -> tuple[float, float, float]:
    """Standard errors between a series and its expectation: of its mean over the years, in the last year, in any year."""
    values = series(ensemble, name)
    # A standard error says little about a year in which hardly any case is expected; the mean over the years counts those.
    expected_cases = np.abs(theory) * values.shape[0]
    assert (values[:, expected_cases == 0.0] == 0.0).all(), name
    by_year = [
        in_standard_errors(values[:, year], float(theory[year])) for year in np.flatnonzero(expected_cases >= 10.0)
    ]
    whole = in_standard_errors(values.mean(axis=1), float(theory.mean()))
    return whole, by_year[-1] if by_year else 0.0, max(by_year, key=abs, default=0.0)


def check(ensemble: Ensemble, titles: tuple[int, ...], theory: dict[str, NDArray[np.float64]]) -> None:
    """Within 3 standard errors over the horizon and in the last year; single years, of which there are many, within 4."""
    for reading in READINGS:
        for rung, title in enumerate(titles):
            name = f"{col.TITLE_NAMES[title]}_{reading}"
            whole, last, most = distances(ensemble, name, theory[reading][:, rung])
            assert abs(whole) <= 3.0, (name, whole)
            assert abs(last) <= 3.0, (name, last)
            assert abs(most) <= 4.5, (name, most)


ONE_TITLE = [
    (0.05, 0.5),
    (0.05, 0.9),
    (0.2, 0.0),
    (0.2, 0.7),
    (0.4, 0.3),
    (0.4, 0.95),
    (0.8, 0.6),
    (1.0, 0.0),
    (1.0, 1.0),
]


@pytest.mark.parametrize(("apply", "renew"), ONE_TITLE)
@pytest.mark.parametrize("title", [col.INNOVATIVE, col.PROVINCIAL_CHAMPION], ids=["innovative", "provincial champion"])
def test_one_title_with_renewal(title: int, apply: float, renew: float) -> None:
    years = 14
    ensemble = simulate(chain_world((title,), (apply,), (renew,), years, (0,)), 31, 200, threads=1)
    # none, first, second and third year of a certificate
    transition = np.array(
        [
            [1.0 - apply, apply, 0.0, 0.0],
            [0.0, 0.0, 1.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
            [1.0 - renew, renew, 0.0, 0.0],
        ]
    )
    shares = np.array(
        [np.array([1.0, 0.0, 0.0, 0.0]) @ np.linalg.matrix_power(transition, t) for t in range(years + 1)]
    )
    name = col.TITLE_NAMES[title]
    whole, last, most = distances(ensemble, f"{name}_nested", ENTERPRISES * (1.0 - shares[:, 0]))
    assert max(abs(whole), abs(last)) <= 3.0
    assert abs(most) <= 4.5
    additions = np.concatenate([[0.0], shares[:-1, 0] * apply])
    assert abs(distances(ensemble, f"{name}_additions", ENTERPRISES * additions)[0]) <= 3.0
    losses = np.concatenate([[0.0], shares[:-1, 3] * (1.0 - renew)])
    assert abs(distances(ensemble, f"{name}_losses", ENTERPRISES * losses)[0]) <= 3.0


LADDERS = [
    ((0.3, 0.2, 0.1), (0.7, 0.8, 0.9), (0, 0, 0)),
    ((0.1, 0.1, 0.1), (0.5, 0.5, 0.5), (60, 20, 5)),
    ((0.5, 0.3, 0.5), (0.2, 0.9, 0.3), (40, 40, 40)),
    ((0.9, 0.9, 0.9), (0.4, 0.0, 0.6), (30, 10, 0)),
    ((0.05, 0.6, 0.3), (0.95, 0.6, 0.1), (90, 60, 30)),
    ((1.0, 1.0, 1.0), (0.5, 0.5, 0.5), (0, 0, 0)),
]


@pytest.mark.parametrize(("apply", "renew", "holders"), LADDERS)
def test_three_rungs_with_renewal_and_falling_back(
    apply: tuple[float, float, float], renew: tuple[float, float, float], holders: tuple[int, int, int]
) -> None:
    titles = (col.INNOVATIVE, col.SRDI, col.LITTLE_GIANT)
    years = 12
    ensemble = simulate(chain_world(titles, apply, renew, years, holders), 77, 80, threads=1)
    by_highest = [(holders[0] - holders[1]), (holders[1] - holders[2]), holders[2]]
    theory = expected(starting_states([count / ENTERPRISES for count in by_highest]), years, apply, renew)
    check(ensemble, titles, {reading: ENTERPRISES * getattr(theory, reading) for reading in READINGS})


@pytest.mark.parametrize(("apply", "service"), [(0.2, 0.5), (0.1, 1.0), (0.6, 0.25)])
def test_cultivation_wins_over_its_share_of_the_hesitant(apply: float, service: float) -> None:
    years = 6
    world = chain_world((col.INNOVATIVE,), (apply,), (0.5,), years, (0,))
    served = with_levers(world, {"cultivation_service": [(2023, 2040, service)]})
    ensemble = simulate(served, 5, 60, threads=1)
    theory = expected({(None,): 1.0}, years, (apply + (1.0 - apply) * service,), (0.5,))
    check(ensemble, (col.INNOVATIVE,), {reading: ENTERPRISES * getattr(theory, reading) for reading in READINGS})


@pytest.mark.parametrize("renew", [0.0, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("apply", [0.01, 0.03])
def test_with_constant_additions_the_stock_tends_to_three_times_them_over_the_losses(
    apply: float, renew: float
) -> None:
    years = 120
    ensemble = simulate(chain_world((col.INNOVATIVE,), (apply,), (renew,), years, (0,)), 13, 60, threads=1)
    settled = slice(60, None)
    stock = series(ensemble, "innovative_nested")[:, settled].mean(axis=1)
    additions = series(ensemble, "innovative_additions")[:, settled].mean(axis=1)
    # A renewal cycle multiplies what is left of the start by about `renew`: after 20 of them, less than a thousandth.
    assert abs(in_standard_errors(stock - 3.0 * additions / (1.0 - renew), 0.0)) <= 3.0
    share = 3.0 * apply / (1.0 - renew + 3.0 * apply)
    assert abs(in_standard_errors(stock, ENTERPRISES * share)) <= 3.0


def test_a_certificate_counts_for_three_year_ends() -> None:
    world = chain_world((col.INNOVATIVE,), (1.0,), (0.0,), 9, (0,))
    stock = series(simulate(world, 1, 2, threads=1), "innovative_nested") / ENTERPRISES
    # Won in year 1, it counts in years 1, 2 and 3, fails its re-review in year 4, and may be won again in year 5.
    assert stock[0].tolist() == [0, 1, 1, 1, 0, 1, 1, 1, 0, 1]
