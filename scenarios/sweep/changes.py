"""A scenario with some of its paths set to other values, checked as if they had been written in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenarios.loaded import LoadedScenario, check_loaded
from scenarios.posteriors import own_posterior
from scenarios.readings import EFFECTIVE, reread
from scenarios.schema.baseline import Baseline
from scenarios.schema.errors import InputError, Place, suggestion
from scenarios.schema.load import baseline_for
from scenarios.schema.problems import build
from scenarios.schema.reading import Document
from scenarios.schema.scenario import Scenario

SINGLE = ("rulebook", "known_in", "counting", "mode", "as_of", "baseline", "suppose", "posterior")
"""Keys of a scenario that are set as a whole."""
PARTS = ("levers", "assumptions", "rulebook_changes", "realism", "baseline", "readings")
TABLES = ("chain_outputs", "zone_outputs", "zone_investments")
"""Tables of a baseline whose entries are set as baseline.TABLE.NAME."""
"""Keys of which one part is set: levers.NAME.intensity, assumptions.NAME, baseline.FIGURE, readings.CHOICE ..."""
Changes = Mapping[str, Any]


def change(loaded: LoadedScenario, changes: Changes, place: Place | None = None) -> LoadedScenario:
    """Set paths of a scenario: levers.NAME.intensity, assumptions.NAME, baseline.FIGURE, rulebook, counting, as_of ...

    A lever that the scenario does not have yet acts in all simulated years. Raises InputError as for a scenario file;
    `place` is where the changes are written.
    """
    if not changes:
        return loaded
    where = place or Place("changes")
    data = loaded.scenario.model_dump(mode="json", exclude_defaults=True)
    figures: dict[str, Any] = {}
    readings: dict[str, str] = {}
    for path, value in changes.items():
        head, _, rest = path.partition(".")
        if rest and head == "baseline":
            figures[rest] = value
        elif rest and head == "readings":
            readings[rest] = str(value)
        elif (head in PARTS and rest) or (path in SINGLE):
            _set(data, head, rest, value, loaded)
        else:
            known = [*SINGLE, *(f"{part}.NAME" for part in PARTS)]
            raise InputError("sweep_path_unknown", where, path=path, near=suggestion(path, known))
    if "as_of" in changes and "mode" not in changes:
        data["mode"] = "as_planned" if data["as_of"] is None else "as_of"
    data = {key: value for key, value in data.items() if value is not None}
    scenario = build(Scenario, Document(data, where.file or "changes", _lines(where)))
    plan = reread(loaded.plan, readings) if readings else loaded.plan
    baseline = loaded.baseline
    if "baseline" in changes:
        baseline = baseline_for(plan, scenario.baseline)
    if figures:
        baseline = _with_figures(baseline, figures, where)
    changed = replace(loaded, scenario=scenario, plan=plan, baseline=baseline)
    if scenario.posterior != loaded.scenario.posterior:
        changed = replace(changed, own_posterior=own_posterior(scenario.posterior, baseline.level))
    if "baseline" in changes:
        changed = replace(changed, achieved={target: each.value for target, each in baseline.achieved.items()})
    try:
        check_loaded(changed)
    except InputError as error:
        if error.where.file is None:
            at = replace(where, key=error.where.key or where.key)
            raise InputError(error.code, at, **error.values).followed_by(error.others) from None
        raise
    return changed


def _lines(where: Place) -> dict[tuple[str | int, ...], int]:
    return {} if where.line is None else {(): where.line}


def _set(data: dict[str, Any], head: str, rest: str, value: Any, loaded: LoadedScenario) -> None:
    if not rest:
        data[head] = value
        return
    whole = data[head] = dict(data.get(head, {}))
    if head in ("rulebook_changes", "realism"):  # their keys are whole words
        whole[rest] = value
        return
    name, _, part = rest.partition(".")
    if head == "levers":
        entry = {"start": loaded.span.first, "end": loaded.span.last, "intensity": 0.0, **whole.get(name, {})}
        whole[name] = {**entry, **({part or "intensity": value} if part or not isinstance(value, Mapping) else value)}
    elif part == "value" or not (part or isinstance(value, Mapping)):
        whole[name] = {"value": value}
    else:
        whole[name] = {part: value} if part else value


def _with_figures(baseline: Baseline, figures: Mapping[str, Any], where: Place) -> Baseline:
    """Fix starting figures to values; what else is known of each stays."""
    data = baseline.model_dump(mode="json", exclude_none=True)
    for name, value in figures.items():
        table, _, part = name.partition(".")
        entries = data.get(table, {}) if table in TABLES and part else data["figures"]
        chosen = part if table in TABLES and part else name
        if chosen not in entries:
            raise InputError("sweep_unknown_figure", where, name=name, near=suggestion(chosen, entries))
        kept = {key: entry for key, entry in entries[chosen].items() if key not in ("distribution", "taken_from")}
        entries[chosen] = {**kept, "value": value, "kind": "assumed"}
    return build(Baseline, Document(data, where.file or "changes", _lines(where)))


__all__ = ["EFFECTIVE", "PARTS", "SINGLE", "Changes", "change"]
