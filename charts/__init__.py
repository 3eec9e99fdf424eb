"""Pictures of result tables. A chart function takes a table and returns an Altair chart; it runs nothing and loads nothing.

    from charts import fan_chart
    fan_chart(target_quantiles(result), target_marks(result), language="zh")

Altair, vl-convert and the fonts come with the extra `explorer`; `scenarios.extras.require("explorer")` says so
where they are missing, and is called before this package is imported.
"""

from __future__ import annotations

from charts.fan import fan_chart
from charts.parts import NothingToShowError
from charts.scorecard import scorecard_bars

__all__ = ["NothingToShowError", "fan_chart", "scorecard_bars"]
