"""The plain county as a witness: runs beside the engine, and names every difference between the two.

Run: python -m benchmarks.oracle [--settings N] [--replicates N]. Every enterprise, column, decision and series of every year is
compared, and every investment project under way. All must be equal to the bit, sums of money too: the plain county adds them up
in the same order, that of its roll. `--parameters` asks instead, of every input, whether a change of it on one side is noticed.
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
from benchmarks.plain.projects import Project
from model import columns as col
from model import inputs
from model import places as plc
from model import projects as prj
from model.build import NO_CHAIN, WorldRequest, build_world
from model.identity import identity_text, project_text
from model.levers import load_levers
from model.places import IMPOSED_NAMES
from model.randomness.priors import FIXED, make_prior_row
from model.region import Region
from model.rulebook import criteria
from model.rulebook.tables import RulebookChoice
from model.series import series_names
from model.world import LeverSpan, Particles, World

DIFFERENCES_SHOWN: Final = 20
ORIGINS: Final = ("incumbent", "start_up", "attracted")
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
    fields = {name: float(own[name]) for name in names if name not in ("chain", "zone", "origin", "adopted")}
    fields |= {"chain": float(enterprise.chain.number), "zone": float(enterprise.zone.number)}
    fields |= {
        "alive": 1.0,
        "origin": float(ORIGINS.index(enterprise.origin)),
        "adopted": float(sum(1 << col.STATUS_NAMES.index(status) for status in enterprise.adopted)),
    }
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
    plain = {enterprise.identity: enterprise for enterprise in county.standing()}
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


def fields_of_project(project: Project) -> dict[str, float]:
    """An investment project's state by the engine's names."""
    own = vars(project)
    plain = ("contract", "planned_funds", "funds_in_place", "start_time", "production_time", "capacity")
    fields = {name: float(own[name]) for name in plain}
    fields |= {
        name: float(own[name]) for name in ("size_class", "signed_year", "starts", "produces", "founds", "waited")
    }
    enterprise = prj.NO_ENTERPRISE if project.enterprise is None else project.enterprise
    return fields | {
        "stage": float(prj.STAGE_NAMES.index(project.stage)),
        "chain": float(project.chain.number),
        "zone": float(project.zone.number),
        "enterprise": float(enterprise),
    }


def differences_of_projects(region: Region, county: County) -> Iterator[Difference]:
    """Differences between the investment projects under way, in the order of their signing."""
    engine = [int(number) for number in region.project_identities[prj.OWN, : int(region.macro[plc.PROJECTS])]]
    plain = [project.number for project in county.projects]
    if engine != plain:
        yield Difference(region.year, "projects", "under way", float(len(engine)), float(len(plain)))
        return
    for place, project in enumerate(county.projects):
        fields = fields_of_project(project)
        values = dict(zip(prj.PROJECT_NUMBER_NAMES, region.project_numbers[:, place].tolist(), strict=True))
        values |= dict(zip(prj.PROJECT_LABEL_NAMES, region.project_labels[:, place].tolist(), strict=True))
        values["enterprise"] = float(region.project_identities[prj.ENTERPRISE, place])
        for name, value in values.items():
            if fields[name] != value:
                yield Difference(region.year, project_text(project.number), name, value, fields[name])


def differences_of_series(region: Region, county: County) -> Iterator[Difference]:
    """Differences between the series of the two over all years."""
    for step, record in enumerate(county.outcomes()):
        year = region.world.start_year + step
        for name, engine in zip(region.world.series, region.outcomes[step].tolist(), strict=True):
            plain = float(record[name])
            if engine != plain:
                yield Difference(year, "county", name, engine, plain)


@dataclass
class Comparison:
    """What came of a comparison, and which decisions on titles were among what was compared."""

    differences: list[Difference] = field(default_factory=list)
    enterprise_years: int = 0
    decisions: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    series: Counter[str] = field(default_factory=Counter)

    def look(self, region: Region, county: County) -> None:
        """Compare the present year."""
        self.differences += differences_of_year(region, county)
        self.differences += differences_of_projects(region, county)
        standing = county.standing()
        self.enterprise_years += len(standing)
        for enterprise in standing:
            for title, (verdict, criterion) in enterprise.decisions.items():
                self.decisions[TITLE_NAMES[title], verdict, criterion or ""] += 1
        self.events.update(events_of(county))

    def add(self, other: Comparison) -> None:
        """Add what another comparison found."""
        self.differences += other.differences
        self.enterprise_years += other.enterprise_years
        self.decisions += other.decisions
        self.events += other.events
        self.series += other.series


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
    for record in county.outcomes():
        found.series.update(without_place(name) for name, value in record.items() if value)
    return found


def is_noticed(world: World, plain_world: World, seed: int, replicate: int) -> bool:
    """Whether the plain county of another world comes to differ in state or series (not only in what it was given)."""
    region = Region(world, seed, replicate)
    county = County.keyed(plain_world, seed, replicate)
    while True:
        if any(differences_of_year(region, county)) or any(differences_of_projects(region, county)):
            return True
        if county.steps == world.years:
            return any(differences_of_series(region, county))
        region.step()
        county.step()


def with_input_moved(world: World, number: int) -> World:
    """The world with one input fixed at the middle of its range, and that a tenth of the range on."""
    priors = world.priors.copy()
    values = [world.input_quantile(number, u) for u in (0.05, 0.5, 0.95)]
    range_or_own = values[2] - values[0] or abs(values[1]) or 1.0
    priors[number] = make_prior_row(FIXED, values[1] + 0.1 * range_or_own)
    return replace(world, priors=priors)


def with_input_fixed(world: World, number: int) -> World:
    """The world with one input fixed at the middle of its range."""
    priors = world.priors.copy()
    priors[number] = make_prior_row(FIXED, world.input_quantile(number, 0.5))
    return replace(world, priors=priors)


def unnoticed_inputs(settings: range) -> list[str]:
    """Inputs whose change on one side alone no world of these settings shows: the engine reads them nowhere."""
    names = [*inputs.PARAMETER_NAMES, *inputs.FIGURE_NAMES]
    left = dict(enumerate(names))
    for setting_number in settings:
        world = world_of(setting_number)
        for number in list(left):
            if is_noticed(with_input_fixed(world, number), with_input_moved(world, number), 1 + setting_number, 0):
                del left[number]
    return list(left.values())


def without_place(series: str) -> str:
    """A series without the name of its chain or zone: `output:chain:NAME` is `output:chain`."""
    parts = series.split(":")
    return ":".join(parts[:2]) if parts[1:2] in (["chain"], ["zone"]) else series


def events_of(county: County) -> Iterator[str]:
    """What happens to projects and chains in a year, by name: what a comparison bears witness to."""
    for project in county.projects:
        yield f"project {project.stage}"
        if project.waited:
            yield "project waited for land"
        if project.stage == "producing":
            whom = "nobody that is there" if county.enterprise(project.enterprise) is None else "an enterprise"
            yield f"project {'founded' if project.founds else 'enlarges'} {whom}"
    for chain in county.chains:
        if county.steps and chain.leader_revenue >= county.conditions.parameters.leader_revenue_line:
            yield "a leader pulls its chain"
        if chain.upgrades_allotted != 1.0:
            yield "upgrades allotted"
        if chain.level != 1.0:
            yield "output of a chain stated"
        if chain.titled_share != chain.titled_share_at_start:
            yield "knowledge spreads"
    if county.signing_factor != 1.0:
        yield "imposed investment scales signings"
    if county.investment_factor != 1.0:
        yield "imposed investment scales incumbents"
        if any(enterprise.will_upgrade for enterprise in county.standing()):
            yield "upgrading is part of what is imposed"
    if county.growth_by_attraction > county.conditions.parameters.attracted_growth_limit:
        yield "attraction takes as much of growth as it may"
    elif county.growth_by_attraction > 0.0:
        yield "attraction's part of growth fades"
    for name, asked in zip(IMPOSED_NAMES, county.imposed, strict=True):
        if asked >= 0.0:
            yield f"imposed {name}"
    for number, name in enumerate(plc.LEVER_NAMES):
        intensities = county.levers[number]
        if intensities[-1] != 0.0:
            yield f"lever {name}"
        if any(intensities[:-1]):
            yield f"lever {name} in a chain"


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
    names = [f"chain {chain}" for chain in range(chains)]
    zones = {f"zone {zone}": float(rng.uniform(0.2, 1.0)) for zone in range(int(rng.integers(0, 4)))}
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
            **{name: fixed(value) for name, value in stated_figures(rng, above).items()},
        },
        chains=dict.fromkeys(names, 0.1),
        zones=zones,
        chain_outputs={name: fixed(10.0 ** rng.uniform(4.0, 6.0)) for name in names if rng.random() < 0.3},
        zone_outputs={name: fixed(10.0 ** rng.uniform(4.0, 6.0)) for name in zones if rng.random() < 0.3},
        rulebook=RulebookChoice(RULEBOOKS[number % 3], thresholds),
        levers=levers_of(rng, start_year, [*names, NO_CHAIN]) if number % 2 else {},
        imposed=imposed_of(rng, start_year, above) if number % 3 == 1 else {},
        attraction=number % 6 != 5,
        national_counts_as_provincial=number % 4 < 2,
        outside_industry_counted=number % 5 < 3,
        binding_cut_offs=False,
        county=number % 2 == 0,
        rule_revision=number % 4 != 3,
    )


def stated_figures(rng: np.random.Generator, above: int) -> dict[str, float]:
    """Starting figures of the county's accounts, each stated or not."""
    revenue = 8000.0 * above
    figures = {
        "signed_projects": above * rng.uniform(0.02, 0.4),
        "industry_value_added": revenue * rng.uniform(0.1, 0.5),
        "above_scale_value_added": revenue * rng.uniform(0.1, 0.4),
        "gdp": revenue * rng.uniform(0.05, 3.0),
    }
    return {name: value for name, value in figures.items() if rng.random() < 0.4}


