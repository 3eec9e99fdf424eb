"""The plain county as a witness: runs beside the engine, and names every difference between the two.

Run: python -m benchmarks.oracle [--settings N] [--replicates N]. Every enterprise, column, decision and series of every year is
compared. All must be equal to the bit but for the three sums of money over enterprises: the engine adds them in the order of its
places, the plain county in the order of founding, so they agree to SUM_TOLERANCE, relative.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from benchmarks.plain.conditions import TITLE_NAMES
from benchmarks.plain.county import County
from benchmarks.plain.manufacturer import Decision, Manufacturer
from model import columns as col
from model import inputs
from model.build import WorldRequest, build_world
from model.identity import identity_text
from model.randomness.priors import FIXED, make_prior_row
from model.region import Region
from model.rulebook import criteria
from model.rulebook.tables import RulebookChoice
from model.series import SERIES_NAMES
from model.world import World

SUM_TOLERANCE: Final = 1e-12
SUMS: Final = ("revenue", "above_scale_revenue", "above_scale_research_spending")
DIFFERENCES_SHOWN: Final = 20
# Settings of the long form: rulebooks, cut-offs, levers, readings, chains, each crossed at random with the others.
RULEBOOKS: Final = ("calendar", "2022", "2026")


@dataclass(frozen=True)
class Difference:
    """One number on which the two disagree."""

    year: int
    subject: str
    field: str
    engine: float
    plain: float

    def __str__(self) -> str:
        return f"{self.year} {self.subject} {self.field}: engine {self.engine!r}, plain {self.plain!r}"


def decision_code(decision: Decision | None) -> int:
    """The engine's code of a decision."""
    if decision is None:
        return col.NO_DECISION
    kind: int = getattr(col, decision[0].upper())
    return kind * col.DECISION_STEP + (0 if decision[1] is None else criteria.NUMBER_OF[decision[1]])


def fields_of(enterprise: Manufacturer, engine_decisions: list[int]) -> dict[str, float]:
    """An enterprise's state by the engine's column names.

    Who has nothing to show is not judged by the engine; the plain county judges everyone, so its finding that such an
    enterprise is not eligible agrees with the engine's silence, and any other finding does not.
    """
    own = vars(enterprise)
    names = [name for name in (*col.NUMBER_NAMES, *col.LABEL_NAMES) if name in own]
    fields = {name: float(own[name]) for name in names}
    fields |= {"alive": 1.0, "origin": float(col.INCUMBENT if enterprise.identity < 1_000_000 else col.START_UP)}
    silent = not enterprise.has_something_to_show()
    for title, name in enumerate(TITLE_NAMES):
        fields[f"expiry_{name}"] = float(enterprise.expiry[title])
        code = decision_code(enterprise.decisions.get(title))
        if silent and engine_decisions[title] == col.NO_DECISION and code // col.DECISION_STEP == col.NOT_ELIGIBLE:
            code = col.NO_DECISION
        fields[f"decision_{name}"] = float(code)
    return fields


def differences_of_year(region: Region, county: County) -> Iterator[Difference]:
    """Differences between the two at the end of their present year."""
    alive = {
        int(region.identities[place]): int(place) for place in np.flatnonzero(region.labels[col.ALIVE, : region.places])
    }
    plain = {enterprise.identity: enterprise for enterprise in county.agents}
    for identity in alive.keys() ^ plain.keys():
        where = float(identity in alive)
        yield Difference(region.year, identity_text(identity), "stands", where, 1.0 - where)
    for identity in alive.keys() & plain.keys():
        place = alive[identity]
        numbers = dict(zip(col.NUMBER_NAMES, region.numbers[:, place].tolist(), strict=True))
        labels = dict(zip(col.LABEL_NAMES, region.labels[:, place].tolist(), strict=True))
        engine = numbers | labels
        decisions = [labels[f"decision_{name}"] for name in TITLE_NAMES]
        fields = fields_of(plain[identity], decisions)
        for name, value in engine.items():
            if fields.get(name) != value:
                yield Difference(region.year, identity_text(identity), name, value, fields.get(name, np.nan))


def differences_of_series(region: Region, county: County) -> Iterator[Difference]:
    """Differences between the series of the two over all years."""
    for step, record in enumerate(county.outcomes()):
        year = region.world.start_year + step
        for number, name in enumerate(SERIES_NAMES):
            engine, plain = float(region.outcomes[step, number]), float(record[name])
            near = name in SUMS and abs(engine - plain) <= SUM_TOLERANCE * abs(engine)
            if engine != plain and not near:
                yield Difference(year, "county", name, engine, plain)


@dataclass
class Comparison:
    """What came of a comparison, and which decisions on titles were among what was compared."""

    differences: list[Difference] = field(default_factory=list)
    enterprise_years: int = 0
    decisions: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def look(self, region: Region, county: County) -> None:
        """Compare the present year."""
        self.differences += differences_of_year(region, county)
        self.enterprise_years += len(county.agents)
        for enterprise in county.agents:
            for title, (verdict, criterion) in enterprise.decisions.items():
                self.decisions[TITLE_NAMES[title], verdict, criterion or ""] += 1

    def add(self, other: Comparison) -> None:
        """Add what another comparison found."""
        self.differences += other.differences
        self.enterprise_years += other.enterprise_years
        self.decisions += other.decisions


