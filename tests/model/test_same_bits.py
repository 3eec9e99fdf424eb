"""Same question, same answer, to the bit: threads, chunks, order, restarts, storage and the Mesa model change nothing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from model import columns as col
from model.ensemble import Ensemble, simulate
from model.region import Region, RegionIsOverError
from model.world import World
from tests.model.worlds import small_world, with_parameters

SEED = 20261
REPLICATES = 70


@cache
def world() -> World:
    """One county with chains, zones, levers of one chain, imposed inputs, and more births than the first reserve holds."""
    built = small_world(
        250,
        80,
        years=8,
        zones={"甲": 2.0, "乙": 1.0},
        levers={
            "cultivation_service": [(2024, 2026, 0.4)],
            "research_support": [(2023, 2030, 0.2, "装备")],
            "signings": [(2023, 2030, 5.0, "食品"), (2025, 2026, 3.0)],
            "finance": [(2024, 2030, 0.5)],
            "digital_programme": [(2023, 2030, 0.6, "other")],
        },
        imposed={
            "investment": [(2026, 2027, 900_000.0)],
            "upgrading": [(2025, 2030, 8.0)],
            "funds": [(2028, 2029, 4e5)],
        },
    )
    return with_parameters(built, founding_rate=0.12)


@cache
def all_at_once() -> Ensemble:
    return simulate(world(), SEED, REPLICATES, threads=1, chunk=64)


def bytes_of(ensemble: Ensemble) -> tuple[bytes, bytes, bytes]:
    return np.ascontiguousarray(ensemble.values).tobytes(), ensemble.parameters.tobytes(), ensemble.numbers.tobytes()


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("chunk", [1, 7, 64, 1000])
def test_threads_and_chunks_change_no_byte(threads: int, chunk: int) -> None:
    assert bytes_of(simulate(world(), SEED, REPLICATES, threads=threads, chunk=chunk)) == bytes_of(all_at_once())


@pytest.mark.parametrize("replicate", [0, 1, 17, 69])
def test_a_replicate_alone_is_the_replicate_of_the_ensemble(replicate: int) -> None:
    alone = simulate(world(), SEED, 1, first_replicate=replicate, threads=1)
    assert alone.numbers.tolist() == [replicate]
    assert alone.values[0].tobytes() == all_at_once().values[replicate].tobytes()
    assert alone.parameters[0].tobytes() == all_at_once().parameters[replicate].tobytes()


def test_a_restart_continues_as_if_never_interrupted() -> None:
    first = simulate(world(), SEED, 23, threads=2, chunk=5)
    rest = simulate(world(), SEED, REPLICATES - 23, first_replicate=23, threads=2, chunk=9)
    joined = np.concatenate([first.values, rest.values])
    assert joined.tobytes() == all_at_once().values.tobytes()
    assert np.concatenate([first.numbers, rest.numbers]).tolist() == list(range(REPLICATES))


def test_outcomes_on_disk_equal_those_in_memory() -> None:
    spilled = simulate(world(), SEED, REPLICATES, threads=2, spill_above=0)
    assert isinstance(spilled.values, np.memmap)
    assert not isinstance(all_at_once().values, np.memmap)
    assert bytes_of(spilled) == bytes_of(all_at_once())


def test_seeds_and_replicates_differ() -> None:
    values = all_at_once().values
    assert len({values[replicate].tobytes() for replicate in range(REPLICATES)}) == REPLICATES
    assert simulate(world(), SEED + 1, 1).values[0].tobytes() != values[0].tobytes()


@pytest.mark.parametrize("seed", [0, 1, 2**63, 2**64 - 1])
def test_every_seed_of_64_bits_is_taken(seed: int) -> None:
    ensemble = simulate(world(), seed, 2, threads=1)
    region = Region(world(), seed=seed, replicate=1)
    region.step()
    assert region.outcomes.tobytes() == first_years(ensemble, 1, 2)


def first_years(ensemble: Ensemble, replicate: int, years: int) -> bytes:
    """Bytes of the first years of a replicate whose outcomes do not depend on later years."""
    return np.ascontiguousarray(ensemble.values[replicate, :years]).tobytes()


@pytest.mark.parametrize("replicate", [0, 5, 41, 69])
def test_the_mesa_model_stepped_by_hand_is_the_replicate_of_the_ensemble(replicate: int) -> None:
    region = Region(world(), seed=SEED, replicate=replicate)
    for year in range(world().years):
        assert region.outcomes.tobytes() == first_years(all_at_once(), replicate, year + 1)
        region.step()
    assert region.outcomes.tobytes() == all_at_once().values[replicate].tobytes()
    assert list(region.drawn.values()) == all_at_once().parameters[replicate].tolist()
    names = (
        "srdi_nested",
        "revenue",
        "output:chain:食品",
        "signed_money:zone:乙",
        "adopters:cloud",
        "unplaced_investment",
    )
    for name in names:
        assert region.outcome(name) == all_at_once().values[replicate, -1, world().series.index(name)]
    with pytest.raises(RegionIsOverError):
        region.step()


def test_looking_at_agents_changes_nothing() -> None:
    looked_at = Region(world(), seed=SEED, replicate=2)
    for _ in range(world().years):
        assert looked_at.agents.select(lambda agent: "innovative" in agent.titles).agg("revenue", sum) > 0.0
        assert len(looked_at.agents.groupby("chain").groups) > 1
        looked_at.step()
    assert looked_at.outcomes.tobytes() == all_at_once().values[2].tobytes()


def test_agents_follow_their_enterprise_through_the_years() -> None:
    region = Region(world(), seed=SEED, replicate=2)
    watched = {agent.identity: agent for agent in region.agents}
    for _ in range(world().years):
        region.step()
        alive = {agent.identity: agent for agent in region.agents}
        assert len(alive) == region.outcome("enterprises")
        for identity, agent in alive.items():
            assert int(region.identities[agent.place]) == identity
            assert agent.columns()["revenue"] == region.numbers[col.REVENUE, agent.place]
            if identity in watched:
                assert agent is watched[identity], "an enterprise keeps its agent for life"
        for identity in set(watched) - set(alive):
            assert region.enterprise(identity) is None
        watched = alive


def test_the_ensemble_grows_places_without_changing_a_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.ensemble._expected_places", lambda world: 1)
    assert bytes_of(simulate(world(), SEED, 6, threads=1)) == bytes_of(simulate_first(6))


def simulate_first(replicates: int) -> Ensemble:
    whole = all_at_once()
    return Ensemble(
        years=whole.years,
        series=whole.series,
        values=whole.values[:replicates],
        numbers=whole.numbers[:replicates],
        parameters=whole.parameters[:replicates],
        parameter_names=whole.parameter_names,
    )
