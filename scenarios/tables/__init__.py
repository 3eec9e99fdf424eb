"""Long result tables from a run: what charts draw, exports hold and `compute` can make again.

Tables are plain columns (`Table`): a core installation has neither pandas nor charts, and scripts, CSV and JSON need none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from scenarios.result import RunResult
from scenarios.tables.flows import funnel, funnel_by_size, held_back, investment_and_value, title_flows
from scenarios.tables.lives import life_table, life_titles, unmet_conditions
from scenarios.tables.pairs import paired_scorecard
from scenarios.tables.series import replicate_values, series_quantiles
from scenarios.tables.table import Table, Value, joined
from scenarios.tables.targets import main_targets, scorecard, target_marks, target_quantiles

TABLES: Mapping[str, Callable[..., Table]] = MappingProxyType(
    {
        "series_quantiles": series_quantiles,
        "replicate_values": replicate_values,
        "target_quantiles": target_quantiles,
        "target_marks": target_marks,
        "scorecard": scorecard,
        "title_flows": title_flows,
        "funnel": funnel,
        "funnel_by_size": funnel_by_size,
        "held_back": held_back,
        "investment_and_value": investment_and_value,
    }
)
"""The tables that one run gives, by name."""


def compute(name: str, result: RunResult, arguments: Mapping[str, Any] | None = None) -> Table:
    """Make the table of a name from a run; raises KeyError for an unknown name."""
    return TABLES[name](result, **(arguments or {}))


__all__ = [
    "TABLES",
    "Table",
    "Value",
    "compute",
    "funnel",
    "funnel_by_size",
    "held_back",
    "investment_and_value",
    "joined",
    "life_table",
    "life_titles",
    "main_targets",
    "paired_scorecard",
    "replicate_values",
    "scorecard",
    "series_quantiles",
    "target_marks",
    "target_quantiles",
    "title_flows",
    "unmet_conditions",
]
