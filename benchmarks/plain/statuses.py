"""Statuses that enterprises gain: the high-technology certificate by its conditions, the others one by one by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model import columns
from model.randomness import purposes

if TYPE_CHECKING:
    from benchmarks.plain.economy import Chain
    from benchmarks.plain.manufacturer import Manufacturer

NAMES: Final = columns.STATUS_NAMES
NUMBERS: Final = {name: number for number, name in enumerate(NAMES)}
CERTIFICATE: Final = "high_technology"
UPGRADES: Final = ("smart_upgrade", "green_upgrade", "high_end_upgrade")
# Gained one by one; the cloud is open to smaller enterprises too.
ADOPTED: Final = tuple(name for name in NAMES if name != CERTIFICATE and name not in UPGRADES)
CLOUD: Final = "cloud"
DIGITAL: Final = {CLOUD, "smart_factory", "digital_benchmark", "integration_certified", "service_manufacturing"}
GREEN: Final = {"green_factory"}
BOARDS: Final = {"listed", "regional_board"}
# These go to the largest.
TOP: Final = {"listed", "lead_goose"}
LIKELIEST: Final = 0.95


def by_programme(name: str, chain: Chain) -> float:
    """What the levers make of a status's chances."""
    if name in DIGITAL:
        return chain.digital_factor
    if name in GREEN:
        return chain.green_factor
    return chain.listing_factor if name in BOARDS else 1.0


def weight(enterprise: Manufacturer, elasticity: float) -> float:
    """Chance relative to an enterprise of reference size and mean quality."""
    conditions = enterprise.model.conditions
    size = enterprise.log_revenue - conditions.log_reference
    quality = conditions.parameters.adoption_quality_effect * enterprise.management_quality
    return conditions.draws.exp(elasticity * size + quality)


def weights(enterprise: Manufacturer) -> tuple[float, float]:
    """Weights for most statuses, and for those that go to the largest."""
    p = enterprise.model.conditions.parameters
    return weight(enterprise, p.adoption_size_elasticity), weight(enterprise, p.adoption_size_elasticity_top)


def may_adopt(enterprise: Manufacturer) -> bool:
    """Above scale, or at least a small enterprise (which may go to the cloud)."""
    return bool(enterprise.above_scale or enterprise.revenue_1 >= enterprise.model.conditions.lines.small_revenue)


def qualifies(enterprise: Manufacturer) -> bool:
    """Whether last year's accounts meet the conditions of the high-technology certificate."""
    conditions = enterprise.model.conditions
    lines, revenue = conditions.lines, enterprise.revenue_1
    if enterprise.class_one_patents < 1.0 or revenue <= 0.0:
        return False
    if revenue < lines.high_technology_small_line:
        asked = lines.high_technology_small_intensity
    elif revenue <= lines.high_technology_large_line:
        asked = lines.high_technology_middle_intensity
    else:
        asked = lines.high_technology_large_intensity
    return bool(enterprise.research_intensity_1 * conditions.parameters.research_recording >= asked)


def give_first_statuses(enterprise: Manufacturer) -> None:
    """What it has at the start."""
    county = enterprise.model
    conditions, draws, key = county.conditions, county.draws, enterprise.key
    if not may_adopt(enterprise):
        return
    usual, top = weights(enterprise)
    for name in NAMES:
        if name == CERTIFICATE or not (enterprise.above_scale or name == CLOUD):
            continue
        chance = min(conditions.adoption_start[name] * (top if name in TOP else usual), LIKELIEST)
        if draws.uniform(key, purposes.STATUS_AT_START + NUMBERS[name]) < chance:
            enterprise.adopted.add(name)
    u = draws.uniform(key, purposes.STATUS_AT_START + NUMBERS[CERTIFICATE])
    if u < conditions.parameters.high_technology_start and qualifies(enterprise):
        enterprise.adopted.add(CERTIFICATE)
        age = int(draws.uniform(key, purposes.HIGH_TECHNOLOGY_EXPIRY_AT_START) * conditions.validity)
        enterprise.high_technology_expiry = county.year + age


def seek_certificate(enterprise: Manufacturer) -> None:
    """A certificate that ends is renewed at once where the accounts allow; who has none may apply."""
    county = enterprise.model
    expiry, year = enterprise.high_technology_expiry, county.year
    if expiry >= year or (expiry == 0 and enterprise.class_one_patents < 1.0):
        return
    renews = expiry > 0 and expiry == year - 1
    applies = renews or (
        county.draws.uniform(enterprise.key, purposes.STATUS_ADOPTION + NUMBERS[CERTIFICATE], year)
        < county.conditions.parameters.high_technology_application
    )
    if applies and qualifies(enterprise):
        enterprise.high_technology_expiry = year + county.conditions.validity - 1
        enterprise.adopted.add(CERTIFICATE)
        if not renews:
            county.flows[f"adoptions:{CERTIFICATE}"] += 1
    else:
        enterprise.high_technology_expiry = 0
        enterprise.adopted.discard(CERTIFICATE)


def adopt(enterprise: Manufacturer) -> None:
    """The statuses it gains in a year."""
    seek_certificate(enterprise)
    if not may_adopt(enterprise):
        return
    county = enterprise.model
    usual, top = weights(enterprise)
    for name in ADOPTED if enterprise.above_scale else (CLOUD,):
        if name in enterprise.adopted:
            continue
        base = county.conditions.adoption_hazard[name] * (top if name in TOP else usual)
        hazard = min(base * by_programme(name, enterprise.chain), LIKELIEST)
        if county.draws.uniform(enterprise.key, purposes.STATUS_ADOPTION + NUMBERS[name], county.year) < hazard:
            enterprise.adopted.add(name)
            county.flows[f"adoptions:{name}"] += 1
