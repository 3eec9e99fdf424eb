"""What one draw costs in a loop over 2,000 entities: nanoseconds, and the ratio to a plain uniform.

Run: python -m benchmarks.draws. Absolute figures vary with the host; the ratios, measured in interleaved rounds of
one run, are what can be compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from model.randomness import arithmetic, distributions
from model.randomness.distributions import SUBBOTIN_TABLE_SIZE
from model.randomness.keys import entity_key, replicate_key, row_key, uniform

ENTITIES: Final = 2_000
ROWS: Final = 200
ROUNDS: Final = 9

Loop = Callable[..., None]


def over_rows(of_uniform: Callable[..., Any]) -> Loop:
    """A loop of draws: rows x entities, each one uniform and what is made of it."""

    @numba.njit(error_model="numpy")  # type: ignore[untyped-decorator]
    def loop(rows: Any, keys: Any, numbers: Any, table: Any, out: Any) -> None:
        for r in range(rows.size):
            row = rows[r]
            for i in range(keys.size):
                out[i] = of_uniform(uniform(row, keys[i]), numbers[i], table)

    return loop  # type: ignore[no-any-return]


def over_numbers(of_number: Callable[..., Any]) -> Loop:
    """A loop of a function over numbers at hand."""

    @numba.njit(error_model="numpy")  # type: ignore[untyped-decorator]
    def loop(rows: Any, keys: Any, numbers: Any, table: Any, out: Any) -> None:
        for r in range(rows.size):
            shift = 1e-3 * r
            for i in range(keys.size):
                out[i] = of_number(numbers[i] + shift)

    return loop  # type: ignore[no-any-return]


def pairwise_normal() -> Loop:
    """Box and Muller (1958), one normal from two keyed uniforms: the alternative to the inverse transform."""

    @numba.njit(error_model="numpy")  # type: ignore[untyped-decorator]
    def loop(rows: Any, keys: Any, numbers: Any, table: Any, out: Any) -> None:
        for r in range(rows.size):
            first = rows[r]
            second = first * np.uint64(0x9E3779B97F4A7C15)
            for i in range(keys.size):
                radius = np.sqrt(-2.0 * arithmetic.log(uniform(first, keys[i])))
                out[i] = radius * arithmetic.sine_cosine_of_turn(uniform(second, keys[i]))[0]

    return loop  # type: ignore[no-any-return]


def subjects() -> dict[str, Loop]:
    """Every measured loop by name; a draw's cost contains its uniform."""

    def inline(function: Callable[..., Any]) -> Callable[..., Any]:
        compiled: Callable[..., Any] = numba.njit(forceinline=True, error_model="numpy")(function)
        return compiled

    normal = distributions.normal_from_uniform
    subbotin = distributions.subbotin_from_uniform
    laplace = distributions.laplace_from_uniform
    bernoulli = distributions.bernoulli_from_uniform
    lognormal = distributions.lognormal
    pareto = distributions.truncated_pareto_quantile
    poisson = distributions.poisson_from_uniform
    beta = distributions.beta_quantile
    sine_cosine = arithmetic.sine_cosine_of_turn
    power = arithmetic.power
    return {
        "uniform": over_rows(inline(lambda u, x, table: u)),
        "bernoulli": over_rows(inline(lambda u, x, table: bernoulli(u, x))),
        "normal": over_rows(inline(lambda u, x, table: normal(u))),
        "normal, two uniforms": pairwise_normal(),
        "laplace": over_rows(inline(lambda u, x, table: laplace(u))),
        "subbotin": over_rows(inline(lambda u, x, table: subbotin(u, table))),
        "lognormal": over_rows(inline(lambda u, x, table: lognormal(u, 0.5, 0.3))),
        "truncated pareto": over_rows(inline(lambda u, x, table: pareto(u, 1.1, 2.0, 1e4))),
        "poisson of mean 0.2": over_rows(inline(lambda u, x, table: poisson(u, 0.2))),
        "poisson of mean 5": over_rows(inline(lambda u, x, table: poisson(u, 5.0))),
        "poisson of mean 1000": over_rows(inline(lambda u, x, table: poisson(u, 1000.0))),
        "beta quantile": over_rows(inline(lambda u, x, table: beta(u, 38.0, 362.0))),
        "exp": over_numbers(arithmetic.exp),
        "log": over_numbers(arithmetic.log),
        "expm1": over_numbers(arithmetic.expm1),
        "log1p": over_numbers(arithmetic.log1p),
        "sine and cosine": over_numbers(inline(lambda x: sine_cosine(x)[0] + sine_cosine(x)[1])),
        "power": over_numbers(inline(lambda x: power(x, 1.7))),
    }


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Nanoseconds a draw, the best of the interleaved rounds."""
    rows: NDArray[np.uint64] = np.array(
        [row_key(replicate_key(1, 0), year, 400) for year in range(ROWS)], dtype=np.uint64
    )
    keys: NDArray[np.uint64] = np.array([entity_key(3, number) for number in range(ENTITIES)], dtype=np.uint64)
    numbers = np.linspace(0.05, 3.0, ENTITIES)
    out = np.zeros(ENTITIES)
    table = np.zeros(SUBBOTIN_TABLE_SIZE)
    distributions.subbotin_table(1.1, table)
    loops = subjects()
    slow = {"poisson of mean 0.2", "poisson of mean 5", "poisson of mean 1000", "beta quantile"}
    best = dict.fromkeys(loops, np.inf)
    for loop in loops.values():
        loop(rows[:1], keys, numbers, table, out)
    for _ in range(rounds):
        for name, loop in loops.items():
            some = rows[:5] if name in slow else rows
            start = time.perf_counter()
            loop(some, keys, numbers, table, out)
            best[name] = min(best[name], (time.perf_counter() - start) / (some.size * ENTITIES) * 1e9)
    start = time.perf_counter()
    for _ in range(200):
        distributions.subbotin_table(1.1, table)
    best["subbotin table, a whole one"] = (time.perf_counter() - start) / 200 * 1e9
    return {name: float(value) for name, value in best.items()}


def main() -> None:
    """Print the table."""
    measured = measure()
    print(f"{'draw or function':30}{'ns':>12}{'x uniform':>12}")
    for name, value in measured.items():
        print(f"{name:30}{value:12.2f}{value / measured['uniform']:12.1f}")


if __name__ == "__main__":
    main()
