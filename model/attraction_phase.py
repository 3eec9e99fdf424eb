"""招商: projects are signed, start, are built, produce, or are lost (model.md 3.2)."""

from __future__ import annotations

from typing import Any, Final

from model import inputs as inp
from model import places as plc
from model import projects as prj
from model import series as ser
from model.compiled import kernel, rule
from model.enlarging_phase import enlarge_enterprises
from model.identity import CELLS_A_YEAR, PROJECTS_A_CELL, SIZES, ZONES
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log
from model.randomness.distributions import normal_cdf, poisson_from_uniform
from model.rules import attraction

# Points at which conversion is averaged over the sizes: a smooth function between 0 and 1.
SIZE_POINTS: Final = 32


@rule
def class_bound(size_class: int) -> float:
    """Upper bound of a size class in 亿元; the last has none."""
    bound = plc.SIZE_CLASS_BOUNDS[0]
    for index in range(1, plc.SIZE_CLASSES - 1):
        if size_class >= index:
            bound = plc.SIZE_CLASS_BOUNDS[index]
    return bound


@kernel("void(float64, float64[::1], float64[::1])")
def fill_sizes(log_shift: float, inputs: Any, quantiles: Any) -> None:
    """Quantiles of the contract value at the floor, at the upper bound of each class, and 1; `log_shift` moves the median."""
    log_median = log(inputs[inp.PROJECT_SIZE_MEDIAN]) + log_shift
    spread = inputs[inp.PROJECT_SIZE_SPREAD]
    quantiles[0] = normal_cdf((log(inputs[inp.PROJECT_SIZE_FLOOR]) - log_median) / spread)
    for size_class in range(plc.SIZE_CLASSES - 1):
        quantiles[size_class + 1] = normal_cdf((log(class_bound(size_class)) - log_median) / spread)
    quantiles[plc.SIZE_CLASSES] = 1.0


@rule
def mean_contract(log_shift: float, inputs: Any) -> float:
    """Mean contract value (万元) of a signed project: a log-normal above the floor."""
    log_median = log(inputs[inp.PROJECT_SIZE_MEDIAN]) + log_shift
    spread = inputs[inp.PROJECT_SIZE_SPREAD]
    floor = (log(inputs[inp.PROJECT_SIZE_FLOOR]) - log_median) / spread
    mean = exp(log_median + 0.5 * spread * spread) * normal_cdf(spread - floor) / normal_cdf(-floor)
    return mean * plc.HUNDRED_MILLION


@rule
def money_conversion(inputs: Any) -> float:
    """Share of the signed money whose projects truly start: large projects hold more of it and start less often.

    The sizes weighted by their money are a log-normal whose logarithm lies higher by the square of its spread.
    """
    spread = inputs[inp.PROJECT_SIZE_SPREAD]
    log_median = log(inputs[inp.PROJECT_SIZE_MEDIAN]) + spread * spread
    floor = normal_cdf((log(inputs[inp.PROJECT_SIZE_FLOOR]) - log_median) / spread)
    total = 0.0
    for point in range(SIZE_POINTS):
        size = attraction.size_between((float(point) + 0.5) / SIZE_POINTS, floor, 1.0, log_median, spread)
        total += attraction.start_probability(
            inputs[inp.START_CONVERSION],
            inputs[inp.START_CONVERSION_SIZE_SLOPE],
            size,
            inputs[inp.PROJECT_SIZE_MEDIAN],
            0.0,
        )
    return total / SIZE_POINTS


@rule
def usual_funds_share(inputs: Any, macro: Any) -> float:
    """Money that comes in the end over all that is signed: as stated, or less where that would exceed the contracts."""
    produces: float = inputs[inp.PRODUCTION_CONVERSION]
    producing = produces + (1.0 - produces) * inputs[inp.LOST_MONEY_SHARE]
    share: float = macro[plc.DELIVERED_SHARE] * macro[plc.MONEY_CONVERSION] * producing
    return share


