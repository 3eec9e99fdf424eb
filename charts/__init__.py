"""Pictures of result tables. A chart function takes a table and returns an Altair chart; it runs nothing and loads nothing.

    from charts import fan_chart
    fan_chart(target_quantiles(result), target_marks(result), language="zh")

Altair, vl-convert and the fonts come with the extra `explorer`; `scenarios.extras.require("explorer")` says so
where they are missing, and is called before this package is imported.
"""

from __future__ import annotations

from charts.bars import funnel_bars, funnel_by_year, investment_against_value, stock_flow_bars, unmet_bars
from charts.fan import fan_chart
from charts.general import Axis, heat_map, lines, scatter
from charts.ladder import ladder_flow
from charts.life import life_chart
from charts.parts import NothingToShowError
from charts.scorecard import scorecard_bars

__all__ = [
    "Axis",
    "NothingToShowError",
    "fan_chart",
    "funnel_bars",
    "funnel_by_year",
    "heat_map",
    "investment_against_value",
    "ladder_flow",
    "life_chart",
    "lines",
    "scatter",
    "scorecard_bars",
    "stock_flow_bars",
    "unmet_bars",
]
