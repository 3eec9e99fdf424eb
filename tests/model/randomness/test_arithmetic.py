"""The elementary functions are exact to the stated error, keep the special cases, and compile to what they say."""

from __future__ import annotations

import math
import platform
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from model.compiled import rule
from model.randomness import arithmetic, normal, subbotin
from tests.model.randomness import precise
from tests.model.randomness.interpreted import interpreted_functions

NUMBERS = np.random.default_rng(7)
INFINITY = math.inf


def spread(count: int, low: float, high: float) -> list[float]:
    """Numbers between two bounds."""
    return [float(x) for x in NUMBERS.uniform(low, high, count)]


def magnitudes(count: int, low: float, high: float) -> list[float]:
    """Numbers whose logarithms lie between two bounds."""
    return [math.exp(x) for x in spread(count, low, high)]


# Function, its exact value, points, largest error allowed in units in the last place (stated in the module's docstring).
ACCURACY: list[tuple[Any, Callable[[float], Decimal], list[float], float]] = [
    (arithmetic.exp, precise.exponential, spread(1500, -708, 709) + spread(1500, -1, 1), 1.1),
    (arithmetic.log, precise.logarithm, magnitudes(1500, -740, 709) + spread(1500, 0.5, 2), 0.95),
    (arithmetic.log_of_normal, precise.logarithm, magnitudes(500, -700, 709) + spread(500, 0.5, 2), 0.95),
    (
        arithmetic.expm1,
        precise.exponential_less_one,
        spread(1500, -40, 40) + spread(1500, -1, 1) + magnitudes(500, -40, 0),
        1.8,
    ),
    (
        arithmetic.log1p,
        precise.logarithm_of_one_more,
        magnitudes(1000, -40, 40) + [-x for x in magnitudes(1000, -40, 0)] + spread(1000, -0.9, 1),
        1.6,
    ),
]


@pytest.mark.parametrize(
    ("function", "exact", "points", "limit"), ACCURACY, ids=lambda value: getattr(value, "__name__", "")
)
def test_error_is_below_the_stated_one(
    function: Callable[[float], float], exact: Callable[[float], Decimal], points: list[float], limit: float
) -> None:
    worst = max(precise.in_last_places(function(x), exact(x)) for x in points)
    assert 0.4 < worst < limit  # below 0.4 the comparison itself would be wrong: rounding alone gives 0.5


def test_error_of_power() -> None:
    pairs = zip(magnitudes(1500, -20, 20), spread(1500, -30, 30), strict=True)
    worst = max(precise.in_last_places(arithmetic.power(x, y), precise.power(x, y)) for x, y in pairs)
    assert worst < 1.0


def test_error_of_sine_and_cosine() -> None:
    sines, cosines = [], []
    for turn in [*spread(1500, -1, 1), *spread(200, -1000, 1000)]:
        sine, cosine = arithmetic.sine_cosine_of_turn(turn)
        sines.append(precise.in_last_places(sine, precise.sine_of_turn(turn)))
        quarter_later = Decimal(turn) + Decimal("0.25")
        cosines.append(precise.in_last_places(cosine, precise.sine_of_turn(quarter_later)))  # type: ignore[arg-type]
    assert max(sines) < 1.9
    assert max(cosines) < 1.9
    assert [arithmetic.sine_cosine_of_turn(k / 4) for k in range(4)] == [(0, 1), (1, 0), (0, -1), (-1, 0)]


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (arithmetic.exp(0.0), 1.0),
        (arithmetic.exp(-INFINITY), 0.0),
        (arithmetic.exp(INFINITY), INFINITY),
        (arithmetic.exp(709.79), INFINITY),
        (arithmetic.exp(-745.2), 0.0),
        (arithmetic.exp(-745.1), 5e-324),
        (arithmetic.exp(math.nan), math.nan),
        (arithmetic.log(1.0), 0.0),
        (arithmetic.log(0.0), -INFINITY),
        (arithmetic.log(-1.0), math.nan),
        (arithmetic.log(INFINITY), INFINITY),
        (arithmetic.log(math.nan), math.nan),
        (arithmetic.log1p(-1.0), -INFINITY),
        (arithmetic.log1p(-2.0), math.nan),
        (arithmetic.log1p(INFINITY), INFINITY),
        (arithmetic.log1p(1e-300), 1e-300),
        (arithmetic.expm1(-INFINITY), -1.0),
        (arithmetic.expm1(INFINITY), INFINITY),
        (arithmetic.expm1(1e-300), 1e-300),
        (arithmetic.power(0.0, 2.0), 0.0),
        (arithmetic.power(0.0, -2.0), INFINITY),
        (arithmetic.power(0.0, 0.0), 1.0),
        (arithmetic.power(2.0, 10.0), 1024.0),
        (arithmetic.power(2.0, 1023.0), 2.0**1023),
        (arithmetic.power(2.0, 1024.0), INFINITY),
        (arithmetic.power(2.0, -1074.0), 5e-324),
        (arithmetic.power(2.0, -1076.0), 0.0),
        (arithmetic.power(0.5, INFINITY), 0.0),
        (arithmetic.power(INFINITY, -1.0), 0.0),
        (arithmetic.power(-2.0, 2.0), math.nan),
        (arithmetic.power(math.nan, 2.0), math.nan),
        (arithmetic.square_root(2.0), math.sqrt(2.0)),
    ],
)
def test_special_cases(got: float, expected: float) -> None:
    assert got == expected or (math.isnan(got) and math.isnan(expected))