@kernel("void(boolean, float64[::1], float64[::1], float64[:,::1])")
def begin_attraction(attraction_is_on: bool, inputs: Any, macro: Any, zones: Any) -> None:
    """What usual signings are: their number, mean contract, money delivered; and the land that a usual year needs."""
    figures = inputs[inp.PARAMETERS :]
    signings = figures[inp.SIGNED_PROJECTS]
    if signings <= 0.0:
        signings = inputs[inp.SIGNING_RATE] * figures[inp.ABOVE_SCALE_ENTERPRISES]
    if not attraction_is_on:
        signings = 0.0
    macro[plc.USUAL_SIGNINGS] = signings
    macro[plc.USUAL_CONTRACT] = mean_contract(0.0, inputs)
    macro[plc.MONEY_CONVERSION] = money_conversion(inputs)
    macro[plc.DELIVERED_SHARE] = attraction.delivered_share(
        inputs[inp.FUNDS_IN_PLACE_SHARE],
        macro[plc.MONEY_CONVERSION],
        inputs[inp.PRODUCTION_CONVERSION],
        inputs[inp.LOST_MONEY_SHARE],
    )
    usual_land = (
        signings
        * macro[plc.USUAL_CONTRACT]
        / plc.HUNDRED_MILLION
        * macro[plc.MONEY_CONVERSION]
        * inputs[inp.LAND_PER_INVESTMENT]
    )
    for zone in range(zones.shape[1]):
        zones[plc.LAND_SUPPLY, zone] = usual_land * inputs[inp.LAND_SUPPLY_RATIO] * zones[plc.ZONE_SHARE, zone]
        zones[plc.LAND_LEFT, zone] = 0.0


@kernel("void(float64[::1], float64[::1], float64[:,::1], float64[:,::1])")
def mix_signings(inputs: Any, macro: Any, chain_shares: Any, chains: Any) -> None:
    """Share of each chain in new signings: that of its enterprises, drawn towards where revenue already is.

    And how far usual signings have grown with the region's output since the start.
    """
    pull = inputs[inp.CLUSTER_PULL]
    revenue = 0.0
    for chain in range(chains.shape[1]):
        revenue += chains[plc.CHAIN_REVENUE, chain]
    macro[plc.SIGNING_GROWTH] = 1.0
    if revenue > 0.0 and macro[plc.REVENUE_AT_START] > 0.0:
        macro[plc.SIGNING_GROWTH] = exp(
            inputs[inp.SIGNING_GROWTH_ELASTICITY] * log(revenue / macro[plc.REVENUE_AT_START])
        )
    total = 0.0
    for chain in range(chains.shape[1]):
        share = chain_shares[plc.SHARE, chain]
        weight = 0.0
        if share > 0.0:
            weight = share
            if pull > 0.0 and revenue > 0.0:
                concentration = max(chains[plc.CHAIN_REVENUE, chain] / revenue / share, 1e-6)
                weight = share * exp(pull * log(concentration))
        chains[plc.SIGNING_MIX, chain] = weight
        total += weight
    for chain in range(chains.shape[1]):
        chains[plc.SIGNING_MIX, chain] = chains[plc.SIGNING_MIX, chain] / total if total > 0.0 else 0.0


@rule
def imposed_signings(imposed: Any, contract: float, funds_share: float) -> float:
    """Signings a year that what is imposed asks for; below zero where nothing on signings is imposed."""
    wanted = plc.NOT_IMPOSED
    if imposed[plc.IMPOSED_SIGNED_PROJECTS] >= 0.0:
        wanted = imposed[plc.IMPOSED_SIGNED_PROJECTS]
    elif imposed[plc.IMPOSED_SIGNED_MONEY] >= 0.0:
        wanted = imposed[plc.IMPOSED_SIGNED_MONEY] / contract
    elif imposed[plc.IMPOSED_FUNDS] >= 0.0:
        wanted = imposed[plc.IMPOSED_FUNDS] / (contract * funds_share)
    return wanted


