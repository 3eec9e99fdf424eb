"""The chains, clusters and zones of a plan and its baseline: which parts of the world a name in a clause stands for.

A chain of the plan or the baseline is a chain of the world. A cluster is the chains that belong to it; a cluster to which
no chain belongs is itself a chain of the world. A group is what the plan's data say it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scenarios.schema.baseline import Baseline
from scenarios.schema.plan import Plan

OTHER_CHAIN, OUTSIDE_ZONES = "other", "outside"
"""The engine's names for the enterprises of no named chain, and of no zone."""


@dataclass(frozen=True)
class Parts:
    """What the names in a plan's clauses stand for."""

    chains: tuple[str, ...] = ()
    """Chains of the world in its order, those of no named chain left out."""
    zones: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    chains_by_name: Mapping[str, tuple[str, ...]] | None = None
    """The chains of each cluster and group."""
    zones_by_name: Mapping[str, tuple[str, ...]] | None = None
    """The zones of each collective name of zones."""

    def chains_of(self, name: str) -> tuple[str, ...]:
        """Give the chains that a chain, cluster or group is made of; empty for a name that stands for none."""
        return (name,) if name in self.chains else (self.chains_by_name or {}).get(name, ())

    def zones_of(self, name: str) -> tuple[str, ...]:
        """Give the zones that a zone or a collective name stands for; empty for a name that stands for none."""
        return (name,) if name in self.zones else (self.zones_by_name or {}).get(name, ())

    def members_of(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Give the parts of a name one by one, each as its chains: of a chain or cluster itself, of a group its members."""
        if name in self.chains or name in self.clusters:
            return (self.chains_of(name),)
        return tuple((chain,) for chain in self.chains_of(name))


def parts_of(plan: Plan, baseline: Baseline | None = None) -> Parts:
    """Find the parts that a plan and its baseline name; with the plan alone, those that it names itself."""
    belongs = {part.name: part.part_of for part in plan.chains if part.part_of is not None}
    zone_belongs: dict[str, str] = {}
    chains = [part.name for part in plan.chains]
    clusters = [part.name for part in plan.clusters]
    zones = [part.name for part in plan.zones]
    if baseline is not None and baseline.chain_shares is not None:
        belongs |= dict(baseline.chain_shares.part_of)
        chains = [*baseline.chain_shares.shares, *chains]
        clusters += baseline.chain_shares.part_of.values()
    if baseline is not None and baseline.zone_shares is not None:
        zone_belongs = dict(baseline.zone_shares.part_of)
        zones = [*baseline.zone_shares.shares, *zones]
    clusters = [name for name in dict.fromkeys(clusters) if name not in chains]
    collective = set(zone_belongs.values())
    zones = [name for name in dict.fromkeys(zones) if name not in collective]
    by_name = {name: tuple(dict.fromkeys(chain for chain in chains if belongs.get(chain) == name)) for name in clusters}
    alone = [name for name in clusters if not by_name[name]]
    chains = list(dict.fromkeys([*chains, *alone]))
    by_name |= {name: (name,) for name in alone}
    zones_by_name = {name: tuple(zone for zone in zones if zone_belongs.get(zone) == name) for name in collective}
    everything = {"chains": chains, "clusters": chains, "zones": zones}
    for group in plan.groups:
        if group.all_of == "zones" and not zones:
            zones.append(group.name)  # nobody says how many there are: they are one zone together
        if group.all_of is not None:
            target = zones_by_name if group.all_of == "zones" else by_name
            target.setdefault(group.name, tuple(everything[group.all_of]))
        elif set(group.members) <= set(zones):
            zones_by_name.setdefault(group.name, group.members)
        else:
            by_name.setdefault(group.name, _flat(by_name.get(name, (name,)) for name in group.members))
    return Parts(tuple(chains), tuple(zones), tuple(clusters), by_name, zones_by_name)


def _flat(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part))
