"""Keys and draws: what they depend on, and that they stay inside their ranges."""

from __future__ import annotations

import numpy as np
import pytest

from model.randomness import keys, purposes


def draw(seed: int, replicate: int, kind: int, number: int, year: int, purpose: int) -> float:
    """One draw by its full name."""
    key = np.uint64(keys.replicate_key(seed, replicate))
    row = np.uint64(keys.row_key(key, year, purpose))
    return keys.uniform(row, np.uint64(keys.entity_key(kind, number)))


def test_a_draw_depends_on_every_part_of_its_key() -> None:
    name = (1, 17, keys.KIND_INCUMBENT, 42, 2030, purposes.GROWTH_NOISE)
    draws = {draw(*name)}
    for place in range(len(name)):
        changed = list(name)
        changed[place] += 1
        draws.add(draw(*changed))
    swapped = (17, 1, keys.KIND_INCUMBENT, 42, purposes.GROWTH_NOISE, 2030)
    draws.add(draw(*swapped))
    assert len(draws) == len(name) + 2


def test_a_draw_is_the_same_whenever_it_is_made() -> None:
    first = draw(5, 3, keys.KIND_STARTUP, 7, 2031, purposes.EXIT)
    for number in range(100):
        draw(5, 3, keys.KIND_STARTUP, number, 2031, purposes.EXIT)
    assert draw(5, 3, keys.KIND_STARTUP, 7, 2031, purposes.EXIT) == first


def test_smallest_and_largest_draw_lie_inside_the_open_interval() -> None:
    """`mix` is a bijection: the words that it maps to all zeros and all ones are 0 and the inverse of 2**64 - 1."""
    assert keys.uniform(np.uint64(0), np.uint64(0)) == 2.0**-53
    word = inverse_of_mix(2**64 - 1)
    assert keys.mix(np.uint64(word)) == 2**64 - 1
    assert keys.uniform(np.uint64(word), np.uint64(0)) == 1.0 - 2.0**-53


def inverse_of_mix(value: int) -> int:
    """The word that `mix` maps to this one."""

    def unshift(y: int, by: int) -> int:
        x = y
        for _ in range(64 // by + 1):
            x = y ^ (x >> by)
        return x

    mask = 2**64 - 1
    x = unshift(value, 27) * pow(0x1C69B3F74AC4AE35, -1, 2**64) & mask
    x = unshift(x, 33) * pow(0x3C79AC492BA7B653, -1, 2**64) & mask
    return unshift(x, 27)


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**32, 2**62, 2**63 - 1])
def test_seeds_of_the_whole_range_are_taken(seed: int) -> None:
    assert 0 <= keys.replicate_key(seed, 0) < 2**64
    assert keys.replicate_key(seed, 0) != keys.replicate_key(seed, 1)


def test_seed_is_the_same_as_plain_and_as_numpy_integer() -> None:
    assert keys.replicate_key(7, 3) == keys.replicate_key(np.uint64(7), np.int64(3))
    assert keys.entity_key(3, 5) == keys.entity_key(np.int64(3), np.uint64(5))


def test_keys_of_a_large_run_are_all_different() -> None:
    entity = {keys.entity_key(kind, number) for kind in range(10) for number in range(5_000)}
    assert len(entity) == 50_000
    rows = {
        keys.row_key(np.uint64(keys.replicate_key(seed, replicate)), year, purpose)
        for seed in range(3)
        for replicate in range(10)
        for year in range(2020, 2040)
        for purpose in range(100, 150)
    }
    assert len(rows) == 3 * 10 * 20 * 50
    assert not rows & entity


def test_no_purpose_stands_for_two_things() -> None:
    """Also where a title is added to it: purposes of a title keep ten places free."""
    numbers = {name: value for name, value in vars(purposes).items() if name.isupper() and isinstance(value, int)}
    assert len(set(numbers.values())) == len(numbers)
    by_title = [
        "POPULATION_TITLE_EXPIRY",
        "POPULATION_TITLE_HOLDER",
        "BATCH_SIZE",
        "CUT_OFF_RESIDUAL",
        "OUTSIDE_INDUSTRY_SHARE",
        "APPLICATION",
        "SCORE_NOISE",
        "RE_REVIEW",
        "RE_REVIEW_SCORE_NOISE",
    ]
    for name in by_title:
        taken = range(numbers[name] + 1, numbers[name] + 10)
        assert not [other for other, value in numbers.items() if value in taken], name


def test_purposes_keep_their_numbers() -> None:
    """A changed number changes every result: some that are in use, spelled out."""
    assert purposes.PARAMETERS == 100
    assert purposes.POPULATION_REVENUE == 200
    assert purposes.REGION_SHOCK == 300
    assert purposes.GROWTH_NOISE == 400
    assert purposes.APPLICATION == 500
