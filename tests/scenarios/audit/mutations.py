"""Ways to spoil a sound plan: each breaks one identity of the plan's accounts, and says which targets it touched.

Operators are written against the plan schema (kinds, indicators, scopes, years), not against the audit's rules. Each takes a
plan and a random source, and returns the spoiled plan with the ids of which a finding has to name at least one of each
group, or None where the plan has nothing to spoil in this way.

Committed, with `worlds.py`, before any rule was tuned on them.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass

from scenarios.schema.plan import Plan, Scope, Target


@dataclass(frozen=True)
class Mutant:
    """A spoiled plan and the groups of ids of which a finding must name at least one each."""

    operator: str
    plan: Plan
    named: tuple[frozenset[str], ...]


Operator = Callable[[Plan, random.Random], Mutant | None]
OPERATORS: dict[str, Operator] = {}


def operator(function: Operator) -> Operator:
    """Register an operator under its name."""
    OPERATORS[function.__name__] = function
    return function


def find(plan: Plan, indicator: str, *kinds: str, scope: str | None = None) -> list[Target]:
    """List the headline targets on an indicator."""
    return [
        target
        for target in plan.targets
        if target.indicator == indicator
        and (not kinds or target.kind in kinds)
        and (scope is None or target.scope.kind == scope)
        and target.milestone_of is None
        and target.restates is None
    ]


def change(plan: Plan, target: Target, **values: object) -> Plan:
    """Change fields of one target."""
    changed = Target.model_validate({**target.model_dump(), **values})
    return plan.model_copy(update={"targets": tuple(changed if one.id == target.id else one for one in plan.targets)})


def add(plan: Plan, like: Target, **values: object) -> tuple[Plan, str]:
    """Add a target made from another one."""
    name = f"x{len(plan.targets) + 1:03d}"
    new = Target.model_validate({**like.model_dump(), "id": name, **values})
    return plan.model_copy(update={"targets": (*plan.targets, new)}), name


def mutant(name: str, plan: Plan, *groups: list[Target] | list[str] | str) -> Mutant:
    """Make a mutant; each group is a list of targets or ids of which one has to be named."""
    named = []
    for group in groups:
        items = [group] if isinstance(group, str) else group
        named.append(frozenset(item if isinstance(item, str) else item.id for item in items))
    return Mutant(name, plan, tuple(named))


TITLES = ("innovative_smes", "srdi_smes", "little_giants", "high_technology_enterprises")


def pairs_of_titles(plan: Plan) -> list[tuple[Target, Target]]:
    """List stock and yearly addition of every title that has both."""
    return [
        (stock, flow)
        for title in TITLES
        for stock in find(plan, title, "stock")
        for flow in find(plan, title, "flow_per_year")
        if stock.due_year is not None and flow.from_year is not None and flow.value
    ]


def years(target: Target) -> int:
    """Count the years a target covers."""
    return (target.due_year or 0) - (target.from_year or 0) + 1


@operator
def stock_below_its_recent_additions(plan: Plan, rng: random.Random) -> Mutant | None:
    """Hold fewer at the end than were admitted in the last three years."""
    found = [(s, f) for s, f in pairs_of_titles(plan) if (f.value or 0) * min(3, years(f)) >= 4]
    if not found:
        return None
    stock, flow = rng.choice(found)
    value = float(int((flow.value or 0) * min(3, years(flow)) * rng.uniform(0.3, 0.6)))
    return mutant("stock_below_its_recent_additions", change(plan, stock, value=value, operator="="), [stock], [flow])


@operator
def stock_beyond_start_and_additions(plan: Plan, rng: random.Random) -> Mutant | None:
    """Hold more at the end than the known start and all additions together."""
    found = [(s, f, b) for s, f in pairs_of_titles(plan) for b in find(plan, s.indicator, "baseline")]
    if not found:
        return None
    stock, flow, base = rng.choice(found)
    most = (base.value or 0) + (flow.value or 0) * years(flow)
    plan = change(plan, stock, value=float(round(most * rng.uniform(1.3, 2.5)) + 1), operator=rng.choice(("=", ">=")))
    return mutant("stock_beyond_start_and_additions", plan, [stock], [flow, base])


@operator
def rung_above_the_rung_below(plan: Plan, rng: random.Random) -> Mutant | None:
    """Exchange the stocks of two neighbouring rungs."""
    chain = ["innovative_smes", "srdi_smes", "little_giants"]
    found = [
        (a, b)
        for low, high in itertools.pairwise(chain)
        for a in find(plan, low, "stock")
        for b in find(plan, high, "stock")
    ]
    found = [(a, b) for a, b in found if (a.value or 0) > 1.3 * (b.value or 0)]
    if not found:
        return None
    lower, upper = rng.choice(found)
    plan = change(change(plan, lower, value=upper.value, operator="="), upper, value=lower.value, operator="=")
    return mutant("rung_above_the_rung_below", plan, [lower], [upper])


@operator
def additions_above_the_rung_below(plan: Plan, rng: random.Random) -> Mutant | None:
    """Exchange the yearly additions of two neighbouring rungs."""
    chain = ["innovative_smes", "srdi_smes", "little_giants"]
    found = [
        (a, b)
        for low, high in itertools.pairwise(chain)
        for a in find(plan, low, "flow_per_year")
        for b in find(plan, high, "flow_per_year")
    ]
    found = [(a, b) for a, b in found if (a.value or 0) > 1.3 * (b.value or 0)]
    if not found:
        return None
    lower, upper = rng.choice(found)
    plan = change(change(plan, lower, value=upper.value), upper, value=lower.value)
    return mutant(
        "additions_above_the_rung_below",
        plan,
        [lower, upper],
        [lower, upper, *find(plan, lower.indicator), *find(plan, upper.indicator)],
    )


@operator
def national_above_provincial(plan: Plan, rng: random.Random) -> Mutant | None:
    """Have more national than provincial champions."""
    for upper in find(plan, "national_champions", "stock"):
        for lower in find(plan, "provincial_champions", "stock"):
            plan = change(plan, upper, value=float((lower.value or 0) + rng.randint(2, 6)))
            return mutant("national_above_provincial", plan, [upper], [lower])
    return None


@operator
def ratio_of_rungs(plan: Plan, rng: random.Random) -> Mutant | None:
    """Make nearly every holder of the lower title a holder of the higher one."""
    for lower in find(plan, "srdi_smes", "stock"):
        for upper in find(plan, "little_giants", "stock"):
            if (lower.value or 0) < 20:
                continue
            plan = change(plan, upper, value=float(round((lower.value or 0) * rng.uniform(0.6, 0.9))), operator="=")
            return mutant("ratio_of_rungs", plan, [upper], [lower, *find(plan, "little_giants", "flow_per_year")])
    return None


@operator
def total_of_additions(plan: Plan, rng: random.Random) -> Mutant | None:
    """Give a total of additions that is not the yearly addition times the years."""
    found = [
        f
        for f in plan.targets
        if f.kind in ("flow_per_year", "input_per_year")
        and f.operator == "="
        and years(f) > 2
        and f.unit in ("家", "个")
        and f.threshold is None
        and (f.value or 0) >= 2
    ]
    if not found:
        return None
    flow = rng.choice(found)
    factor = rng.choice((rng.uniform(0.3, 0.6), rng.uniform(1.6, 3)))
    value = float(max(1, round((flow.value or 0) * years(flow) * factor)))
    for old in find(plan, flow.indicator, "cumulative"):
        return mutant("total_of_additions", change(plan, old, value=value, operator="="), [old], [flow])
    plan, name = add(plan, flow, kind="cumulative", value=value, operator="=")
    return mutant("total_of_additions", plan, name, [flow])


@operator
def cluster_below_its_chains(plan: Plan, rng: random.Random) -> Mutant | None:
    """Shrink a cluster to less than one of its chains, or blow up one of its chains."""
    clusters = [one for one in find(plan, "cluster_output", "stock") if len(one.scope.names) == 1]
    if not clusters:
        return None
    cluster = rng.choice(clusters)
    members = [part.name for part in plan.chains if part.part_of == cluster.scope.names[0]]
    chains = [one for one in find(plan, "chain_output", "stock") if one.scope.names[0] in members]
    if not chains:
        return None
    if rng.random() < 0.5:
        plan = change(plan, cluster, value=float(round((cluster.value or 0) * rng.uniform(0.3, 0.6))))
        return mutant("cluster_below_its_chains", plan, [cluster], chains)
    chain = max(chains, key=lambda one: one.value or 0)
    plan = change(plan, chain, value=float(round((chain.value or 0) * rng.uniform(3, 6))))
    return mutant("cluster_below_its_chains", plan, [chain], [cluster])


@operator
def cluster_above_its_chains(plan: Plan, rng: random.Random) -> Mutant | None:
    """Give a cluster far more than its chains, all of which the plan names."""
    clusters = [one for one in find(plan, "cluster_output", "stock") if len(one.scope.names) == 1]
    if not clusters:
        return None
    cluster = rng.choice(clusters)
    members = [part.name for part in plan.chains if part.part_of == cluster.scope.names[0]]
    chains = [one for one in find(plan, "chain_output", "stock") if one.scope.names[0] in members]
    plan = change(plan, cluster, value=float(round((cluster.value or 0) * rng.uniform(1.8, 4))))
    return mutant("cluster_above_its_chains", plan, [cluster], chains)


@operator
def region_and_zones(plan: Plan, rng: random.Random) -> Mutant | None:
    """Give the region a figure that its zones, all named, do not add up to."""
    totals = [
        one
        for one in plan.targets
        if one.scope.kind == "region"
        and one.operator == "="
        and any(
            other.indicator == one.indicator and other.kind == one.kind and other.scope.kind == "zone"
            for other in plan.targets
        )
    ]
    if not totals:
        return None
    whole = rng.choice(totals)
    zones = [one for one in find(plan, whole.indicator, whole.kind) if one.scope.kind == "zone"]
    factor = rng.choice((rng.uniform(0.4, 0.7), rng.uniform(1.4, 2)))
    value = float(max(1, round((whole.value or 0) * factor, 0 if float(whole.value or 0).is_integer() else 2)))
    if value == whole.value:
        value += 2
    return mutant("region_and_zones", change(plan, whole, value=value), [whole], zones)


@operator
def part_beyond_whole(plan: Plan, rng: random.Random) -> Mutant | None:
    """Make a part larger than what contains it."""
    candidates = [
        ("manufacturing_value_added", "industry_value_added", "stock"),
        ("above_scale_value_added", "industry_value_added", "stock"),
        ("integration_certified_enterprises", "integration_benchmarked_enterprises", "stock"),
        ("planned_project_investment_year", "zone_fixed_asset_investment", "input_per_year"),
    ]
    found = [
        (part, whole)
        for inner, outer, kind in candidates
        for part in find(plan, inner, kind)
        for whole in find(plan, outer, kind)
        if part.scope == whole.scope
    ]
    if not found:
        return None
    part, whole = rng.choice(found)
    value = round((whole.value or 0) * rng.uniform(1.3, 2.2), 2)
    return mutant("part_beyond_whole", change(plan, part, value=float(value)), [part], [whole])


@operator
def components_and_sum(plan: Plan, rng: random.Random) -> Mutant | None:
    """Let completed and continuing projects not be all projects."""
    wholes = [one for one in find(plan, "planned_projects", "input_total") if one.scope.kind == "zone"]
    if not wholes:
        return None
    whole = rng.choice(wholes)
    parts = [
        one
        for name in ("planned_projects_completed", "planned_projects_continuing")
        for one in find(plan, name)
        if one.scope == whole.scope
    ]
    part = rng.choice(parts)
    return mutant(
        "components_and_sum", change(plan, part, value=float((part.value or 0) + rng.randint(2, 5))), [part], [whole]
    )


@operator
def share_beyond_hundred(plan: Plan, rng: random.Random) -> Mutant | None:
    """Give a share or a coverage of more than the whole."""
    found = [one for one in plan.targets if one.kind in ("share", "coverage") and one.unit == "%"]
    if not found:
        return None
    target = rng.choice(found)
    return mutant("share_beyond_hundred", change(plan, target, value=float(rng.randint(108, 180))), [target])


@operator
def share_of_part_beyond_share_of_sum(plan: Plan, rng: random.Random) -> Mutant | None:
    """Give a part of GDP a larger share than the sum it belongs to."""
    for part in find(plan, "manufacturing_share_of_gdp", "share"):
        for whole in find(plan, "manufacturing_and_producer_services_share_of_gdp", "share"):
            low = float(round((part.value or 0) * rng.uniform(0.5, 0.8)))
            return mutant("share_of_part_beyond_share_of_sum", change(plan, whole, value=low), [whole], [part])
    return None


@operator
def shares_and_their_sum(plan: Plan, rng: random.Random) -> Mutant | None:
    """Give manufacturing, services and both together shares that do not add up."""
    for part in find(plan, "producer_services_share_of_gdp", "share"):
        for whole in find(plan, "manufacturing_and_producer_services_share_of_gdp", "share"):
            value = float(round((part.value or 0) + (whole.value or 0) * rng.uniform(0.4, 0.8)))
            return mutant("shares_and_their_sum", change(plan, part, value=value), [part], [whole])
    return None


@operator
def share_against_level(plan: Plan, rng: random.Random) -> Mutant | None:
    """Change a share so that it and its level imply a manufacturing industry several times the chains."""
    for share in find(plan, "high_end_share_of_manufacturing", "share"):
        for level in find(plan, "high_end_industry_output", "stock"):
            if not find(plan, "chain_output", "stock"):
                continue
            if rng.random() < 0.5:
                plan = change(plan, share, value=float(max(1, round((share.value or 0) / rng.uniform(3, 6), 1))))
                return mutant("share_against_level", plan, [share], [level])
            plan = change(plan, level, value=float(round((level.value or 0) * rng.uniform(3, 6))))
            return mutant("share_against_level", plan, [level], [share])
    return None


@operator
def value_added_against_output(plan: Plan, rng: random.Random) -> Mutant | None:
    """Let the chains put out several times what the value added bears."""
    chains = find(plan, "chain_output", "stock")
    for level in find(plan, "manufacturing_value_added", "stock"):
        if len(chains) < 2:
            continue
        factor = rng.uniform(2.5, 5)
        for one in (*chains, *find(plan, "cluster_output", "stock"), *find(plan, "high_end_industry_output")):
            plan = change(plan, one, value=float(round((one.value or 0) * factor)))
        return mutant("value_added_against_output", plan, [level], [*chains, *find(plan, "cluster_output", "stock")])
    return None


@operator
def emerging_output_against_share(plan: Plan, rng: random.Random) -> Mutant | None:
    """Give the emerging industries an output that their share of value added does not bear."""
    for level in find(plan, "emerging_industry_output", "stock"):
        for share in find(plan, "strategic_emerging_share", "share"):
            plan = change(plan, level, value=float(round((level.value or 0) * rng.uniform(3, 6))))
            return mutant("emerging_output_against_share", plan, [level], [share])
    return None


@operator
def enterprises_against_value(plan: Plan, rng: random.Random) -> Mutant | None:
    """Let most enterprises be emerging while they make little of the value added."""
    for firms in find(plan, "transformation_share", "share"):
        for share in find(plan, "strategic_emerging_share", "share"):
            plan = change(
                change(plan, firms, value=float(rng.randint(75, 95))), share, value=float(rng.randint(10, 22))
            )
            return mutant("enterprises_against_value", plan, [firms], [share])
    return None


@operator
def investment_against_growth(plan: Plan, rng: random.Random) -> Mutant | None:
    """Spend several times what the value added could ever need."""
    for invested in find(plan, "industrial_investment", "input_per_year"):
        levels = [
            *find(plan, "industry_value_added", "stock"),
            *find(plan, "manufacturing_value_added", "stock"),
            *find(plan, "above_scale_value_added", "stock"),
        ]
        if levels:
            top = max(one.value or 0 for one in levels)
            plan = change(plan, invested, value=float(round(top * rng.uniform(2.5, 5))))
            return mutant("investment_against_growth", plan, [invested], levels)
    return None


@operator
def investment_against_signings(plan: Plan, rng: random.Random) -> Mutant | None:
    """Sign far less, or far more, than is invested."""
    for invested in find(plan, "industrial_investment", "input_per_year"):
        for signed in find(plan, "signed_investment", "input_per_year"):
            factor = rng.choice((rng.uniform(0.15, 0.35), rng.uniform(14, 20)))
            plan = change(plan, signed, value=float(max(1, round((invested.value or 0) * factor))))
            for projects in find(plan, "attracted_projects"):
                count = max(
                    1.0, float(round((projects.value or 0) * factor * (invested.value or 1) / (signed.value or 1)))
                )
                plan = change(plan, projects, value=count)
            return mutant("investment_against_signings", plan, [signed], [invested])
    return None


@operator
def projects_against_amount(plan: Plan, rng: random.Random) -> Mutant | None:
    """Promise so many projects of a size that the amount signed cannot pay for them, or so few that each is a giant."""
    for signed in find(plan, "signed_investment", "input_per_year"):
        small = [one for one in find(plan, "attracted_projects") if one.threshold and one.threshold.value == 1]
        for projects in small:
            if rng.random() < 0.5:
                count = float(round((signed.value or 0) * rng.uniform(1.5, 4)) + 1)
            else:
                count = float(max(1, int((signed.value or 0) / rng.uniform(30, 60))))
                if (signed.value or 0) / count < 25:
                    return None
                for large in find(plan, "attracted_projects"):
                    if large.threshold and large.threshold.value > 1:
                        plan = change(plan, large, value=float(min(large.value or 0, count)))
            return mutant("projects_against_amount", change(plan, projects, value=count), [projects], [signed])
    return None


@operator
def large_among_all(plan: Plan, rng: random.Random) -> Mutant | None:
    """Count more of the large than of all that are at least of a smaller size."""
    for name in ("attracted_projects", "chain_leaders"):
        sized = sorted(
            (one for one in find(plan, name) if one.threshold),
            key=lambda one: one.threshold.value if one.threshold else 0,
        )
        if len(sized) > 1:
            small, large = sized[0], sized[-1]
            value = float(round((small.value or 0) * rng.uniform(1.4, 3)) + 1)
            return mutant("large_among_all", change(plan, large, value=value), [large], [small])
    return None


@operator
def leaders_against_chains(plan: Plan, rng: random.Random) -> Mutant | None:
    """Promise more large enterprises than all chains together could hold."""
    chains = find(plan, "chain_output", "stock")
    sized = [one for one in find(plan, "chain_leaders") if one.threshold]
    if not chains or not sized:
        return None
    large = max(sized, key=lambda one: one.threshold.value if one.threshold else 0)
    size = large.threshold.value if large.threshold else 1.0
    value = float(round(sum(one.value or 0 for one in chains) / size * rng.uniform(1.6, 3)) + 1)
    plan = change(plan, large, value=value)
    for other in sized:
        if other.id != large.id:
            plan = change(plan, other, value=float(value + (other.value or 0)))
    return mutant("leaders_against_chains", plan, [large], [*chains, *find(plan, "cluster_output", "stock")])


@operator
def average_enterprise(plan: Plan, rng: random.Random) -> Mutant | None:
    """Have so many or so few above-scale enterprises that the average one is out of all proportion."""
    chains = find(plan, "chain_output", "stock")
    for firms in find(plan, "above_scale_enterprises", "stock"):
        if len(chains) < 2:
            continue
        total = sum(one.value or 0 for one in chains)
        value = (
            float(round(total * rng.uniform(6, 12)))
            if rng.random() < 0.6
            else float(max(1, round(total / rng.uniform(20, 40))))
        )
        return mutant(
            "average_enterprise",
            change(plan, firms, value=value),
            [firms],
            [*chains, *find(plan, "cluster_output", "stock"), *plan_titles(plan)],
        )
    return None


def plan_titles(plan: Plan) -> list[Target]:
    """List the stocks of titles."""
    return [one for title in TITLES for one in find(plan, title, "stock")]


@operator
def milestone_beyond_the_end(plan: Plan, rng: random.Random) -> Mutant | None:
    """Reach more in an earlier year than at the end."""
    found = [(step, plan.target(step.milestone_of)) for step in plan.targets if step.milestone_of]
    found = [(step, end) for step, end in found if (step.due_year or 0) < (end.due_year or 0)]
    if not found:
        return None
    step, end = rng.choice(found)
    plan = change(plan, step, value=float(round((end.value or 0) * rng.uniform(1.25, 2))))
    return mutant(
        "milestone_beyond_the_end", plan, [step], [end, *[one for one in plan.targets if one.milestone_of == end.id]]
    )


@operator
def last_milestone_against_headline(plan: Plan, rng: random.Random) -> Mutant | None:
    """Give the last milestone another figure than the headline of the same year."""
    found = [(step, plan.target(step.milestone_of)) for step in plan.targets if step.milestone_of]
    found = [(step, end) for step, end in found if step.due_year == end.due_year]
    if not found:
        return None
    _step, end = rng.choice(found)
    plan = change(plan, end, value=float(round((end.value or 0) * rng.uniform(1.3, 2))), operator="=")
    return mutant(
        "last_milestone_against_headline", plan, [end], [one for one in plan.targets if one.milestone_of == end.id]
    )


@operator
def milestone_after_the_end(plan: Plan, rng: random.Random) -> Mutant | None:
    """Date a milestone after the year of its headline."""
    found = [(step, plan.target(step.milestone_of)) for step in plan.targets if step.milestone_of]
    if not found:
        return None
    step, end = rng.choice(found)
    plan = change(plan, step, due_year=(end.due_year or 0) + rng.randint(1, 3))
    return mutant("milestone_after_the_end", plan, [step], [end])


@operator
def jump_at_the_end(plan: Plan, rng: random.Random) -> Mutant | None:
    """Leave nearly all of a path to its last year."""
    for end in plan.targets:
        steps = sorted((one for one in plan.targets if one.milestone_of == end.id), key=lambda one: one.due_year or 0)
        if len(steps) < 3 or (end.value or 0) < 30:
            continue
        base = (end.value or 0) * rng.uniform(0.2, 0.4)
        for index, step in enumerate(steps[:-1]):
            plan = change(plan, step, value=float(round(base * (1 + 0.05 * index)) + index))
        return mutant("jump_at_the_end", plan, [end], steps)
    return None


@operator
def said_twice(plan: Plan, rng: random.Random) -> Mutant | None:
    """Say the same thing again with another figure."""
    found = [
        one
        for one in plan.targets
        if one.kind != "baseline" and one.milestone_of is None and one.restates is None and (one.value or 0) >= 2
    ]
    target = rng.choice(found)
    value = round((target.value or 0) * rng.choice((rng.uniform(0.4, 0.75), rng.uniform(1.3, 2))), 1)
    if target.unit in ("家", "个"):
        value = float(max(1, round(value)))
        value = value + 1 if value == target.value else value
    if target.kind in ("share", "coverage"):
        value = min(value, 99.0) if target.value != 99.0 else 50.0
    restates = rng.choice((None, target.id))
    plan, name = add(
        change(plan, target, operator="="),
        target,
        value=float(value),
        operator="=",
        heading="另一节",
        restates=restates,
    )
    return mutant("said_twice", plan, name, [target])


@operator
def coverage_against_projects(plan: Plan, rng: random.Random) -> Mutant | None:
    """Promise a coverage that the counted projects cannot deliver."""
    for coverage in find(plan, "traditional_upgrading_rate", "coverage"):
        for projects in find(plan, "upgrading_projects", "input_per_year"):
            for firms in find(plan, "above_scale_enterprises", "stock"):
                value = float(
                    max(
                        1,
                        int((firms.value or 0) * (coverage.value or 0) / 100 / years(projects) * rng.uniform(0.1, 0.4)),
                    )
                )
                if value * years(projects) > 0.6 * (firms.value or 0) * (coverage.value or 0) / 100:
                    return None
                for total in find(plan, "upgrading_projects", "cumulative"):
                    plan = change(plan, total, value=value * years(projects))
                return mutant("coverage_against_projects", change(plan, projects, value=value), [projects], [coverage])
    return None


@operator
def narrow_coverage_beyond_broad(plan: Plan, rng: random.Random) -> Mutant | None:
    """Cover more enterprises with one kind of upgrading than with any kind."""
    for narrow in find(plan, "green_retrofit_coverage", "coverage"):
        for broad in find(plan, "traditional_upgrading_rate", "coverage"):
            value = float(min(99, round((broad.value or 0) * 1.3 + 5)))
            if value <= 1.1 * (broad.value or 0):
                return None
            return mutant("narrow_coverage_beyond_broad", change(plan, narrow, value=value), [narrow], [broad])
    return None


@operator
def growth_against_constant_total(plan: Plan, rng: random.Random) -> Mutant | None:
    """Let a part of a constant total grow until it is many times the total."""
    for growth in find(plan, "technical_renovation_investment_growth", "growth_rate"):
        for total in find(plan, "industrial_investment", "input_per_year"):
            needed = (1 / rng.uniform(0.04, 0.1)) ** (1 / years(growth)) - 1
            return mutant(
                "growth_against_constant_total",
                change(plan, growth, value=float(round(100 * needed))),
                [growth],
                [total],
            )
    return None


@operator
def growth_of_zones_against_region(plan: Plan, rng: random.Random) -> Mutant | None:
    """Let every zone grow several times as fast as the region they are in."""
    for whole in find(plan, "above_scale_growth", "growth_rate"):
        zones = find(plan, "zone_revenue_growth", "growth_rate")
        if len(zones) < 2:
            continue
        for zone in zones:
            plan = change(plan, zone, value=float((whole.value or 0) + rng.randint(14, 22)))
        return mutant("growth_of_zones_against_region", plan, zones, [whole])
    return None


@operator
def level_below_its_start(plan: Plan, rng: random.Random) -> Mutant | None:
    """Demand no more than there is already, or an explosion of it."""
    found = [
        (base, target)
        for base in plan.targets
        if base.kind == "baseline"
        for target in find(plan, base.indicator, "stock")
        if target.scope == base.scope and (base.value or 0) >= 5
    ]
    if not found:
        return None
    base, target = rng.choice(found)
    value = float(round((target.value or 0) * rng.uniform(1.3, 2)))
    return mutant("level_below_its_start", change(plan, base, value=value), [base], [target])


@operator
def figure_in_another_unit(plan: Plan, rng: random.Random) -> Mutant | None:
    """Write an amount in the wrong unit: the figure of 亿元 beside 万元."""
    wholes = find(plan, "industry_value_added", "stock")
    for part in (*find(plan, "manufacturing_value_added", "stock"), *find(plan, "cluster_output", "stock")):
        if part.indicator == "cluster_output":
            members = [p.name for p in plan.chains if p.part_of == part.scope.names[0]]
            partners = [one for one in find(plan, "chain_output", "stock") if one.scope.names[0] in members]
        else:
            partners = [
                *wholes,
                *find(plan, "above_scale_value_added"),
                *find(plan, "chain_output"),
                *find(plan, "cluster_output"),
                *find(plan, "manufacturing_share_of_gdp"),
            ]
        if partners and rng.random() < 0.7:
            return mutant("figure_in_another_unit", change(plan, part, unit="万元"), [part], partners)
    return None


@operator
def count_against_named(plan: Plan, rng: random.Random) -> Mutant | None:
    """Count another number of clusters than the clause names."""
    names = tuple(part.name for part in plan.clusters)
    likes = find(plan, "cluster_output", "stock")
    if len(names) < 2 or not likes:
        return None
    plan, name = add(
        plan,
        likes[0],
        indicator="clusters_above_size",
        value=float(len(names) + rng.choice((-1, 1, 2))),
        unit="个",
        operator="=",
        scope=Scope(kind="cluster", names=names).model_dump(),
        threshold={"value": 1.0, "unit": "亿元"},
    )
    return mutant("count_against_named", plan, name)


@operator
def growth_beyond_reason(plan: Plan, rng: random.Random) -> Mutant | None:
    """Let the industry grow three to five times as fast as any county has."""
    for growth in find(plan, "above_scale_growth", "growth_rate"):
        return mutant("growth_beyond_reason", change(plan, growth, value=float(rng.randint(28, 60))), [growth])
    return None
