"""Statuses of single enterprises: who has them at the start, who gains them in a year (model.md 3.8)."""

from __future__ import annotations

from typing import Any

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import series as ser
from model.compiled import kernel, rule
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import log
from model.rules import adoption


@rule
def status_factor(status: int, chain: int, chains: Any) -> float:
    """Factor that the levers put on the chances of a status in a chain."""
    factor = 1.0
    if status == col.GREEN_FACTORY:
        factor = chains[plc.GREEN_FACTOR, chain]
    elif status == col.LISTED or status == col.REGIONAL_BOARD:
        factor = chains[plc.LISTING_FACTOR, chain]
    elif (
        status == col.CLOUD
        or status == col.SMART_FACTORY
        or status == col.DIGITAL_BENCHMARK
        or status == col.INTEGRATION_CERTIFIED
        or status == col.SERVICE_MANUFACTURING
    ):
        factor = chains[plc.DIGITAL_FACTOR, chain]
    return factor


@rule
def goes_to_the_top(status: int) -> bool:
    """Whether a status goes to the largest: its chances rise faster with revenue."""
    return status == col.LISTED or status == col.LEAD_GOOSE


@rule
def usual_weight(log_size: float, quality: float, inputs: Any) -> float:
    """Relative chance of most statuses for an enterprise of this size and quality."""
    return adoption.adoption_weight(
        log_size, inputs[inp.ADOPTION_SIZE_ELASTICITY], quality, inputs[inp.ADOPTION_QUALITY_EFFECT]
    )


@rule
def top_weight(log_size: float, quality: float, inputs: Any) -> float:
    """Relative chance of the statuses that go to the largest."""
    return adoption.adoption_weight(
        log_size, inputs[inp.ADOPTION_SIZE_ELASTICITY_TOP], quality, inputs[inp.ADOPTION_QUALITY_EFFECT]
    )


@rule
def meets_high_technology(place: int, lines: Any, inputs: Any, numbers: Any) -> bool:
    """Whether last year's accounts meet the conditions of the high-technology certificate."""
    return adoption.is_high_technology(
        numbers[col.REVENUE_1, place],
        numbers[col.RESEARCH_INTENSITY_1, place] * inputs[inp.RESEARCH_RECORDING],
        numbers[col.CLASS_ONE_PATENTS, place],
        lines[plc.HIGH_TECHNOLOGY_SMALL_LINE],
        lines[plc.HIGH_TECHNOLOGY_LARGE_LINE],
        lines[plc.HIGH_TECHNOLOGY_SMALL_INTENSITY],
        lines[plc.HIGH_TECHNOLOGY_MIDDLE_INTENSITY],
        lines[plc.HIGH_TECHNOLOGY_LARGE_INTENSITY],
    )


@kernel("void(int64, int64, uint64, int64[::1], float64[::1], float64[::1], float64[:,::1], int16[:,::1], uint64[::1])")
def give_statuses(
    places: int,
    year: int,
    replicate: int,
    settings: Any,
    lines: Any,
    inputs: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
) -> None:
    """Draw who has each status at the end of the start year."""
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    high_row = key.row_key(replicate, 0, purpose.STATUS_AT_START + col.HIGH_TECHNOLOGY)
    expiry_row = key.row_key(replicate, 0, purpose.HIGH_TECHNOLOGY_EXPIRY_AT_START)
    for place in range(places):
        labels[col.ADOPTED, place] = 0
        labels[col.HIGH_TECHNOLOGY_EXPIRY, place] = 0
        above = labels[col.ABOVE_SCALE, place] == 1
        if not above and numbers[col.REVENUE_1, place] < lines[plc.SMALL_REVENUE]:
            continue
        entity = keys[place]
        size = numbers[col.LOG_REVENUE, place] - log_reference
        quality = numbers[col.MANAGEMENT_QUALITY, place]
        usual = usual_weight(size, quality, inputs)
        top = top_weight(size, quality, inputs)
        adopted = 0
        for status in range(col.SMART_UPGRADE, col.STATUSES):
            if not above and status != col.CLOUD:
                continue
            chance = adoption.adoption_hazard(
                inputs[inp.ADOPTION_START + status - col.SMART_UPGRADE], top if goes_to_the_top(status) else usual, 1.0
            )
            row = key.row_key(replicate, 0, purpose.STATUS_AT_START + status)
            if key.uniform(row, entity) < chance:
                adopted |= 1 << status
        certified = key.uniform(high_row, entity) < inputs[inp.HIGH_TECHNOLOGY_START]
        if certified and meets_high_technology(place, lines, inputs, numbers):
            adopted |= 1 << col.HIGH_TECHNOLOGY
            u = key.uniform(expiry_row, entity)
            labels[col.HIGH_TECHNOLOGY_EXPIRY, place] = year + int(u * settings[plc.VALIDITY])
        labels[col.ADOPTED, place] = adopted