@kernel(
    "int64(int64, int64, uint64, float64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,::1],"
    " float64[:,::1], float64[::1], float64[:,::1], int16[:,::1], int64[:,::1], float64[::1])"
)
def sign_projects(
    year: int,
    first: int,
    replicate: int,
    inputs: Any,
    macro: Any,
    chain_shares: Any,
    chains: Any,
    zones: Any,
    levers: Any,
    imposed: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    outcome: Any,
) -> int:
    """Sign the year's projects, cell by cell, from place `first` on; returns the places now in use.

    Or -1 where there are too few, and RUNAWAY where so many are wanted that no number of places would do.

    The k-th project of a cell (year, chain, zone, size class) is the same whatever the other cells hold; a cell's count grows
    with its rate. `levers` is float64[LEVERS, chains + 1] and `imposed` float64[IMPOSED], those of the year.
    """
    region = chains.shape[1]
    mix_signings(inputs, macro, chain_shares, chains)
    usual = macro[plc.USUAL_SIGNINGS] * macro[plc.SIGNING_GROWTH] * macro[plc.SIGNING_FACTOR]
    log_shift = levers[plc.SIGNING_SIZE, region]
    quantiles = macro[plc.SIZE_CLASS_QUANTILE :]
    fill_sizes(log_shift, inputs, quantiles)
    log_median = log(inputs[inp.PROJECT_SIZE_MEDIAN]) + log_shift
    median = inputs[inp.PROJECT_SIZE_MEDIAN]
    spread = inputs[inp.PROJECT_SIZE_SPREAD]
    total = 0.0
    for chain in range(region):
        mix = chains[plc.SIGNING_MIX, chain]
        extra = levers[plc.SIGNINGS, chain] + levers[plc.SIGNINGS, region] * mix
        drawn_in = inputs[inp.ATTRACTION_BY_ATTRACTION] * chains[plc.NEW_PRODUCERS_1, chain]
        total += usual * mix + extra + drawn_in
    wanted = imposed_signings(imposed, mean_contract(log_shift, inputs), usual_funds_share(inputs, macro))
    scale = wanted / total if wanted >= 0.0 and total > 0.0 else 1.0
    if not scale * total <= prj.MOST_SIGNINGS:
        return prj.RUNAWAY
    count_row = key.row_key(replicate, year, purpose.SIGNED_COUNT)
    size_row = key.row_key(replicate, 0, purpose.PROJECT_SIZE)
    month_row = key.row_key(replicate, 0, purpose.PROJECT_MONTH)
    starts_row = key.row_key(replicate, 0, purpose.PROJECT_STARTS)
    start_lag_row = key.row_key(replicate, 0, purpose.PROJECT_START_LAG)
    produces_row = key.row_key(replicate, 0, purpose.PROJECT_PRODUCES)
    build_lag_row = key.row_key(replicate, 0, purpose.PROJECT_BUILD_LAG)
    founds_row = key.row_key(replicate, 0, purpose.PROJECT_FOUNDS)
    stop = first
    expected_starts = 0.0
    for chain in range(region):
        mix = chains[plc.SIGNING_MIX, chain]
        extra = levers[plc.SIGNINGS, chain] + levers[plc.SIGNINGS, region] * mix
        drawn_in = inputs[inp.ATTRACTION_BY_ATTRACTION] * chains[plc.NEW_PRODUCERS_1, chain]
        rate = scale * (usual * mix + extra + drawn_in)
        approval = levers[plc.APPROVAL_SPEED, chain] + levers[plc.APPROVAL_SPEED, region]
        finance = levers[plc.FINANCE, chain] + levers[plc.FINANCE, region]
        lift = inputs[inp.EFFECT_APPROVAL_CONVERSION] * approval
        lag_factor = exp(-inputs[inp.EFFECT_APPROVAL_LAG] * approval)
        delivered = macro[plc.DELIVERED_SHARE]
        if finance != 0.0:
            delivered = attraction.shifted_probability(delivered, inputs[inp.EFFECT_FINANCE_FUNDS] * finance)
        for zone in range(zones.shape[1]):
            for size in range(plc.SIZE_CLASSES):
                low = max(quantiles[size], quantiles[0])
                high = max(quantiles[size + 1], quantiles[0])
                share = (high - low) / (1.0 - quantiles[0])
                cell = ((year * CELLS_A_YEAR + chain) * ZONES + zone) * SIZES + size
                u = key.uniform(count_row, key.entity_key(key.KIND_CELL, cell))
                count = int(poisson_from_uniform(u, rate * zones[plc.ZONE_SHARE, zone] * share))
                if stop + count > labels.shape[1]:
                    return -1
                for index in range(count):
                    number = cell * PROJECTS_A_CELL + index
                    entity = key.entity_key(key.KIND_PROJECT, number)
                    value = attraction.size_between(key.uniform(size_row, entity), low, high, log_median, spread)
                    chance = attraction.start_probability(
                        inputs[inp.START_CONVERSION], inputs[inp.START_CONVERSION_SIZE_SLOPE], value, median, lift
                    )
                    expected_starts += chance
                    signed = float(year) + key.uniform(month_row, entity)
                    starts = key.uniform(starts_row, entity) < chance
                    produces = key.uniform(produces_row, entity) < inputs[inp.PRODUCTION_CONVERSION]
                    start = signed + lag_factor * attraction.lag_in_years(
                        inputs[inp.SIGNING_TO_START_LAG],
                        inputs[inp.PROJECT_LAG_SPREAD],
                        key.uniform(start_lag_row, entity),
                    )
                    build = lag_factor * attraction.lag_in_years(
                        inputs[inp.START_TO_PRODUCTION_LAG],
                        inputs[inp.PROJECT_LAG_SPREAD],
                        key.uniform(build_lag_row, entity),
                    )
                    contract = value * plc.HUNDRED_MILLION
                    funds = contract * delivered * (1.0 if produces else inputs[inp.LOST_MONEY_SHARE])
                    numbers[prj.CONTRACT, stop] = contract
                    numbers[prj.PLANNED_FUNDS, stop] = funds
                    numbers[prj.FUNDS_IN_PLACE, stop] = 0.0
                    numbers[prj.START_TIME, stop] = start if starts else signed + prj.YEARS_TO_GIVE_UP
                    numbers[prj.PRODUCTION_TIME, stop] = numbers[prj.START_TIME, stop] + build
                    numbers[prj.CAPACITY, stop] = (
                        funds * inputs[inp.OUTPUT_PER_INVESTMENT] * inputs[inp.OUTPUT_REALISATION]
                    )
                    labels[prj.STAGE, stop] = prj.SIGNED
                    labels[prj.CHAIN, stop] = chain
                    labels[prj.ZONE, stop] = zone
                    labels[prj.SIZE_CLASS, stop] = size
                    labels[prj.SIGNED_YEAR, stop] = year
                    labels[prj.STARTS, stop] = 1 if starts else 0
                    labels[prj.PRODUCES, stop] = 1 if produces else 0
                    labels[prj.FOUNDS, stop] = (
                        1 if key.uniform(founds_row, entity) < inputs[inp.PROJECT_FOUNDS_SHARE] else 0
                    )
                    labels[prj.WAITED, stop] = 0
                    identities[prj.OWN, stop] = number
                    identities[prj.ENTERPRISE, stop] = prj.NO_ENTERPRISE
                    identities[prj.PLACE, stop] = -1
                    outcome[ser.SIGNED_PROJECTS] += 1.0
                    outcome[ser.SIGNED_MONEY] += contract
                    outcome[ser.SIGNED_BY_SIZE + size] += 1.0
                    base = ser.SERIES + region * ser.CHAIN_SERIES + zone * ser.ZONE_SERIES
                    outcome[base + ser.ZONE_SIGNED_PROJECTS] += 1.0
                    outcome[base + ser.ZONE_SIGNED_MONEY] += contract
                    stop += 1
    if stop > first:
        true_share = expected_starts / float(stop - first)
        outcome[ser.EXPECTED_FULFILMENT] = true_share
        outcome[ser.REPORTED_FULFILMENT] = attraction.shifted_probability(
            true_share, inputs[inp.REPORTED_START_INFLATION]
        )
    return stop


