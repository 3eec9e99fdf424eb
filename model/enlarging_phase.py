"""Projects that found nothing enlarge an enterprise, and recent ones are told apart in the starting population."""

from __future__ import annotations

from typing import Any

import numpy as np

from model import columns as col
from model import inputs as inp
from model import projects as prj
from model.compiled import kernel, rule
from model.identity import LEDGER
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log


@rule
def count_above_scale(places: int, labels: Any) -> int:
    """Number of enterprises above scale."""
    found = 0
    for place in range(places):
        found += labels[col.ABOVE_SCALE, place]
    return found


@kernel("void(int64, int16[:,::1], int64[::1], int64[::1])")
def list_by_chain(places: int, labels: Any, starts: Any, members: Any) -> None:
    """List the places of the enterprises above scale by chain; those of chain c stand at `starts[c]` to `starts[c + 1]`."""
    chains = starts.shape[0] - 1
    for chain in range(chains + 1):
        starts[chain] = 0
    for place in range(places):
        if labels[col.ABOVE_SCALE, place] == 1:
            starts[labels[col.CHAIN, place] + 1] += 1
    for chain in range(chains):
        starts[chain + 1] += starts[chain]
    for place in range(places):
        if labels[col.ABOVE_SCALE, place] == 1:
            own = labels[col.CHAIN, place]
            members[starts[own]] = place
            starts[own] += 1
    for chain in range(chains, 0, -1):
        starts[chain] = starts[chain - 1]
    starts[0] = 0


@rule
def lowest_draw(pair: int, first: int, stop: int, members: Any, keys: Any) -> int:
    """Place of the member that draws lowest, -1 without any.

    Each draws by the project's key and its own: one more member takes a project over only if its own draw says so.
    """
    found = -1
    lowest = 2.0
    for member in range(first, stop):
        u = key.uniform(pair, keys[members[member]])
        if u < lowest:
            lowest = u
            found = members[member]
    return found


@rule
def enlarge(place: int, output: float, funds: float, numbers: Any) -> None:
    """Add output and capital to an enterprise."""
    numbers[col.LOG_REVENUE, place] = log(exp(numbers[col.LOG_REVENUE, place]) + output)
    if funds > 0.0:
        numbers[col.LOG_CAPITAL, place] = log(exp(numbers[col.LOG_CAPITAL, place]) + funds)


@kernel(
    "void(int64, int64, int64, uint64, float64[::1], float64[:,::1], float64[:,::1], int16[:,::1], int64[:,::1], float64[:,::1],"
    " int16[:,::1], int64[::1], uint64[::1])",
    allocates=True,
)
def enlarge_enterprises(
    year: int,
    projects: int,
    places: int,
    replicate: int,
    inputs: Any,
    chains: Any,
    project_numbers: Any,
    project_labels: Any,
    project_identities: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
) -> None:
    """Let the projects that found nothing enlarge an enterprise above scale of their chain, step by step up to capacity.

    One that finds none founds after all. The work grows with the projects and with each chain's enterprises, not with both
    times the region's places.
    """
    any_new = False
    for project in range(projects):
        if project_labels[prj.STAGE, project] == prj.PRODUCING and project_labels[prj.FOUNDS, project] == 0:
            any_new = any_new or project_numbers[prj.PRODUCTION_TIME, project] == float(year)
    count = chains.shape[1]
    lists = np.empty(count + 1 + (count_above_scale(places, labels) if any_new else 0), dtype=np.int64)
    starts = lists[: count + 1]
    members = lists[count + 1 :]
    if any_new:
        list_by_chain(places, labels, starts, members)
    target_row = key.row_key(replicate, 0, purpose.PROJECT_TARGET)
    first = inputs[inp.CAPACITY_RAMP_FIRST]
    second = inputs[inp.CAPACITY_RAMP_SECOND]
    for project in range(projects):
        stage = project_labels[prj.STAGE, project]
        if project_labels[prj.FOUNDS, project] == 1 or (stage != prj.PRODUCING and stage != prj.AT_CAPACITY):
            continue
        capacity = project_numbers[prj.CAPACITY, project]
        years = year - int(project_numbers[prj.PRODUCTION_TIME, project])
        if years == 0:
            own = key.entity_key(key.KIND_PROJECT, project_identities[prj.OWN, project])
            chain = project_labels[prj.CHAIN, project]
            place = lowest_draw(key.draw_bits(target_row, own), starts[chain], starts[chain + 1], members, keys)
            if place < 0:
                project_labels[prj.FOUNDS, project] = 1
                continue
            project_identities[prj.ENTERPRISE, project] = identities[place]
            project_identities[prj.PLACE, project] = place
            enlarge(place, capacity * first, project_numbers[prj.FUNDS_IN_PLACE, project], numbers)
            continue
        place = project_identities[prj.PLACE, project]
        # Who has closed since has left its place, perhaps to another.
        if place >= 0 and identities[place] == project_identities[prj.ENTERPRISE, project]:
            step = second - first if years == 1 else 1.0 - second
            enlarge(place, capacity * step, 0.0, numbers)