def levers_of(rng: np.random.Generator, start_year: int, chains: list[str]) -> dict[str, list[LeverSpan]]:
    """Spans of most of the levers there are, over their whole range, some in one chain alone."""
    found: dict[str, list[LeverSpan]] = {}
    for name, lever in load_levers().items():
        if rng.random() < 0.35:
            continue
        found[name] = []
        for _ in range(int(rng.integers(1, 3))):
            first = start_year + int(rng.integers(1, 8))
            intensity = float(rng.uniform(0.5 * lever.lowest, 0.5 * lever.highest))
            chain = str(rng.choice(chains)) if lever.by_chain and rng.random() < 0.5 else None
            found[name].append((first, first + int(rng.integers(0, 8)), intensity, chain))
    return found


def imposed_of(rng: np.random.Generator, start_year: int, above: int) -> dict[str, list[tuple[int, int, float]]]:
    """Amounts imposed on some years, from less to more than usual."""
    usual = {
        "investment": 2000.0 * above,
        "funds": 1500.0 * above,
        "signed_money": 4000.0 * above,
        "signed_projects": 0.1 * above,
        "upgrading": 0.06 * above,
    }
    found: dict[str, list[tuple[int, int, float]]] = {}
    for name in IMPOSED_NAMES:
        if rng.random() < 0.5:
            first = start_year + int(rng.integers(1, 6))
            amount = usual[name] * float(rng.uniform(0.0, 3.0))
            found[name] = [(first, first + int(rng.integers(0, 9)), amount)]
    return found


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


