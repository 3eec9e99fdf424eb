"""Sound plans: rounded readings of regions whose accounts close by construction.

A world is drawn first (enterprises, titles by cohort, chains, value added, investment, projects), every total being computed
from its parts; a plan then reads figures off it, rounds them as planners do, and picks operators that the rounded figure
bears. Nothing here looks at the audit's rules or references: ranges come from the facts the project has (`docs`), so that
a false alarm of the audit is a fault of the audit.

Committed, with `mutations.py`, before any rule was tuned on them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scenarios.schema.plan import Plan

VALIDITY = 3
KINDS = ("county_long", "city_short", "annual", "ladder_only", "money_only", "projects_only")
HELD_BACK_SEED = 20270315
"""Used once, for the final figure of `mutation_study.py`; development used seeds below 3,000.

A first held-back seed (20261122, with the 38 operators of `mutations.py`) gave 0 of 300 sound plans accused and 1,800 of
1,800 mutants found; when `mutations_more.py` was added, this second one was set aside for the new figure.
"""


@dataclass
class World:
    """A region at the end of its plan, and the path to it. Money in 亿元, shares 0..1."""

    kind: str
    first: int
    last: int
    numbers: dict[str, float] = field(default_factory=dict)
    chains: dict[str, tuple[str, float]] = field(default_factory=dict)  # name: cluster, output
    firms: list[float] = field(default_factory=list)  # revenue of above-scale enterprises
    zones: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def years(self) -> int:
        """Count the years of the plan."""
        return self.last - self.first + 1


def draw_world(rng: random.Random, kind: str) -> World:
    """Draw a region whose accounts close."""
    first = rng.choice((2021, 2023, 2024, 2026))
    length = {"county_long": rng.randint(8, 13), "annual": 1}.get(kind, rng.randint(3, 6))
    world = World(kind, first, first + length - 1)
    scale = rng.uniform(200, 600) if kind in ("county_long", "annual") else rng.uniform(800, 4500)
    _accounts(rng, world, scale)
    _industry(rng, world)
    _titles(rng, world)
    _investment(rng, world)
    _zones(rng, world)
    return world


def _accounts(rng: random.Random, world: World, gdp: float) -> None:
    n, years = world.numbers, world.years
    n["gdp"] = gdp
    n["share_m"] = rng.uniform(0.18, 0.4)
    n["share_s"] = rng.uniform(0.05, 0.15)
    n["va_m"] = gdp * n["share_m"]
    n["va_industry"] = n["va_m"] / rng.uniform(0.84, 0.97)
    n["va_above"] = n["va_industry"] * rng.uniform(0.72, 0.95)
    n["va_growth"] = rng.uniform(0.05, 0.1)
    n["va_start"] = n["va_industry"] / (1 + n["va_growth"]) ** years
    n["real_growth"] = (n["va_growth"] - rng.uniform(-0.01, 0.03)) * 100
    n["share_emerging"] = rng.uniform(0.15, 0.45)
    n["share_hitech"] = n["share_emerging"] * rng.uniform(0.3, 0.8)
    n["share_leading"] = rng.uniform(0.5, 0.85)


def _industry(rng: random.Random, world: World) -> None:
    n = world.numbers
    rate = rng.uniform(0.19, 0.25)
    n["output"] = n["va_m"] / rate
    n["emerging_output"] = n["share_emerging"] * n["va_above"] / rate * rng.uniform(0.95, 1.05)
    clusters = [f"集群{letter}" for letter in "甲乙丙丁"[: rng.randint(2, 4)]]
    names = [f"产业链{index}" for index in range(1, rng.randint(len(clusters) + 1, 9) + 1)]
    weights = [rng.uniform(0.4, 2.0) for _ in names]
    covered = n["output"] * rng.uniform(0.75, 0.98)
    for index, (name, weight) in enumerate(zip(names, weights, strict=True)):
        world.chains[name] = (clusters[index % len(clusters)], covered * weight / sum(weights))
    n["high_end_share"] = rng.uniform(0.15, 0.4)
    n["high_end"] = n["output"] * n["high_end_share"]
    count = max(20, round(n["output"] / rng.uniform(1.3, 4.5)))
    n["above_scale"] = count
    for _, output in world.chains.values():
        firms = max(3, round(count * output / n["output"]))
        sizes = [rng.paretovariate(1.15) for _ in range(firms)]
        top = 0.35 * sum(sizes)
        sizes = [min(size, top) for size in sizes]
        spare = max(0.0, output * rng.uniform(0.85, 0.97) - 0.2 * firms)
        world.firms += [0.2 + spare * size / sum(sizes) for size in sizes]
    n["sei_firm_share"] = 1 / (1 + (1 / n["share_emerging"] - 1) * rng.uniform(0.8, 2.0))
    n["research_intensity"] = rng.uniform(0.9, 2.2)
    n["research_coverage"] = rng.uniform(35, 70)
    n["emerging_firms"] = n["sei_firm_share"] * count


def held(additions: float, years: int, renewal: float) -> float:
    """Count the additions of some years that are still held, each cohort re-reviewed every third year."""
    return sum(additions * renewal ** (age // VALIDITY) for age in range(years))


def kept(start: float, years: int, renewal: float) -> float:
    """Count what is left of a starting stock of even age."""
    return sum(start / VALIDITY * renewal ** ((age + years) // VALIDITY) for age in range(VALIDITY))


def _titles(rng: random.Random, world: World) -> None:
    n, years = world.numbers, world.years
    innovative = n["above_scale"] * rng.uniform(0.3, 1.0)
    wanted = {"innovative": innovative, "srdi": innovative * rng.uniform(0.14, 0.33)}
    wanted["little_giant"] = wanted["srdi"] * rng.uniform(0.05, 0.18)
    wanted["high_technology"] = n["above_scale"] * rng.uniform(0.15, 0.5)
    wanted["champion_provincial"] = max(1.0, wanted["little_giant"] * rng.uniform(0.1, 0.4))
    renewals = {
        "innovative": (0.5, 0.75),
        "srdi": (0.6, 0.87),
        "little_giant": (0.65, 0.9),
        "high_technology": (0.6, 0.9),
    }
    for name, end in wanted.items():
        renewal = rng.uniform(*renewals.get(name, (0.7, 0.95)))
        start = end * rng.uniform(0.3, 0.6)
        yearly = max(0.0, end - kept(start, years, renewal)) / held(1.0, years, renewal)
        yearly = float(round(yearly))
        n[f"{name}_start"], n[f"{name}_yearly"] = float(max(1, round(start))), yearly
        # A rung too small for one addition a year stays as it is: single recognitions replace single losses.
        held_at_end = held(yearly, years, renewal) + kept(n[f"{name}_start"], years, renewal)
        n[name] = held_at_end if yearly >= 1 else n[f"{name}_start"]
        n[f"{name}_added"] = yearly * years
    n["champion_national"] = float(math.floor(n["champion_provincial"] * rng.uniform(0.2, 0.6)))
    n["above_scale_added"] = float(round(n["above_scale"] * rng.uniform(0.05, 0.3)))


def _investment(rng: random.Random, world: World) -> None:
    n, years = world.numbers, world.years
    n["investment"] = (n["va_industry"] - n["va_start"]) * rng.uniform(3.5, 7) / years
    realised, incumbents = rng.uniform(0.2, 0.5), rng.uniform(0.3, 0.6)
    n["signed"] = n["investment"] * (1 - incumbents) / realised
    mean = rng.uniform(3.5, 9)
    n["projects"] = max(2.0, float(round(n["signed"] / mean)))
    n["signed"] = n["projects"] * mean
    sigma = 1.1
    median = mean * math.exp(-sigma * sigma / 2)
    tail = 0.5 * math.erfc(math.log(10 / median) / sigma / math.sqrt(2))
    n["projects_large"] = float(round(n["projects"] * tail))
    share = rng.uniform(0.25, 0.4)
    n["renovation_growth"] = 100 * min(0.2, (0.6 / share) ** (1 / years) - 1)
    n["upgraded"] = n["above_scale"] * rng.uniform(0.3, 0.9)
    n["upgrading_yearly"] = max(1.0, float(math.ceil(n["upgraded"] / years)))
    n["upgrading_coverage"] = 100 * n["upgraded"] / n["above_scale"]
    n["green_coverage"] = n["upgrading_coverage"] * rng.uniform(0.4, 0.95)
    n["benchmarked"] = n["above_scale"] * rng.uniform(0.2, 0.5)
    n["certified"] = n["benchmarked"] * rng.uniform(0.1, 0.7)
    for name in ("platforms", "stations", "cloud", "smart"):
        end = {"platforms": 60, "stations": 2000, "cloud": n["above_scale"] * 0.9, "smart": 30}[name] * rng.uniform(
            0.5, 2
        )
        n[name] = end
        n[f"{name}_start"] = end * rng.uniform(0.3, 0.7)


def _zones(rng: random.Random, world: World) -> None:
    n = world.numbers
    names = [f"开发区{letter}" for letter in "东西南"[: rng.randint(2, 3)]]
    weights = [rng.uniform(0.5, 2) for _ in names]
    left = n["above_scale_added"]
    for index, (name, weight) in enumerate(zip(names, weights, strict=True)):
        part = weight / sum(weights)
        added = left if index == len(names) - 1 else float(round(n["above_scale_added"] * part))
        added = min(left, added)
        left -= added
        revenue = n["output"] * 0.8 * part
        invested = revenue * rng.uniform(0.08, 0.25)
        growth = n["real_growth"] + rng.uniform(-2, 2)
        completed, continuing = rng.randint(2, 9), rng.randint(1, 6)
        world.zones[name] = {
            "revenue": revenue,
            "growth": growth,
            "fixed": invested,
            "fixed_growth": rng.uniform(5, 20),
            "added": added,
            "completed": completed,
            "continuing": continuing,
            "project_year": invested * rng.uniform(0.4, 0.9),
        }


def rounded(value: float, digits: int = 2) -> float:
    """Round as planners do, to two significant digits; small counts to whole numbers."""
    if value <= 0:
        return 0.0
    if value < 10:
        return float(round(value, 1 if value < 3 else 0)) or 1.0
    size = 10 ** (math.floor(math.log10(value)) - digits + 1)
    return float(round(value / size) * size)


@dataclass
class Writer:
    """Collects the targets of one plan."""

    rng: random.Random
    world: World
    targets: list[dict[str, Any]] = field(default_factory=list)

    def put(self, indicator: str, kind: str, value: float, unit: str, **more: Any) -> str:
        """Write one target, with an operator its rounded figure bears, and give its id."""
        count = float(value).is_integer()
        exact = more.pop("exact", False)
        figure = value if exact else rounded(value)
        if unit in ("家", "个", "项") and not exact:
            figure = float(round(figure))
        operators = ["=", ">=", ">=", "~"] if not exact else ["="]
        operator = more.pop("operator", None) or self.rng.choice(operators)
        if operator == "~" and count and figure < 20:
            operator = "="
        name = f"t{len(self.targets) + 1:03d}"
        target = {
            "id": name,
            "heading": f"第{len(self.targets) % 7 + 1}节",
            "label": {"zh": f"{indicator}", "en": f"{indicator}"},
            "indicator": indicator,
            "kind": kind,
            "operator": operator,
            "value": float(figure),
            "unit": unit,
            "from_year": self.world.first,
            "due_year": self.world.last,
        }
        self.targets.append({**target, **more})
        return name

    def milestones(self, headline: str, start: float, end: float) -> None:
        """Write yearly milestones on a nearly straight path to a headline figure."""
        target = next(one for one in self.targets if one["id"] == headline)
        years = self.world.years
        for step in range(1, years + 1):
            last = step == years
            value = target["value"] if last else start + (target["value"] - start) * step / years
            value = value if last else float(round(value))
            body = {key: value for key, value in target.items() if key not in ("value", "due_year", "id", "operator")}
            name = f"t{len(self.targets) + 1:03d}"
            self.targets.append(
                {
                    **body,
                    "id": name,
                    "value": value,
                    "due_year": self.world.first + step - 1,
                    "operator": ">=",
                    "milestone_of": headline,
                }
            )


def sound_plan(seed: int, kind: str | None = None) -> Plan:
    """Give a sound plan: the same for the same seed."""
    rng = random.Random(f"sound-{seed}")
    kind = kind or KINDS[seed % len(KINDS)]
    world = draw_world(rng, kind)
    writer = Writer(rng, world)
    sections: dict[str, tuple[Callable[[Writer], None], ...]] = {
        "county_long": (_write_ladder, _write_money, _write_chains, _write_projects, _write_sizes, _write_coverage),
        "city_short": (_write_ladder, _write_money, _write_chains, _write_projects, _write_coverage, _write_paths),
        "annual": (_write_zones, _write_growth, _write_projects),
        "ladder_only": (_write_ladder, _write_coverage),
        "money_only": (_write_money, _write_chains, _write_growth),
        "projects_only": (_write_projects, _write_coverage, _write_paths),
    }
    for section in sections[kind]:
        section(writer)
    return _plan(world, writer, seed)


def _write_ladder(w: Writer) -> None:
    n = w.world.numbers
    w.put("above_scale_enterprises", "stock", n["above_scale"], "家")
    for indicator, name in (
        ("innovative_smes", "innovative"),
        ("srdi_smes", "srdi"),
        ("little_giants", "little_giant"),
        ("high_technology_enterprises", "high_technology"),
    ):
        if w.rng.random() < 0.85:
            w.put(indicator, "stock", n[name], "家")
        if w.rng.random() < 0.8 and n[f"{name}_yearly"] >= 1:
            w.put(indicator, "flow_per_year", n[f"{name}_yearly"], "家", exact=True)
        if w.rng.random() < 0.25 and n[f"{name}_added"] >= 1:
            w.put(indicator, "cumulative", n[f"{name}_added"], "家", operator=">=")
        if w.rng.random() < 0.35:
            w.put(
                indicator,
                "baseline",
                n[f"{name}_start"],
                "家",
                exact=True,
                due_year=w.world.first - 1,
                from_year=w.world.first - 1,
            )
    if n["champion_provincial"] >= 1:
        w.put("provincial_champions", "stock", n["champion_provincial"], "家", operator="=")
        w.put(
            "national_champions",
            "stock",
            min(n["champion_national"], round(n["champion_provincial"])),
            "家",
            operator="=",
        )


def _write_money(w: Writer) -> None:
    n = w.world.numbers
    w.put("industry_value_added", "stock", n["va_industry"], "亿元")
    w.put("manufacturing_value_added", "stock", n["va_m"], "亿元")
    w.put("above_scale_value_added", "stock", n["va_above"], "亿元")
    w.put("manufacturing_share_of_gdp", "share", 100 * n["share_m"], "%")
    w.put("producer_services_share_of_gdp", "share", 100 * n["share_s"], "%", exact=False)
    w.put("manufacturing_and_producer_services_share_of_gdp", "share", 100 * (n["share_m"] + n["share_s"]), "%")
    w.put("strategic_emerging_share", "share", 100 * n["share_emerging"], "%")
    w.put("high_technology_manufacturing_share", "share", 100 * n["share_hitech"], "%")
    w.put("leading_industry_share", "share", 100 * n["share_leading"], "%")
    w.put(
        "emerging_industry_output",
        "stock",
        n["emerging_output"],
        "亿元",
        scope={"kind": "group", "names": ["新兴产业"]},
    )
    w.put("industrial_investment", "input_per_year", n["investment"], "亿元")
    w.put("research_intensity_manufacturing", "share", n["research_intensity"], "%", operator=">=")
    w.put("technical_renovation_investment_growth", "growth_rate", max(1.0, n["renovation_growth"] - 1), "%/年")
    if w.rng.random() < 0.4:
        w.put(
            "industry_value_added",
            "baseline",
            n["va_start"],
            "亿元",
            due_year=w.world.first - 1,
            from_year=w.world.first - 1,
            operator="=",
        )


def _write_chains(w: Writer) -> None:
    world = w.world
    operator = w.rng.choice(("=", ">="))
    for name, (_, output) in world.chains.items():
        w.put("chain_output", "stock", output, "亿元", scope={"kind": "chain", "names": [name]}, operator=operator)
    for cluster in sorted({cluster for cluster, _ in world.chains.values()}):
        output = sum(size for of, size in world.chains.values() if of == cluster)
        w.put("cluster_output", "stock", output, "亿元", scope={"kind": "cluster", "names": [cluster]})
    group = {"kind": "group", "names": ["高端产业"]}
    w.put("high_end_industry_output", "stock", world.numbers["high_end"], "亿元", scope=group)
    w.put("high_end_share_of_manufacturing", "share", 100 * world.numbers["high_end_share"], "%", scope=group)


def _write_sizes(w: Writer) -> None:
    for size in (50, 10):
        count = sum(1 for revenue in w.world.firms if revenue >= size)
        if count:
            w.put(
                "chain_leaders",
                "stock",
                float(count),
                "家",
                exact=True,
                threshold={"value": float(size), "unit": "亿元", "of": "revenue"},
            )
    w.put("transformation_share", "share", 100 * w.world.numbers["sei_firm_share"], "%")


def _write_projects(w: Writer) -> None:
    n = w.world.numbers
    w.put("signed_investment", "input_per_year", n["signed"], "亿元")
    w.put(
        "attracted_projects",
        "input_per_year",
        n["projects"],
        "个",
        operator="=",
        threshold={"value": 1.0, "unit": "亿元", "of": "investment"},
    )
    if n["projects_large"] >= 1:
        w.put(
            "attracted_projects",
            "input_per_year",
            n["projects_large"],
            "个",
            operator="=",
            threshold={"value": 10.0, "unit": "亿元", "of": "investment"},
        )
    if w.world.kind in ("projects_only", "annual"):
        w.put("industrial_investment", "input_per_year", n["investment"], "亿元")
    w.put("upgrading_projects", "input_per_year", n["upgrading_yearly"], "个", exact=True)
    if w.rng.random() < 0.4:
        w.put("upgrading_projects", "cumulative", n["upgrading_yearly"] * w.world.years, "个", operator=">=")


def _write_coverage(w: Writer) -> None:
    n = w.world.numbers
    if not any(one["indicator"] == "above_scale_enterprises" for one in w.targets):
        w.put("above_scale_enterprises", "stock", n["above_scale"], "家")
    w.put("traditional_upgrading_rate", "coverage", n["upgrading_coverage"], "%")
    w.put("green_retrofit_coverage", "coverage", n["green_coverage"], "%", scope={"kind": "above_scale"})
    w.put("research_activity_coverage", "coverage", n["research_coverage"], "%", scope={"kind": "above_scale"})
    w.put("integration_benchmarked_enterprises", "stock", n["benchmarked"], "家")
    w.put("integration_certified_enterprises", "stock", n["certified"], "家")
    if not any(one["indicator"] == "upgrading_projects" for one in w.targets):
        w.put("upgrading_projects", "input_per_year", n["upgrading_yearly"], "个", exact=True)


def _write_paths(w: Writer) -> None:
    n = w.world.numbers
    for indicator, name, unit in (
        ("innovation_platforms_provincial", "platforms", "家"),
        ("fiveg_stations", "stations", "个"),
        ("cloud_enterprises", "cloud", "家"),
    ):
        headline = w.put(indicator, "stock", n[name], unit, operator=w.rng.choice(("=", ">=")))
        w.milestones(headline, n[f"{name}_start"], n[name])
    original = w.targets[-1]["milestone_of"]
    body = next(one for one in w.targets if one["id"] == original)
    w.targets.append({**body, "id": f"t{len(w.targets) + 1:03d}", "restates": original})


def _write_growth(w: Writer) -> None:
    w.put(
        "above_scale_growth",
        "growth_rate",
        max(1.0, w.world.numbers["real_growth"]),
        "%/年",
        scope={"kind": "above_scale"},
    )


def _write_zones(w: Writer) -> None:
    world = w.world
    totals = {"added": 0.0, "projects": 0.0, "project_year": 0.0}
    for name, zone in world.zones.items():
        scope = {"kind": "zone", "names": [name]}
        w.put("zone_revenue", "stock", zone["revenue"], "亿元", scope=scope, operator="=")
        w.put("zone_revenue_growth", "growth_rate", max(1.0, zone["growth"]), "%", scope=scope, operator="=")
        fixed = float(round(zone["fixed"], 2))
        w.put("zone_fixed_asset_investment", "input_per_year", fixed, "亿元", scope=scope, exact=True)
        w.put("zone_fixed_asset_investment_growth", "growth_rate", zone["fixed_growth"], "%", scope=scope, operator="=")
        w.put("above_scale_enterprises", "flow_per_year", zone["added"], "家", scope=scope, exact=True)
        projects = zone["completed"] + zone["continuing"]
        w.put("planned_projects", "input_total", projects, "个", scope=scope, exact=True)
        w.put("planned_projects_completed", "input_total", zone["completed"], "个", scope=scope, exact=True)
        w.put("planned_projects_continuing", "input_total", zone["continuing"], "个", scope=scope, exact=True)
        yearly = float(round(zone["project_year"], 2))
        w.put("planned_project_investment_year", "input_per_year", yearly, "亿元", scope=scope, exact=True)
        for key, value in (("added", zone["added"]), ("projects", projects), ("project_year", yearly)):
            totals[key] += value
    w.put("above_scale_enterprises", "flow_per_year", totals["added"], "家", exact=True)
    w.put("planned_projects", "input_total", totals["projects"], "个", exact=True)
    w.put("planned_project_investment_year", "input_per_year", round(totals["project_year"], 2), "亿元", exact=True)


def _plan(world: World, writer: Writer, seed: int) -> Plan:
    has_chains = any(target["indicator"] == "chain_output" for target in writer.targets)
    has_zones = any(target.get("scope", {}).get("kind") == "zone" for target in writer.targets)
    clusters = sorted({cluster for cluster, _ in world.chains.values()})
    return Plan.model_validate(
        {
            "id": f"sound_{seed}",
            "region": {
                "name": {"zh": "某地", "en": "Somewhere"},
                "level": "county",
                "province": {"zh": "河南省", "en": "Henan"},
            },
            "document": {"title": {"zh": "某地规划", "en": "A plan"}, "source": "drawn"},
            "horizon": {"start": world.first, "end": world.last},
            "planning_period_start": world.first,
            "chains": [{"name": name, "en": name, "part_of": of} for name, (of, _) in world.chains.items()]
            if has_chains
            else [],
            "clusters": [{"name": name, "en": name} for name in clusters] if has_chains else [],
            "zones": [{"name": name, "en": name} for name in world.zones] if has_zones else [],
            "targets": writer.targets,
        }
    )
