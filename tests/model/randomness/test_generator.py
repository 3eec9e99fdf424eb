"""The keyed draws pass a battery of statistical tests, and the battery rejects weak ways of making them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from model.compiled import rule
from model.randomness.keys import draw_bits, entity_key, replicate_key, row_key
from tests.model.randomness.battery import (
    LINE_TESTS,
    Results,
    avalanches,
    chi_square,
    line_results,
    rejections,
    run_battery,
)
from tests.model.randomness.schemes import Scheme, moremur, product_scheme, weak_schemes

# Some 220 tests: a sound generator fails one by chance in one battery of 4,000. Keys are fixed, so the outcome is too.
LEVEL = 1e-6

# A weak finaliser over well-mixed keys shows only where single bits of its input are flipped.
ONLY_AVALANCHE_REJECTS = {"one round", "one round over good keys"}


@pytest.fixture(scope="module")
def product() -> Scheme:
    return product_scheme()


@pytest.fixture(scope="module")
def product_results(product: Scheme) -> Results:
    return run_battery(product)


def test_product_passes_every_test(product_results: Results) -> None:
    assert len(product_results) > 200
    assert rejections(product_results, LEVEL) == {}


def test_p_values_of_product_are_themselves_uniform(product_results: Results) -> None:
    """Passing every test narrowly would be a failure too; the tests share draws, hence the wide limits."""
    values = np.array([value for name, value in product_results.items() if ": " in name and "repeat" not in name])
    assert 0.4 < values.mean() < 0.6
    assert (values < 0.05).mean() < 0.1


def test_numpy_twin_is_the_product(product: Scheme) -> None:
    """So the weak schemes differ from the product in what their names say, and in nothing else."""
    words = np.random.default_rng(1).integers(0, 2**64, 1000, dtype=np.uint64)
    np.testing.assert_array_equal(product.mix(words), moremur(words))


@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")
@pytest.mark.parametrize("scheme", weak_schemes(), ids=lambda scheme: scheme.name)
def test_weak_scheme_is_rejected(scheme: Scheme) -> None:
    by_avalanche = rejections(avalanches(scheme), LEVEL)
    if scheme.name in ONLY_AVALANCHE_REJECTS:
        assert by_avalanche
    else:
        assert next((name for name, value in line_results(scheme) if not value >= LEVEL), None) is not None


def test_good_random_numbers_pass_line_tests() -> None:
    """The thresholds are right: draws of another good generator pass."""
    lines = np.random.default_rng(20230401).integers(0, 2**64, (512, 2048), dtype=np.uint64)
    results = {name: value for test in LINE_TESTS for name, value in test(lines).items()}
    assert rejections(results, 1e-4) == {}


@rule
def count_pairs(
    rows: NDArray[np.uint64], keys: NDArray[np.uint64], singles: NDArray[np.int64], pairs: NDArray[np.int64]
) -> None:
    """Counts of the high 16 bits, and of the pairs of high bytes of neighbouring entities and of neighbouring rows."""
    for r in range(rows.size - 1):
        before = np.uint64(0)
        for i in range(keys.size):
            draw = draw_bits(rows[r], keys[i]) >> np.uint64(48)
            other = draw_bits(rows[r + 1], keys[i]) >> np.uint64(56)
            high = draw >> np.uint64(8)
            singles[draw] += 1
            pairs[0, (before << np.uint64(8)) | high] += 1
            pairs[1, (other << np.uint64(8)) | high] += 1
            before = high


def test_thirty_million_draws_fill_their_cells() -> None:
    key = replicate_key(20, 5)
    rows = np.array(
        [row_key(np.uint64(key), year, purpose) for year in range(2023, 2055) for purpose in range(100, 164)],
        dtype=np.uint64,
    )
    keys = np.array([entity_key(3, number) for number in range(16384)], dtype=np.uint64)
    singles, pairs = np.zeros(65536, dtype=np.int64), np.zeros((2, 65536), dtype=np.int64)
    count_pairs(rows, keys, singles, pairs)
    assert chi_square(singles) > LEVEL
    assert chi_square(pairs[1]) > LEVEL
    # The first entity of a row has no neighbour before it, and was counted as if that had been 0.
    without_first = pairs[0].reshape(256, 256)[1:]
    assert chi_square(without_first.ravel()) > LEVEL