def with_particles(world: World, number: int) -> World:
    """The world with a posterior of a dozen parameters, one of which a scenario fixes: the fixed value must win."""
    rng = np.random.default_rng([20261124, number])
    places = np.sort(rng.choice(inputs.PARAMETERS, size=12, replace=False)).astype(np.int64)
    weights = np.cumsum(rng.dirichlet(np.ones(7)))
    weights[-1] = 1.0
    values = np.array([[world.input_quantile(place, share) for place in places] for share in rng.uniform(0.1, 0.9, 7)])
    return replace(with_input_fixed(world, int(places[0])), particles=Particles(weights, places, values))


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
    """The world of a setting: half have cut-offs that bind, a third enterprises larger than life, two of five a posterior."""
    world = build_world(setting(number))
    if number % 3 == 2:
        world = with_large_enterprises(world)
    if number % 5 in (1, 3):
        world = with_particles(world, number)
    return with_cut_offs(world, number) if number % 4 in (1, 2) else world


def always_zero(found: Comparison) -> set[str]:
    """Series that a comparison says nothing about, because they were zero in all of it."""
    names = {without_place(name) for name in series_names(["any"], ["any"])}
    return names - set(found.series)


def main(arguments: list[str] | None = None) -> int:
    """Compare over many settings; returns 1 where the two differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.oracle", description=__doc__.splitlines()[0])
    parser.add_argument("--settings", type=int, default=40, help="number of worlds (default 40)")
    parser.add_argument("--replicates", type=int, default=3, help="replicates of each (default 3)")
    parser.add_argument("--first", type=int, default=0, help="number of the first world")
    parser.add_argument("--parameters", action="store_true", help="name the inputs whose change nothing shows")
    chosen = parser.parse_args(arguments)
    if chosen.parameters:
        unnoticed = unnoticed_inputs(range(chosen.first, chosen.first + chosen.settings))
        print(f"noticed nowhere in {chosen.settings} worlds:", ", ".join(unnoticed) or "none")
        return 0
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
    for title, counts in (("events", total.events), ("series that were not zero", total.series)):
        print(f"{title}:", ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    print("series always zero:", ", ".join(sorted(always_zero(total))))
    print(f"{total.enterprise_years} enterprise-years compared, {len(total.differences)} differences")
    return 1 if total.differences else 0


if __name__ == "__main__":
    sys.exit(main())