def compare(world: World, seed: int, replicate: int, plain_world: World | None = None) -> Comparison:
    """Step the two side by side; `plain_world` is another world for the plain county, to see that it is noticed."""
    region = Region(world, seed, replicate)
    county = County.keyed(plain_world or world, seed, replicate)
    found = Comparison()
    found.differences += [
        Difference(world.start_year, "input", name, drawn, plain)
        for (name, drawn), plain in zip(region.drawn.items(), county.conditions.drawn(), strict=True)
        if drawn != plain
    ]
    found.look(region, county)
    for _ in range(world.years):
        region.step()
        county.step()
        found.look(region, county)
    found.differences += differences_of_series(region, county)
    return found


def setting(number: int) -> WorldRequest:
    """A small county of this number: size, rulebook, cut-offs, levers, readings, chains and what-ifs vary with it."""
    rng = np.random.default_rng([20261122, number])

    def fixed(value: float) -> np.ndarray:
        return make_prior_row(FIXED, float(value))

    enterprises = int(rng.integers(150, 401))
    above = int(enterprises * rng.uniform(0.08, 0.6))
    innovative = int(above * rng.uniform(0.1, 0.9))
    srdi = int(innovative * rng.uniform(0.1, 0.6))
    little_giants = int(srdi * rng.uniform(0.0, 0.6))
    chains = int(rng.integers(0, 6))
    thresholds = {"above_scale.revenue": 3000.0, "srdi.revenue": 2500.0} if number % 5 == 4 else {}
    start_year = int(rng.choice([2020, 2022, 2025]))
    levers = {
        "cultivation_service": [(start_year + 1, start_year + 5, 0.4)],
        "research_support": [(start_year + 3, start_year + 9, 0.2)],
    }
    return WorldRequest(
        start_year=start_year,
        years=13,
        figures={
            "industrial_enterprises": fixed(0 if number % 7 == 6 else enterprises),
            "above_scale_enterprises": fixed(15 if number % 7 == 6 else above),
            "innovative_holders": fixed(innovative),
            "srdi_holders": fixed(srdi),
            "little_giant_holders": fixed(little_giants),
            "provincial_champion_holders": fixed(number % 4),
            "national_champion_holders": fixed(number % 3),
            "largest_enterprise_revenue": fixed(10.0 ** rng.uniform(5.0, 6.3)),
            "zone_share": fixed(rng.uniform(0.0, 1.0)),
        },
        chains={f"chain {chain}": 0.1 for chain in range(chains)},
        rulebook=RulebookChoice(RULEBOOKS[number % 3], thresholds),
        levers=levers if number % 2 else {},
        national_counts_as_provincial=number % 4 < 2,
        outside_industry_counted=number % 5 < 3,
        binding_cut_offs=False,
        county=number % 2 == 0,
        rule_revision=number % 4 != 3,
    )


def with_large_enterprises(world: World) -> World:
    """The world with enterprises so large, old and given to research that champions, and SMEs outgrown, are common."""
    priors = world.priors.copy()
    wanted = {
        "median_revenue": 8000.0,
        "niche_share_median": 0.15,
        "age_mean": 20.0,
        "research_active_share": 0.9,
        "research_intensity_median": 0.04,
        "research_institution_provincial": 0.3,
        "revenue_per_employee": 30.0,
        "equity_financing_share": 0.3,
        "index_shift": 1.0,
    }
    for name, value in wanted.items():
        priors[inputs.PARAMETER_NAMES.index(name)] = make_prior_row(FIXED, value)
    return replace(world, priors=priors)


def with_cut_offs(world: World, number: int) -> World:
    """The world with cut-offs that bind, spread, depend on an input, and with rounds held, not held and drawn."""
    rng = np.random.default_rng([20261123, number])
    steps, titles = world.rounds.shape
    slopes = np.zeros((titles, 2, 4))
    slopes[:, 0] = (0, world.priors[0, 1], 1.0, 2.0)
    slopes[:, 1, 2] = 1.0
    rounds = rng.integers(0, 3, size=(steps, titles))
    return replace(
        world,
        cut_off_means=rng.uniform(20.0, 75.0, size=(steps, titles)),
        cut_off_spreads=rng.uniform(0.0, 5.0, size=(steps, titles)),
        cut_off_slopes=slopes,
        rounds=np.ascontiguousarray(rounds, dtype=np.int64),
    )


def world_of(number: int) -> World:
    """The world of a setting; every second one has cut-offs that bind, every third enterprises larger than life."""
    world = build_world(setting(number))
    if number % 3 == 2:
        world = with_large_enterprises(world)
    return with_cut_offs(world, number) if number % 4 in (1, 2) else world


def main(arguments: list[str] | None = None) -> int:
    """Compare over many settings; returns 1 where the two differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.oracle", description=__doc__.splitlines()[0])
    parser.add_argument("--settings", type=int, default=40, help="number of worlds (default 40)")
    parser.add_argument("--replicates", type=int, default=3, help="replicates of each (default 3)")
    parser.add_argument("--first", type=int, default=0, help="number of the first world")
    chosen = parser.parse_args(arguments)
    total = Comparison()
    for number in range(chosen.first, chosen.first + chosen.settings):
        world = world_of(number)
        for replicate in range(chosen.replicates):
            found = compare(world, 1 + number, replicate)
            total.add(found)
            for difference in found.differences[:DIFFERENCES_SHOWN]:
                print(f"setting {number}, replicate {replicate}: {difference}")
    for (title, verdict, criterion), count in sorted(total.decisions.items()):
        print(f"{count:8} {title} {verdict} {criterion}")
    print(f"{total.enterprise_years} enterprise-years compared, {len(total.differences)} differences")
    return 1 if total.differences else 0


if __name__ == "__main__":
    sys.exit(main())
