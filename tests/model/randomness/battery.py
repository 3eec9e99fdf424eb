"""Statistical tests of 64-bit draws: each returns p-values that are uniform if the draws are random.

Sources: D. E. Knuth (1997), The Art of Computer Programming 2, 3.3.2 (frequency, serial, gap, permutation, collision tests);
G. Marsaglia, W. W. Tsang (2002), Some difficult-to-pass tests of randomness (birthday spacings); A. F. Webster, S. E. Tavares
(1985), On the design of S-boxes (avalanche).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tests.model.randomness.schemes import Scheme, Words, as_words

Results = dict[str, float]
ONE = np.uint64(1)


def two_sided(below: float) -> float:
    """A p-value that is small where a statistic is too small or too large."""
    return min(1.0, 2.0 * min(below, 1.0 - below)) if math.isfinite(below) else 0.0


def chi_square(counts: NDArray[np.int64]) -> float:
    """p-value of equal frequencies."""
    expected = counts.sum() / counts.size
    statistic = float(((counts - expected) ** 2).sum() / expected)
    degrees = counts.size - 1
    return min(1.0, 2.0 * min(float(stats.chi2.sf(statistic, degrees)), float(stats.chi2.cdf(statistic, degrees))))


def sum_of_squares(z: NDArray[np.float64], degrees: int) -> float:
    """p-value of independent standard normal numbers, by their sum of squares."""
    statistic = float((z**2).sum())
    return min(1.0, 2.0 * min(float(stats.chi2.sf(statistic, degrees)), float(stats.chi2.cdf(statistic, degrees))))


def poisson_two_sided(count: int, mean: float) -> float:
    """p-value of a count."""
    at_most = float(stats.poisson.cdf(count, mean))
    at_least = float(stats.poisson.sf(count - 1, mean))
    return min(1.0, 2.0 * min(at_most, at_least))


def top(words: Words, bits: int) -> NDArray[np.int64]:
    """The highest bits."""
    return (words >> np.uint64(64 - bits)).astype(np.int64)


def field(words: Words, lowest: int, bits: int) -> NDArray[np.int64]:
    """Bits lowest .. lowest + bits - 1."""
    return ((words >> np.uint64(lowest)) & np.uint64((1 << bits) - 1)).astype(np.int64)


def uniforms(words: Words) -> NDArray[np.float64]:
    """The draws as numbers in (0, 1)."""
    return (words >> np.uint64(12)).astype(np.float64) * 2.0**-52 + 2.0**-53


def frequency(lines: Words) -> Results:
    """Equal frequencies of values of groups of bits: the highest, the lowest a uniform uses, the lowest."""
    groups = {"high bits": 52, "middle bits": 30, "low bits of a uniform": 12, "low bits": 0}
    return {
        f"frequency, {name}": chi_square(np.bincount(field(lines, at, 12).ravel(), minlength=4096))
        for name, at in groups.items()
    }


def bits_balanced(lines: Words) -> Results:
    """Every bit of a draw, of the exclusive or of two neighbours, and of the four-fold one of two lines and two neighbours."""
    neighbours = lines[:, 1:] ^ lines[:, :-1]
    results = {}
    for name, words in (
        ("bits", lines),
        ("bits of neighbours' difference", neighbours[:, ::2]),
        ("bits of four-fold difference", (neighbours[1:] ^ neighbours[:-1])[::2, ::2]),
    ):
        flat = np.ascontiguousarray(words).ravel()
        ones = np.unpackbits(flat.view(np.uint8), bitorder="little").reshape(-1, 64).sum(axis=0, dtype=np.int64)
        results[name] = sum_of_squares((ones - flat.size / 2) / math.sqrt(flat.size / 4), 64)
    return results


def serial_correlation(lines: Words) -> Results:
    """Correlation of draws some places apart along a line."""
    centred = (uniforms(lines) - 0.5) * math.sqrt(12.0)
    results = {}
    for lag in (1, 2, 3, 7, 32):
        if lines.shape[1] > lag:
            products = centred[:, lag:] * centred[:, :-lag]
            results[f"correlation at lag {lag}"] = two_sided(
                float(stats.norm.cdf(products.sum() / math.sqrt(products.size)))
            )
    return results


def equidistribution(lines: Words) -> Results:
    """Pairs and triples of neighbours fill the square and the cube evenly, by their high and by their low bits."""
    results = {}
    for name, at in (("high", 64), ("low", 12)):
        for dimension, bits in ((2, 6), (3, 4)):
            count = lines.shape[1] // dimension * dimension
            groups = field(lines[:, :count], (at - bits) if name == "high" else at, bits)
            groups = groups.reshape(lines.shape[0], -1, dimension)
            cell = groups[..., 0]
            for axis in range(1, dimension):
                cell = (cell << bits) | groups[..., axis]
            counts = np.bincount(cell.ravel(), minlength=1 << (bits * dimension))
            results[f"{dimension} dimensions, {name} bits"] = chi_square(counts)
    return results


def orders(lines: Words) -> Results:
    """Permutation test: the order of five neighbours."""
    count = lines.shape[1] // 5 * 5
    groups = uniforms(lines[:, :count]).reshape(-1, 5)
    order = np.argsort(groups, axis=1)
    code = order @ np.array([625, 125, 25, 5, 1])
    _, counts = np.unique(code, return_counts=True)
    full = np.zeros(120, dtype=np.int64)
    full[: counts.size] = counts
    return {"order of five": chi_square(full)}


def gaps(lines: Words) -> Results:
    """Gap test: how many draws lie between two below one eighth."""
    low = np.flatnonzero(field(lines, 61, 3).ravel() == 0)
    lengths = np.minimum(np.diff(low) - 1, 40)
    probabilities = 0.125 * 0.875 ** np.arange(41)
    probabilities[40] = 0.875**40
    expected = probabilities * lengths.size
    statistic = float(((np.bincount(lengths, minlength=41) - expected) ** 2 / expected).sum())
    return {"gaps": two_sided(float(stats.chi2.cdf(statistic, 40)))}


def repeats(values: Words) -> int:
    """How many values equal an earlier one (sorted: numpy's hash table is forty times slower)."""
    return int((np.diff(np.sort(values)) == 0).sum())


def collisions(lines: Words) -> Results:
    """Equal draws when only 32 bits are kept, at the top and at the bottom; and none at all among whole draws."""
    flat = lines.ravel()
    results = {}
    for name, values in (("high", flat >> np.uint64(32)), ("low", flat & np.uint64(0xFFFFFFFF))):
        mean = flat.size**2 / 2.0**33
        results[f"collisions, {name} bits"] = poisson_two_sided(repeats(values), mean)
    results["whole draws repeat"] = 1.0 if repeats(flat) == 0 else 0.0
    return results


def birthday_spacings(lines: Words) -> Results:
    """Equal spacings between 4096 sorted days of a year of 2**33: two are expected a set."""
    flat = lines.ravel()
    sets = min(flat.size // 4096, 128)
    results = {}
    for name, lowest in (("high", 31), ("low", 12)):
        days = np.sort(field(flat[: sets * 4096], lowest, 33).reshape(sets, 4096), axis=1)
        spacings = np.sort(np.diff(days, axis=1), axis=1)
        equal = int((np.diff(spacings, axis=1) == 0).sum())
        results[f"birthday spacings, {name} bits"] = poisson_two_sided(equal, sets * 4096**3 / (4.0 * 2.0**33))
    return results


def lines_independent(lines: Words) -> Results:
    """Correlations of all pairs of lines, of all pairs of columns, and the largest of each."""
    results = {}
    for name, words in (("lines", lines[:256]), ("columns", lines[:, :256].T)):
        centred = (uniforms(words) - 0.5) * math.sqrt(12.0)
        z = (centred @ centred.T) / math.sqrt(centred.shape[1])
        pairs = z[np.triu_indices(len(words), 1)]
        # The variance of the sum of squares is a little above that of a chi-square: fourth moments of products.
        degrees = pairs.size
        moment = (81.0 / 25.0 - 3.0) / centred.shape[1]
        score = ((pairs**2).sum() - degrees) / math.sqrt(degrees * (2.0 + moment))
        results[f"correlations of {name}"] = two_sided(float(stats.norm.cdf(score)))
        largest = float(np.abs(pairs).max())
        results[f"largest correlation of {name}"] = min(1.0, pairs.size * 2.0 * float(stats.norm.sf(largest)))
    return results


def lines_of(scheme: Scheme) -> Iterator[tuple[str, Words]]:
    """Draws in lines along which one part of the key takes neighbouring values."""
    draw, rows, entities = scheme.draw, scheme.row_keys, scheme.entity_keys
    key = scheme.replicate_keys(1, 0)
    years = np.arange(2022, 2022 + 16)
    purposes = np.arange(400, 432)
    row = rows(key, years[:, None], purposes[None, :]).ravel()
    yield "entities", draw(row[:, None], entities(3, np.arange(2048))[None, :])
    one_bit = np.concatenate([[0], 1 << np.arange(31)])
    yield "entities that differ in a bit", draw(row[:, None], entities(3, one_bit)[None, :])
    some = entities(3, np.arange(128))
    yield (
        "years",
        draw(rows(key, np.arange(1950, 2078)[None, None], purposes[:, None, None]), some[None, :, None]).reshape(
            -1, 128
        ),
    )
    yield (
        "purposes",
        draw(rows(key, years[:, None, None], np.arange(100, 356)[None, None]), some[None, :, None]).reshape(-1, 256),
    )
    replicates = scheme.replicate_keys(1, np.arange(1024))
    yield (
        "replicates",
        draw(rows(replicates[None, None], 2030, purposes[:4, None, None]), some[None, :, None]).reshape(-1, 1024),
    )
    seeds = scheme.replicate_keys(np.arange(1024), 0)
    yield (
        "seeds",
        draw(rows(seeds[None, None], 2030, purposes[:4, None, None]), some[None, :, None]).reshape(-1, 1024),
    )
    bit_seeds = scheme.replicate_keys(np.concatenate([[0], 1 << np.arange(62)]), 0)
    yield (
        "seeds that differ in a bit",
        draw(rows(bit_seeds[None, None], 2030, purposes[:16, None, None]), some[None, :, None]).reshape(-1, 63),
    )
    kinds = entities(np.arange(16)[None, None], np.arange(256)[None, :, None])
    yield "kinds of entity", draw(row[:32, None, None], kinds).reshape(-1, 16)


LINE_TESTS: tuple[Callable[[Words], Results], ...] = (
    frequency,
    bits_balanced,
    serial_correlation,
    equidistribution,
    orders,
    gaps,
    collisions,
    birthday_spacings,
    lines_independent,
)


def avalanche(function: Callable[[Words], Words], inputs: Words, bits: int = 64) -> float:
    """p-value of: flipping any input bit flips every output bit half of the time."""
    z = np.empty((bits, 64))
    for bit in range(bits):
        # Each pair of inputs once, also where the inputs are all small numbers.
        without = inputs[((inputs >> np.uint64(bit)) & ONE) == 0]
        flips = function(without) ^ function(without ^ np.uint64(1 << bit))
        ones = np.unpackbits(flips.view(np.uint8), bitorder="little").reshape(-1, 64).sum(axis=0, dtype=np.int64)
        z[bit] = (ones - without.size / 2) / math.sqrt(without.size / 4)
    largest = min(1.0, z.size * 2.0 * float(stats.norm.sf(np.abs(z).max())))
    return min(1.0, 2.0 * min(sum_of_squares(z.ravel(), z.size), largest))


def avalanches(scheme: Scheme) -> Results:
    """Avalanche of the finaliser, over scattered and over small inputs, and of a draw in every part of its key."""
    scattered = np.random.default_rng(5).integers(0, 2**64, 8192, dtype=np.uint64)
    small = np.arange(8192, dtype=np.uint64)
    fewer = np.arange(2048, dtype=np.uint64)
    draw, rows, entities, replicates = scheme.draw, scheme.row_keys, scheme.entity_keys, scheme.replicate_keys
    key = replicates(1, 0)
    someone = entities(3, 42)
    row = rows(key, 2030, 400)
    return {
        "avalanche of the finaliser, scattered inputs": avalanche(scheme.mix, scattered),
        "avalanche of the finaliser, small inputs": avalanche(scheme.mix, small),
        "avalanche of entity": avalanche(lambda number: draw(row, entities(3, number.astype(np.int64))), fewer, 40),
        "avalanche of year": avalanche(lambda year: draw(rows(key, year.astype(np.int64), 400), someone), fewer, 12),
        "avalanche of purpose": avalanche(lambda why: draw(rows(key, 2030, why.astype(np.int64)), someone), fewer, 12),
        "avalanche of replicate": avalanche(
            lambda number: draw(rows(replicates(1, number.astype(np.int64)), 2030, 400), someone), fewer, 32
        ),
        "avalanche of seed": avalanche(
            lambda seed: draw(rows(replicates(as_words(seed), 0), 2030, 400), someone), fewer, 63
        ),
    }


def line_results(scheme: Scheme) -> Iterator[tuple[str, float]]:
    """Name and p-value of the tests of draws, one after the other."""
    for axis, lines in lines_of(scheme):
        for test in LINE_TESTS:
            for name, value in test(lines).items():
                yield f"{axis}: {name}", value


def run_battery(scheme: Scheme) -> Results:
    """Every test's p-value by name."""
    with np.errstate(over="ignore"):
        return avalanches(scheme) | dict(line_results(scheme))


def rejections(results: Results, level: float) -> Results:
    """The tests that reject."""
    return {name: value for name, value in results.items() if not value >= level}
