"""What a run is called in a table: region and scenario by id, and by a name in both languages."""

from __future__ import annotations

from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.messages.catalogue import LANGUAGES
from scenarios.result import RunResult
from scenarios.tables.table import Value

ID_DIGITS = 12
NAME_COLUMNS = ("region", "scenario", "scenario_zh", "scenario_en")


def run_names(result: RunResult) -> dict[str, Value]:
    """Name region and scenario. The id is the beginning of the scenario's hash: two questions never share it.

    A plan asked as it stands, or with something moved, is not called by its id but by what that means; whatever was chosen beside
    the title (rules, counting, year of the start) is named too.
    """
    loaded = result.scenario
    names: dict[str, Value] = {"region": loaded.plan.id, "scenario": loaded.hash[:ID_DIGITS]}
    return names | {f"scenario_{language}": _name(loaded, language) for language in LANGUAGES}


def _name(loaded: LoadedScenario, language: str) -> str:
    scenario = loaded.scenario
    unnamed = "table.moved" if scenario.moved else "table.as_it_stands"
    said = [scenario.title[language] if scenario.named else text(unnamed, language)]
    if scenario.as_of is not None:
        said.append(text("table.as_of", language, year=scenario.as_of))
    if scenario.rulebook != "calendar":
        said.append(text(f"table.rulebook.{scenario.rulebook}", language))
    if scenario.counting != "nested":
        said.append(text(f"reading.counting.{scenario.counting}", language))
    return text("table.separator", language).join(said)