@rule
def swap_columns(one: int, other: int, rows: Any) -> None:
    """Exchange two columns of an array."""
    for row in range(rows.shape[0]):
        kept = rows[row, one]
        rows[row, one] = rows[row, other]
        rows[row, other] = kept


@kernel("int64(int64, float64[:,::1], int16[:,::1], int64[:,::1])")
def keep_under_way(projects: int, numbers: Any, labels: Any, identities: Any) -> int:
    """Put projects that were lost or reached capacity behind the others, which keep their order; returns how many stay."""
    kept = 0
    for project in range(projects):
        if labels[prj.STAGE, project] >= prj.AT_CAPACITY:
            continue
        if kept != project:
            swap_columns(kept, project, numbers)
            swap_columns(kept, project, labels)
            swap_columns(kept, project, identities)
        kept += 1
    return kept


@kernel("void(float64[:,::1], float64[:,::1], int64)")
def supply_land(zones: Any, levers: Any, region: int) -> None:
    """Add the year's land and plant to what each zone has left."""
    for zone in range(zones.shape[1]):
        zones[plc.LAND_LEFT, zone] += zones[plc.LAND_SUPPLY, zone] * (1.0 + levers[plc.LAND, region])


@kernel(
    "int64(int64, int64, int64, uint64, boolean, float64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,::1],"
    " int16[:,::1], int64[:,::1], float64[:,::1], int16[:,::1], int64[::1], uint64[::1], float64[::1])"
)
def advance_projects(
    year: int,
    projects: int,
    places: int,
    replicate: int,
    before_start: bool,
    inputs: Any,
    macro: Any,
    chains: Any,
    zones: Any,
    project_numbers: Any,
    project_labels: Any,
    project_identities: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
    outcome: Any,
) -> int:
    """Let every project advance by a year; those lost or at capacity leave. Returns how many remain, in their order.

    Those that leave stand behind the others until the next year signs over them, so that one who looks sees how they ended.

    Before the start (`before_start`) only the pipeline is filled: what came into production then belongs to the starting
    population (`settle_recent`). Enterprises are founded with the start-ups of the year of the first production.
    """
    region = chains.shape[1]
    end = float(year + 1)
    zone_base = ser.SERIES + region * ser.CHAIN_SERIES
    under_way = 0
    waiting = 0
    for project in range(projects):
        stage = project_labels[prj.STAGE, project]
        chain = project_labels[prj.CHAIN, project]
        zone = project_labels[prj.ZONE, project]
        size = project_labels[prj.SIZE_CLASS, project]
        own_zone = zone_base + zone * ser.ZONE_SERIES
        waits = False
        if stage == prj.SIGNED and project_numbers[prj.START_TIME, project] < end:
            if project_labels[prj.STARTS, project] == 0:
                stage = prj.LOST_BEFORE_START
                outcome[ser.PROJECTS_LOST_BEFORE_START] += 1.0
            else:
                land = project_numbers[prj.CONTRACT, project] / plc.HUNDRED_MILLION * inputs[inp.LAND_PER_INVESTMENT]
                if before_start or zones[plc.LAND_LEFT, zone] >= land:
                    stage = prj.STARTED
                    if not before_start:
                        zones[plc.LAND_LEFT, zone] -= land
                    outcome[ser.STARTED_PROJECTS] += 1.0
                    outcome[ser.STARTED_BY_SIZE + size] += 1.0
                    outcome[ser.LAND_USED] += land
                    outcome[own_zone + ser.ZONE_LAND_USED] += land
                elif project_labels[prj.WAITED, project] >= prj.YEARS_OF_WAITING:
                    stage = prj.LOST_BEFORE_START
                    outcome[ser.PROJECTS_LOST_BEFORE_START] += 1.0
                else:
                    project_labels[prj.WAITED, project] += 1
                    delay = end - project_numbers[prj.START_TIME, project]
                    project_numbers[prj.START_TIME, project] += delay
                    project_numbers[prj.PRODUCTION_TIME, project] += delay
                    waits = True
        if stage == prj.STARTED:
            planned = project_numbers[prj.PLANNED_FUNDS, project]
            in_place = planned * attraction.built_share(
                end, project_numbers[prj.START_TIME, project], project_numbers[prj.PRODUCTION_TIME, project]
            )
            arrived = in_place - project_numbers[prj.FUNDS_IN_PLACE, project]
            project_numbers[prj.FUNDS_IN_PLACE, project] = in_place
            outcome[ser.ATTRACTED_INVESTMENT] += arrived
            outcome[ser.FUNDS_BY_SIZE + size] += arrived
            outcome[ser.SERIES + chain * ser.CHAIN_SERIES + ser.CHAIN_FUNDS] += arrived
            outcome[own_zone + ser.ZONE_FUNDS] += arrived
            if project_numbers[prj.PRODUCTION_TIME, project] < end:
                if project_labels[prj.PRODUCES, project] == 0:
                    stage = prj.LOST_AFTER_START
                    outcome[ser.PROJECTS_LOST_AFTER_START] += 1.0
                else:
                    stage = prj.PRODUCING
                    # The year of the first production is that of its accounts, also where waiting moved it.
                    project_numbers[prj.PRODUCTION_TIME, project] = float(year)
                    outcome[ser.PRODUCING_PROJECTS] += 1.0
                    outcome[ser.PRODUCING_BY_SIZE + size] += 1.0
                    outcome[own_zone + ser.ZONE_PRODUCING_PROJECTS] += 1.0
                    outcome[ser.NEW_OUTPUT_OF_PROJECTS] += project_numbers[prj.CAPACITY, project]
                    chains[plc.NEW_PRODUCERS, chain] += 1.0
        elif stage == prj.PRODUCING and year - int(project_numbers[prj.PRODUCTION_TIME, project]) >= prj.YEARS_OF_RAMP:
            stage = prj.AT_CAPACITY
            outcome[ser.PROJECTS_AT_CAPACITY] += 1.0
        project_labels[prj.STAGE, project] = stage
        waiting += 1 if waits else 0
        under_way += 1 if stage == prj.SIGNED or stage == prj.STARTED else 0
    outcome[ser.PROJECTS_UNDER_WAY] = float(under_way)
    outcome[ser.PROJECTS_WAITING_FOR_LAND] = float(waiting)
    macro[plc.ATTRACTED_FUNDS] = outcome[ser.ATTRACTED_INVESTMENT]
    if not before_start:
        enlarge_enterprises(
            year,
            projects,
            places,
            replicate,
            inputs,
            chains,
            project_numbers,
            project_labels,
            project_identities,
            numbers,
            labels,
            identities,
            keys,
        )
    return keep_under_way(projects, project_numbers, project_labels, project_identities)