@kernel(
    "void(int64, int64, int64, uint64, float64, float64[::1], float64[:,::1], int16[:,::1], int64[:,::1], float64[:,::1],"
    " int16[:,::1], int64[::1], uint64[::1], int64)",
    allocates=True,
)
def settle_recent(
    projects: int,
    places: int,
    start_year: int,
    replicate: int,
    line: float,
    inputs: Any,
    project_numbers: Any,
    project_labels: Any,
    project_identities: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
    chains: int,
) -> None:
    """Tell who of the starting population is what the projects of the last two years founded or enlarged.

    What a project founded in the start year is below scale still (规上 follows from last year's revenue) and takes the last
    places of all; what one founded the year before is above scale where its revenue says so, and takes the last places of those.
    So the baseline's counts hold, and those still growing to capacity go on doing so.
    """
    above = 0
    while above < places and labels[col.ABOVE_SCALE, above] == 1:
        above += 1
    target_row = key.row_key(replicate, 0, purpose.PROJECT_TARGET)
    lists = np.empty(chains + 1 + above, dtype=np.int64)
    starts = lists[: chains + 1]
    members = lists[chains + 1 :]
    list_by_chain(above, labels, starts, members)
    last_below = places - 1
    last_above = above - 1
    for project in range(projects):
        if project_labels[prj.STAGE, project] != prj.PRODUCING:
            continue
        chain = project_labels[prj.CHAIN, project]
        if project_labels[prj.FOUNDS, project] == 0:
            pair = key.draw_bits(target_row, key.entity_key(key.KIND_PROJECT, project_identities[prj.OWN, project]))
            stop = starts[chain + 1]
            # Who has been settled above has its project's chain, and is looked at apart.
            while stop > starts[chain] and members[stop - 1] > last_above:
                stop -= 1
            place = lowest_draw(pair, starts[chain], stop, members, keys)
            for settled in range(last_above + 1, above):
                if labels[col.CHAIN, settled] == chain and (
                    place < 0 or key.uniform(pair, keys[settled]) < key.uniform(pair, keys[place])
                ):
                    place = settled
            if place >= 0:
                project_identities[prj.ENTERPRISE, project] = identities[place]
                project_identities[prj.PLACE, project] = place
            continue
        capacity = project_numbers[prj.CAPACITY, project]
        first = capacity * inputs[inp.CAPACITY_RAMP_FIRST]
        year = int(project_numbers[prj.PRODUCTION_TIME, project])
        grown = year < start_year
        now = capacity * inputs[inp.CAPACITY_RAMP_SECOND] if grown else first
        is_above = grown and first >= line
        if (is_above and last_above < 0) or (not is_above and last_below < above):
            continue
        place = last_above if is_above else last_below
        if identities[place] >= LEDGER:
            # What a ledger knows is not taken for what a project founded.
            continue
        last_above -= 1 if is_above else 0
        last_below -= 0 if is_above else 1
        project_identities[prj.ENTERPRISE, project] = identities[place]
        project_identities[prj.PLACE, project] = place
        size = max(log(now), 0.0)
        numbers[col.LOG_REVENUE, place] = size
        numbers[col.REVENUE, place] = exp(size)
        numbers[col.REVENUE_1, place] = first if grown else 0.0
        numbers[col.REVENUE_2, place] = 0.0
        numbers[col.REVENUE_3, place] = 0.0
        numbers[col.GROWTH_NOISE, place] = 0.0
        numbers[col.LOG_CAPITAL, place] = log(project_numbers[prj.FUNDS_IN_PLACE, project])
        labels[col.FOUNDING_YEAR, place] = year
        labels[col.NICHE_YEAR, place] = year
        labels[col.ORIGIN, place] = col.ATTRACTED
        labels[col.CHAIN, place] = chain
        labels[col.ZONE, place] = project_labels[prj.ZONE, project]
