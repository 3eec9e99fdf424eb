"""The official point tables, applied to an enterprise's accounts (model.md 4, *Score*)."""

from __future__ import annotations

from typing import Any, Final

from model.compiled import rule
from model.randomness.distributions import normal_cdf
from model.rulebook import criteria as crit
from model.rules import accounts as acc

# Breaks of a table in the engine: minus infinity, then those of the rulebook.
POINT_BREAKS: Final = crit.STEPS + 1


@rule
def points(breaks: Any, increments: Any, table: int, value: float) -> float:
    """Points that one table gives to a value: the sum of the increments whose break is reached.

    Breaks rise; the first of every table is minus infinity, and its increment is what everyone has.
    """
    total = 0.0
    for step in range(POINT_BREAKS):
        # Adding what is not reached as zero keeps the loop free of branches.
        total += increments[table, step] if value >= breaks[table, step] else 0.0
    return total


@rule
def remainder(scheme_points: float, quality: float, index_shift: float) -> float:
    """Points of the items whose table is not known, given by management quality alone (assumed, model.md 4)."""
    return scheme_points * normal_cdf(quality + index_shift)


@rule
def innovation_points(breaks: Any, increments: Any, facts: Any) -> float:
    """创新能力 of an innovative SME: intellectual property and R&D over revenue."""
    return points(breaks, increments, crit.INNOVATIVE_PATENTS, facts[acc.PATENTS]) + points(
        breaks, increments, crit.INNOVATIVE_RESEARCH_INTENSITY, facts[acc.LAST_INTENSITY]
    )


@rule
def growth_points(breaks: Any, increments: Any, facts: Any) -> float:
    """成长性 of an innovative SME: growth of main revenue and the debt ratio (at most: the table reads its negative)."""
    return points(breaks, increments, crit.INNOVATIVE_GROWTH, facts[acc.LAST_GROWTH]) + points(
        breaks, increments, crit.INNOVATIVE_DEBT_RATIO, -facts[acc.DEBT]
    )


@rule
def specialisation_points(breaks: Any, increments: Any, facts: Any) -> float:
    """专业化 of an innovative SME: the field of the main product and the share of main business."""
    return points(breaks, increments, crit.INNOVATIVE_FIELD, facts[acc.EMERGING]) + points(
        breaks, increments, crit.INNOVATIVE_MAIN_SHARE, facts[acc.MAIN_SHARE]
    )


@rule
def srdi_points(breaks: Any, increments: Any, facts: Any) -> float:
    """The known tables of the SRDI score of 工信部企业〔2022〕63号; R&D takes the better of its two tables."""
    two_year_growth = 0.5 * (facts[acc.LAST_GROWTH] + facts[acc.EARLIER_GROWTH])
    research = max(
        points(breaks, increments, crit.SRDI_RESEARCH_SPENDING, facts[acc.LAST_SPENDING]),
        points(breaks, increments, crit.SRDI_RESEARCH_INTENSITY, facts[acc.LAST_INTENSITY]),
    )
    return (
        points(breaks, increments, crit.SRDI_GROWTH, two_year_growth)
        + points(breaks, increments, crit.SRDI_NET_MARGIN, facts[acc.MARGIN])
        + points(breaks, increments, crit.SRDI_DEBT_RATIO, -facts[acc.DEBT])
        + research
        + points(breaks, increments, crit.SRDI_INSTITUTION, facts[acc.INSTITUTION])
        + points(breaks, increments, crit.SRDI_PATENTS, facts[acc.PATENTS])
    )


@rule
def score(scheme: int, breaks: Any, increments: Any, remainders: Any, facts: Any, index_shift: float) -> float:
    """Score out of 100 under a scheme; where a version has no score, the latent index alone ranks its applicants."""
    latent = remainder(remainders[scheme], facts[acc.QUALITY], index_shift)
    if scheme == crit.INNOVATIVE_POINTS:
        return latent + (
            innovation_points(breaks, increments, facts)
            + growth_points(breaks, increments, facts)
            + specialisation_points(breaks, increments, facts)
        )
    if scheme == crit.SRDI_POINTS:
        return latent + srdi_points(breaks, increments, facts)
    return latent
