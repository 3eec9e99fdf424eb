"""Chains and the region's accounts: pull of leaders, matching, knowledge, and what statistics would publish (model.md 3, 6)."""

from __future__ import annotations

from typing import Final

from model.compiled import rule

# One year of a leader's fortune moves its suppliers no further than this (ln), before matching and pull are applied.
LARGEST_LEADER_SURPRISE: Final = 0.5
# New local orders raise a chain's sales by no more than this in a year.
LARGEST_MATCHING_GAIN: Final = 0.1


@rule
def leader_pull(leader_growth: float, usual_growth: float, matching: float, pull: float) -> float:
    """Growth (ln) that a leader's surprise of last year gives its chain, through what it buys locally."""
    surprise = min(max(leader_growth - usual_growth, -LARGEST_LEADER_SURPRISE), LARGEST_LEADER_SURPRISE)
    return pull * matching * surprise


@rule
def matching_gain(rise: float, leader_revenue: float, chain_revenue: float, value_added_rate: float) -> float:
    """Sales (as a share) that the rest of a chain gains when leaders buy a further share `rise` of their inputs locally."""
    others = chain_revenue - leader_revenue
    if others <= 0.0:
        return 0.0
    gain = rise * (1.0 - value_added_rate) * leader_revenue / others
    return min(max(gain, -LARGEST_MATCHING_GAIN), LARGEST_MATCHING_GAIN)
