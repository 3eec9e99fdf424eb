"""What a run is called in a table: region and scenario by id, and by a name in both languages."""

from __future__ import annotations

from scenarios.messages import text
from scenarios.result import RunResult
from scenarios.tables.table import Value

NAME_COLUMNS = ("region", "scenario", "scenario_zh", "scenario_en")


def run_names(result: RunResult) -> dict[str, Value]:
    """Name region and scenario. A plan asked as it stands is not called by its id but by what that means."""
    loaded = result.scenario
    title = loaded.scenario.title
    as_it_stands = title.zh == title.en == loaded.scenario.plan
    return {
        "region": loaded.plan.id,
        "scenario": loaded.name,
        "scenario_zh": text("table.as_it_stands", "zh") if as_it_stands else title.zh,
        "scenario_en": text("table.as_it_stands", "en") if as_it_stands else title.en,
    }