def test_compiled_bits_are_those_of_the_formula() -> None:
    """Each operation rounded by itself, as the interpreter does it: no contraction, no reordering, no library."""
    plain = interpreted_functions()["arithmetic"]
    with np.errstate(over="ignore"):
        for name, points in {
            "exp": [*spread(300, -745, 709), *spread(300, -1, 1)],
            "expm1": [*spread(300, -40, 709), *spread(300, -1, 1)],
            "log": [*magnitudes(300, -740, 709), *spread(300, 0.5, 2)],
            "log1p": [*magnitudes(300, -40, 300), *spread(300, -0.99, 1)],
            "sine_cosine_of_turn": [*spread(300, -2, 2)],
        }.items():
            compiled = getattr(arithmetic, name)
            assert [compiled(x) for x in points] == [plain[name](x) for x in points], name
        pairs = list(zip(magnitudes(300, -20, 20), spread(300, -30, 30), strict=True))
        assert [arithmetic.power(x, y) for x, y in pairs] == [plain["power"](x, y) for x, y in pairs]


Loop = Callable[[NDArray[np.float64], NDArray[np.float64]], None]


def loop_of(function: Callable[[float], float]) -> Any:
    """A loop over an array, as the model has it."""

    @rule
    def loop(numbers: NDArray[np.float64], out: NDArray[np.float64]) -> None:
        for i in range(numbers.size):
            out[i] = function(numbers[i])

    return loop


@rule
def subbotin_loop(numbers: NDArray[np.float64], out: NDArray[np.float64], table: NDArray[np.float64]) -> None:
    for i in range(numbers.size):
        out[i] = subbotin.subbotin_from_uniform(numbers[i], table)


LOOPS = {
    "exp": loop_of(arithmetic.exp),
    "expm1": loop_of(arithmetic.expm1),
    "log": loop_of(arithmetic.log),
    "log1p": loop_of(arithmetic.log1p),
    "normal": loop_of(normal.normal_from_uniform),
}


CONTRACTION = re.compile(r"\bv?fn?m(add|sub|la|ls)\w*\b")
LIBRARY_CALL = re.compile(r"@(llvm\.)?(exp|log|pow|sin|cos|fma|fmuladd)\w*[.(]")


@pytest.mark.parametrize("name", LOOPS)
def test_loop_equals_single_calls_and_holds_nothing_forbidden(name: str) -> None:
    """Whole vectors and single numbers give the same bits; the machine code has no contraction and calls no library."""
    numbers = np.linspace(0.001, 0.999, 1003)
    out = np.empty_like(numbers)
    loop = LOOPS[name]
    loop(numbers, out)
    single = normal.normal_from_uniform if name == "normal" else getattr(arithmetic, name)
    assert out.tolist() == [single(x) for x in numbers.tolist()]
    assert not CONTRACTION.search("\n".join(loop.inspect_asm().values()))
    intermediate = "\n".join(loop.inspect_llvm().values())
    assert not LIBRARY_CALL.search(intermediate)
    if platform.machine().lower() in ("x86_64", "amd64"):
        assert re.search(r"fmul <\d+ x double>", intermediate), "the loop is not vectorised"


def test_forbidden_code_would_be_found() -> None:
    """The patterns above match what they are for."""
    numbers = np.linspace(0.001, 0.999, 64)
    library = loop_of(rule(lambda x: math.exp(x)))
    library(numbers, np.empty_like(numbers))
    assert LIBRARY_CALL.search("\n".join(library.inspect_llvm().values()))
    assert CONTRACTION.search("\tvfmadd213pd\t%zmm1, %zmm2, %zmm3")
    assert CONTRACTION.search("\tfmla\tv0.2d, v1.2d, v2.2d")


def test_loop_of_subbotin_draws_is_vectorised() -> None:
    numbers, table = np.linspace(0.001, 0.999, 1003), np.zeros(subbotin.SUBBOTIN_TABLE_SIZE)
    subbotin.subbotin_table(1.1, table)
    out = np.empty_like(numbers)
    subbotin_loop(numbers, out, table)
    assert out.tolist() == [subbotin.subbotin_from_uniform(x, table) for x in numbers.tolist()]
    if platform.machine().lower() in ("x86_64", "amd64"):
        compiled: Any = subbotin_loop
        assert re.search(r"fmul <\d+ x double>", "\n".join(compiled.inspect_llvm().values()))