@kernel(
    "void(int64, int64, int64, int64[::1], float64[::1], float64[::1], float64[:,::1], float64[:,::1], int16[:,::1],"
    " uint64[::1], uint64[::1], float64[::1])"
)
def adopt(
    first: int,
    stop: int,
    year: int,
    settings: Any,
    lines: Any,
    inputs: Any,
    chains: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
    rows: Any,
    outcome: Any,
) -> None:
    """Let the enterprises of a block gain statuses, and renew or lose the high-technology certificate.

    `rows` is uint64[STATUSES], the year's key rows.
    """
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    last_expiry = year + settings[plc.VALIDITY] - 1
    for place in range(first, stop):
        if labels[col.ALIVE, place] == 0:
            continue
        expiry = labels[col.HIGH_TECHNOLOGY_EXPIRY, place]
        patents = numbers[col.CLASS_ONE_PATENTS, place]
        if expiry > 0 or patents >= 1.0:
            adopted = labels[col.ADOPTED, place]
            if expiry < year:
                renews = expiry == year - 1 and expiry > 0
                applies = (
                    renews
                    or key.uniform(rows[col.HIGH_TECHNOLOGY], keys[place]) < inputs[inp.HIGH_TECHNOLOGY_APPLICATION]
                )
                if applies and meets_high_technology(place, lines, inputs, numbers):
                    labels[col.HIGH_TECHNOLOGY_EXPIRY, place] = last_expiry
                    labels[col.ADOPTED, place] = adopted | (1 << col.HIGH_TECHNOLOGY)
                    if not renews:
                        outcome[ser.ADOPTIONS + col.HIGH_TECHNOLOGY] += 1.0
                else:
                    labels[col.HIGH_TECHNOLOGY_EXPIRY, place] = 0
                    labels[col.ADOPTED, place] = adopted & ~(1 << col.HIGH_TECHNOLOGY)
        above = labels[col.ABOVE_SCALE, place] == 1
        if not above and numbers[col.REVENUE_1, place] < lines[plc.SMALL_REVENUE]:
            continue
        adopted = labels[col.ADOPTED, place]
        if not above and adopted & (1 << col.CLOUD):
            continue
        chain = labels[col.CHAIN, place]
        size = numbers[col.LOG_REVENUE, place] - log_reference
        quality = numbers[col.MANAGEMENT_QUALITY, place]
        usual = usual_weight(size, quality, inputs)
        top = top_weight(size, quality, inputs) if above else 0.0
        # Below the line only the cloud is open, and it comes first.
        for status in range(col.FIRST_ADOPTED, col.STATUSES if above else col.CLOUD + 1):
            if adopted & (1 << status):
                continue
            hazard = adoption.adoption_hazard(
                inputs[inp.ADOPTION_HAZARD + status - col.FIRST_ADOPTED],
                top if goes_to_the_top(status) else usual,
                status_factor(status, chain, chains),
            )
            if key.uniform(rows[status], keys[place]) < hazard:
                adopted |= 1 << status
                outcome[ser.ADOPTIONS + status] += 1.0
        labels[col.ADOPTED, place] = adopted


@kernel("void(int64, uint64, uint64[::1])")
def fill_status_rows(year: int, replicate: int, rows: Any) -> None:
    """Key rows of the statuses that may be adopted in a year."""
    for status in range(rows.shape[0]):
        rows[status] = key.row_key(replicate, year, purpose.STATUS_ADOPTION + status)
