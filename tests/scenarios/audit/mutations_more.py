"""More ways to spoil a plan, for faults that the first operators do not touch; added later, and not tuned on either.

Importing this module registers them beside those of `mutations.py`.
"""

from __future__ import annotations

import random

from scenarios.schema.plan import Plan, Scope
from tests.scenarios.audit.mutations import Mutant, add, change, find, mutant, operator, years


@operator
def start_against_growth(plan: Plan, rng: random.Random) -> Mutant | None:
    """Give the year before another figure than level and growth imply."""
    for level in find(plan, "zone_fixed_asset_investment", "input_per_year"):
        rates = [one for one in find(plan, "zone_fixed_asset_investment_growth") if one.scope == level.scope]
        if not rates:
            continue
        start = (level.value or 0) / (1 + (rates[0].value or 0) / 100)
        year = (level.from_year or 0) - 1
        value = round(start * rng.choice((rng.uniform(0.5, 0.8), rng.uniform(1.3, 2))), 1)
        plan, name = add(plan, level, kind="baseline", value=value, operator="=", from_year=year, due_year=year)
        return mutant("start_against_growth", plan, name, [level], rates[:1])
    return None


@operator
def more_added_than_there_is(plan: Plan, rng: random.Random) -> Mutant | None:
    """Add more a year of something that does not expire than there is at the end."""
    found = [
        one
        for one in find(plan, "innovation_platforms_provincial", "stock")
        + find(plan, "integration_benchmarked_enterprises", "stock")
        if years(one) > 1 and (one.value or 0) >= 10
    ]
    if not found:
        return None
    stock = rng.choice(found)
    value = float(round((stock.value or 0) / years(stock) * rng.uniform(1.4, 3)) + 1)
    plan, name = add(plan, stock, kind="flow_per_year", value=value, operator="=")
    return mutant("more_added_than_there_is", change(plan, stock, operator="="), name, [stock])


@operator
def more_large_than_all(plan: Plan, rng: random.Random) -> Mutant | None:
    """Have more lead geese of a size than lead geese."""
    likes = find(plan, "above_scale_enterprises", "stock")
    if not likes:
        return None
    plan, whole = add(plan, likes[0], indicator="head_goose_enterprises", value=float(rng.randint(2, 6)), operator="=")
    size = {"value": 100.0, "unit": "亿元"}
    more = float(rng.randint(8, 15))
    plan, large = add(plan, likes[0], indicator="head_goose_enterprises", value=more, operator="=", threshold=size)
    return mutant("more_large_than_all", plan, large, whole)


@operator
def emerging_clusters_beyond_all(plan: Plan, rng: random.Random) -> Mutant | None:
    """Count more emerging clusters of a size than clusters of that size."""
    likes = find(plan, "cluster_output", "stock")
    if not likes:
        return None
    body = {"unit": "个", "operator": "=", "scope": Scope().model_dump(), "threshold": {"value": 10.0, "unit": "亿元"}}
    plan, whole = add(plan, likes[0], indicator="clusters_above_size", value=3.0, **body)
    more = float(rng.randint(4, 9))
    plan, part = add(plan, likes[0], indicator="emerging_clusters_above_size", value=more, **body)
    return mutant("emerging_clusters_beyond_all", plan, part, whole)


@operator
def zone_beyond_all_chains(plan: Plan, rng: random.Random) -> Mutant | None:
    """Let one zone earn several times what all chains put out."""
    chains = find(plan, "chain_output", "stock")
    if len(chains) < 2:
        return None
    total = sum(one.value or 0 for one in chains)
    zone = Scope(kind="zone", names=("开发区东",)).model_dump()
    value = float(round(total * rng.uniform(2, 4)))
    plan, name = add(plan, chains[0], indicator="zone_revenue", value=value, operator=">=", scope=zone)
    return mutant("zone_beyond_all_chains", plan, name, [*chains, *find(plan, "cluster_output", "stock")])


@operator
def top_500_beyond_the_chains(plan: Plan, rng: random.Random) -> Mutant | None:
    """Promise one of China's 500 largest manufacturers where no chain is that large."""
    chains = find(plan, "chain_output", "stock")
    firms = find(plan, "above_scale_enterprises", "stock")
    if not chains or not firms or max(one.value or 0 for one in chains) > 150:
        return None
    value = float(rng.randint(1, 3))
    plan, name = add(plan, firms[0], indicator="china_top_500_manufacturers", value=value, operator="=")
    return mutant("top_500_beyond_the_chains", plan, name, chains)


@operator
def nearly_all_projects_large(plan: Plan, rng: random.Random) -> Mutant | None:
    """Let most projects of a hundred million be projects of a billion, with money enough for them."""
    sized = [one for one in find(plan, "attracted_projects") if one.threshold]
    small = [one for one in sized if one.threshold and one.threshold.value == 1]
    large = [one for one in sized if one.threshold and one.threshold.value == 10]
    if not small or not large or (small[0].value or 0) < 10:
        return None
    plan = change(plan, large[0], value=float(round((small[0].value or 0) * rng.uniform(0.65, 0.95))))
    for amount in find(plan, "signed_investment", "input_per_year"):
        plan = change(plan, amount, value=float(round((small[0].value or 0) * 13)))
    return mutant("nearly_all_projects_large", plan, large, small)


@operator
def every_chain_beyond_its_own_figure(plan: Plan, rng: random.Random) -> Mutant | None:
    """Ask of every chain a size that most of them are not to reach."""
    chains = sorted(find(plan, "chain_output", "stock"), key=lambda one: one.value or 0)
    if len(chains) < 3:
        return None
    value = float(round((chains[len(chains) // 2].value or 0) * rng.uniform(1.3, 2)) + 2)
    every = Scope(kind="chain", names=("重点产业链",), each=True).model_dump()
    plan, name = add(plan, chains[0], unit="亿元/链", value=value, operator=">=", scope=every)
    return mutant("every_chain_beyond_its_own_figure", plan, name, chains)


@operator
def campaign_of_another_size(plan: Plan, rng: random.Random) -> Mutant | None:
    """Name a campaign after another figure than its text has."""
    found = [*find(plan, "industrial_investment", "input_per_year"), *find(plan, "signed_investment", "input_per_year")]
    if not found:
        return None
    body = rng.choice(found)
    value = float(max(1, round((body.value or 0) * rng.choice((0.1, 0.5, 2, 10)))))
    plan, name = add(plan, body, value=value, operator="~", restates=body.id, reading_only="wording")
    return mutant("campaign_of_another_size", plan, name, [body])


@operator
def champions_without_end(plan: Plan, rng: random.Random) -> Mutant | None:
    """Add many more champions of any grade over the years than all grades hold at the end."""
    held = [*find(plan, "provincial_champions", "stock"), *find(plan, "national_champions", "stock")]
    if not held or years(held[0]) < 4:
        return None
    total = sum(one.value or 0 for one in held)
    value = float(round(total / years(held[0]) * rng.uniform(2, 4)) + 1)
    plan, name = add(plan, held[0], indicator="champions_any_grade", kind="flow_per_year", value=value, operator="=")
    return mutant("champions_without_end", plan, name, held)
