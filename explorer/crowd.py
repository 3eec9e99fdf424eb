"""The crowd of one replicate: every enterprise alive at the end, from which one life is picked.

One replicate is opened as a Mesa region and stepped through its years. It is one possible course, never an answer: the page
says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np

from scenarios.loaded import LoadedScenario

MOST_CROWDS = 24


@dataclass(frozen=True)
class Member:
    """One enterprise alive at the end of the last year. Money 万元, shares 0..1."""

    name: str
    chain: str
    age: int
    revenue: float
    research_intensity: float
    patents: float
    above_scale: bool
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Crowd:
    """One replicate: the enterprises of its last year, those with most titles and revenue first."""

    members: tuple[Member, ...]


def crowd(loaded: LoadedScenario, seed: int, replicate: int) -> Crowd:
    """Open one replicate. What was opened before is remembered, unless it holds data of one session alone."""
    if getattr(loaded, "ledger", None) is not None:
        return _open(loaded, seed, replicate)
    with _LOCK:
        return _remembered(_Same(loaded), seed, replicate)


class _Same:
    """A scenario that is the same as another where its digest is."""

    def __init__(self, loaded: LoadedScenario) -> None:
        self.loaded = loaded

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.loaded.hash == self.loaded.hash

    def __hash__(self) -> int:
        return hash(self.loaded.hash)


_LOCK = Lock()


@lru_cache(MOST_CROWDS)
def _remembered(same: _Same, seed: int, replicate: int) -> Crowd:
    return _open(same.loaded, seed, replicate)


def _open(loaded: LoadedScenario, seed: int, replicate: int) -> Crowd:
    from model.region import Region
    from scenarios.world import world_of

    world = world_of(loaded)
    region = Region(world, seed, replicate)
    for _ in range(world.years):
        region.step()
    return Crowd(_members(region))


def _members(region: object) -> tuple[Member, ...]:
    from model import columns as col
    from model.identity import identity_text

    places = region.places  # type: ignore[attr-defined]
    numbers, labels = region.numbers[:, :places], region.labels[:, :places]  # type: ignore[attr-defined]
    names, year = region.world.chain_names, region.year  # type: ignore[attr-defined]
    found = [
        Member(
            identity_text(int(region.identities[place])),  # type: ignore[attr-defined]
            names[int(labels[col.CHAIN, place])],
            int(year - labels[col.FOUNDING_YEAR, place]),
            float(numbers[col.REVENUE, place]),
            float(numbers[col.RESEARCH_INTENSITY, place]),
            float(numbers[col.CLASS_ONE_PATENTS, place]),
            bool(labels[col.ABOVE_SCALE, place]),
            tuple(name for title, name in enumerate(col.TITLE_NAMES) if labels[col.EXPIRY + title, place] >= year),
        )
        for place in np.flatnonzero(labels[col.ALIVE] == 1).tolist()
    ]
    return tuple(sorted(found, key=lambda member: (-len(member.titles), -member.revenue)))
