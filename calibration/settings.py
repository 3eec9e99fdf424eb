"""Which regions are fitted, from which proposals: the nation and 河南 of `model/reference`, and what is assumed of them."""

from __future__ import annotations

from typing import Final

from calibration.regions import DISCRETION_CHANGE, Setting
from model.parameters.forms import PriorSpec
from model.parameters.table import Override, load_parameters
from model.reference.anchor import PROPOSALS
from model.reference.population import published

NATION_SEED: Final = 20261122
PROVINCE_SEED: Final = 20261123
NATION_YEARS: Final = 7  # 2019 to 2025: every batch that is known
PROVINCE_YEARS: Final = 5  # 2023 to 2027: the re-reviews under the rules of 2026 are among them

NATION_LEVELS: Final = (
    "research_active_share",
    "research_intensity_median",
    "patents_per_million",
)
"""Levels at which the nation may stand apart from 河南: drawn flat within their bounds."""


def flat(name: str) -> PriorSpec:
    """The flat proposal of a parameter within its own bounds."""
    prior = load_parameters()[name].prior
    return PriorSpec("uniform", {}, prior.low, prior.high)


def levels() -> dict[str, Override]:
    """The flat proposals of the free levels (`model/reference/anchor.py`)."""
    return {name: PriorSpec("uniform", {}, low, high) for name, (low, high) in PROPOSALS.items()}


def nation() -> Setting:
    """The nation from 2018 on; its batches are the published ones, its SRDI assumed within a wide spread."""
    data = published()["nation"]
    admissions = tuple(
        (title, year, float(count))
        for title in ("little_giant", "srdi")
        for year, count in data["admissions"][title]["by_year"].items()
    )
    return Setting(
        "nation",
        NATION_YEARS,
        NATION_SEED,
        tuple((levels() | {name: flat(name) for name in NATION_LEVELS}).items()),
        (
            ("srdi_holders", float(data["figures"]["srdi_holders"]["value"]), 0.5),
            ("srdi_admissions", 1.0, 0.25),
            (DISCRETION_CHANGE, 1.0, 1.0),
        ),
        admissions,
        ("srdi",),
    )


def province() -> Setting:
    """河南 from 2022 on; its batches are drawn from their parameters, so that they are learned with the rest."""
    data = published()["henan"]
    admissions = tuple(
        (title, 2023, float(data["admissions"][title]["by_year"][2023]))
        for title in ("provincial_champion", "national_champion")
    )
    return Setting(
        "henan", PROVINCE_YEARS, PROVINCE_SEED, tuple(levels().items()), ((DISCRETION_CHANGE, 1.0, 1.0),), admissions
    )
