"""Claims of the documents about what the model does not have, held against its state and its draws."""

from __future__ import annotations

from model import columns as col
from model.randomness import purposes
from model.region import Region
from scenarios.loaded import load
from scenarios.world import world_of

ACCOUNTS_KEPT = 3


def test_time_is_the_year_and_there_are_no_coordinates() -> None:
    """Simulated years follow upon each other one by one, and no column says where on a map an enterprise is."""
    span = load("xihua").span
    assert span.first == span.state_year + 1
    spatial = ("latitude", "longitude", "x", "y", "distance", "position")
    assert not {*col.NUMBER_NAMES, *col.LABEL_NAMES} & set(spatial)


def test_no_state_holds_an_objective_an_expectation_or_a_memory_beyond_accounts() -> None:
    """Lagged columns are accounts of at most three years; nothing is drawn for learning, expecting or wishing."""
    lags = [name.rpartition("_")[2] for name in col.NUMBER_NAMES if name.rpartition("_")[2].isdigit()]
    assert lags and max(int(lag) for lag in lags) == ACCOUNTS_KEPT
    words = ("objective", "utility", "expect", "belief", "learn", "aspiration", "profit_target")
    names = [*col.NUMBER_NAMES, *col.LABEL_NAMES, *(name.lower() for name in vars(purposes) if name.isupper())]
    assert [name for name in names if any(word in name for word in words)] == []


def test_an_enterprise_keeps_its_chain_and_zone() -> None:
    """Whoever is there at the start and three years later stands in the chain and zone it began in."""
    region = Region(world_of(load("xihua")), seed=1, replicate=0)
    first = {agent.identity: _where(region, agent.place) for agent in region.agents}
    for _ in range(3):
        region.step()
    later = {agent.identity: _where(region, agent.place) for agent in region.agents}
    stayed = first.keys() & later.keys()
    assert len(stayed) > 100 and len({first[name] for name in stayed}) > 4
    assert all(first[name] == later[name] for name in stayed)


def _where(region: Region, place: int) -> tuple[int, int]:
    return int(region.labels[col.CHAIN, place]), int(region.labels[col.ZONE, place])
