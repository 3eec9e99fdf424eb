"""What differs between the inputs of two scenarios, and each difference applied to the first one alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenarios.canonical import canonical
from scenarios.loaded import LoadedScenario
from scenarios.schema.baseline import BaselineFigure
from scenarios.schema.errors import shown
from scenarios.schema.plan import Target
from scenarios.sweep.manifest import flat

WHOLE = ("rulebook", "known_in", "counting", "as_of", "posterior")
TABLES = ("chain_outputs", "zone_outputs", "zone_investments")
NAMED = ("levers", "assumptions", "rulebook_changes")


@dataclass(frozen=True)
class InputDifference:
    """One input in which two scenarios differ; `details` are its paths with both values, None where absent."""

    name: str
    """levers.NAME, suppose, assumptions.NAME, baseline.FIGURE, parts, ledger, posterior, rulebook, counting, as_of, or plan."""
    details: tuple[tuple[str, Any, Any], ...]

    @property
    def applicable(self) -> bool:
        """Tell whether it can be applied alone: the targets of another plan cannot, they are what is asked."""
        return self.name != "plan"

    def lines(self) -> list[str]:
        """Write every path with both values."""
        return [f"{path}: {_say(first)} → {_say(second)}" for path, first, second in self.details]


def input_differences(first: LoadedScenario, second: LoadedScenario) -> tuple[InputDifference, ...]:
    """List what differs between two scenarios, levers first; titles, authors and notes are no difference."""
    return tuple(_found(first, second))


def apply(difference: InputDifference, first: LoadedScenario, second: LoadedScenario) -> LoadedScenario:
    """Give the first scenario with one input of the second."""
    head, _, name = difference.name.partition(".")
    if head in NAMED:
        entries = {key: value for key, value in getattr(first.scenario, head).items() if key != name}
        others = getattr(second.scenario, head)
        if name in others:
            entries[name] = others[name]
        return replace(first, scenario=first.scenario.model_copy(update={head: entries}))
    if head == "as_of":
        update: dict[str, Any] = {"mode": second.scenario.mode, "as_of": second.scenario.as_of}
        return replace(first, scenario=first.scenario.model_copy(update=update))
    if head in WHOLE:
        update = {head: getattr(second.scenario, head)}
        own = second.own_posterior if head == "posterior" else first.own_posterior
        return replace(first, scenario=first.scenario.model_copy(update=update), own_posterior=own)
    if head == "baseline":
        figures: dict[Any, Any] = {key: value for key, value in first.baseline.figures.items() if key != name}
        figures |= {key: value for key, value in second.baseline.figures.items() if key == name}
        return replace(first, baseline=first.baseline.model_copy(update={"figures": figures}))
    if head == "suppose":
        update = {"suppose": second.scenario.suppose, "realism": second.scenario.realism}
        return replace(first, scenario=first.scenario.model_copy(update=update))
    if head == "ledger":
        return replace(first, ledger=second.ledger)
    if head == "parts":
        names = ("chain_shares", "zone_shares", "level", *TABLES)
        update = {name: getattr(second.baseline, name) for name in names}
        return replace(first, baseline=first.baseline.model_copy(update=update))
    raise ValueError(f"{difference.name} cannot be applied alone")


def _found(first: LoadedScenario, second: LoadedScenario) -> Iterator[InputDifference]:
    one, other = _inputs(first), _inputs(second)
    for name in sorted(set(one) | set(other), key=lambda name: (_rank(name), name)):
        was, now = one.get(name), other.get(name)
        if was != now:
            flat_was, flat_now = _flat(name, was), _flat(name, now)
            paths = sorted(set(flat_was) | set(flat_now))
            yield InputDifference(
                name,
                tuple(
                    (path, flat_was.get(path), flat_now.get(path))
                    for path in paths
                    if flat_was.get(path) != flat_now.get(path)
                ),
            )


def _inputs(loaded: LoadedScenario) -> dict[str, Any]:
    """Give every input under its name, as plain data without words about numbers."""
    scenario, baseline = loaded.scenario, loaded.baseline
    found: dict[str, Any] = {}
    for part in NAMED:
        for name, entry in getattr(scenario, part).items():
            if part == "levers" and entry.intensity == 0:
                continue
            found[f"{part}.{name}"] = (
                entry if isinstance(entry, float) else entry.model_dump(mode="json", exclude_none=True)
            )
    learned = loaded.posterior
    found["posterior"] = "prior" if learned is None else f"{learned.run_id} ({learned.digest[:16]})"
    found |= {
        "rulebook": scenario.rulebook,
        "known_in": scenario.known_in,
        "counting": scenario.counting,
        "as_of": scenario.as_of,
    }
    for figure, entry in baseline.figures.items():
        found[f"baseline.{figure}"] = _figure(entry)
    if scenario.suppose or scenario.realism:
        found["suppose"] = {"inputs": list(scenario.suppose), "realism": dict(scenario.realism)}
    if loaded.ledger is not None:
        found["ledger"] = {"digest": loaded.ledger.digest[:16]}
    shares = {"chains": baseline.chain_shares, "zones": baseline.zone_shares}
    found["parts"] = {
        "level": baseline.level,
        **{name: dict(entry.shares) if entry else {} for name, entry in shares.items()},
        **{table: {name: _figure(entry) for name, entry in getattr(baseline, table).items()} for table in TABLES},
    }
    found["plan"] = {
        "id": loaded.plan.id,
        "region": loaded.plan.region.name.zh,
        "years": f"{loaded.plan.planning_period_start}-{loaded.plan.horizon.end}",
        "targets": {target.id: _wanted(target) for target in loaded.plan.targets if target.status == "simulated"},
        "achieved": dict(loaded.achieved),
    }
    plain: dict[str, Any] = {name: json.loads(canonical([value]))[0] for name, value in found.items()}
    return plain


def _figure(entry: BaselineFigure) -> dict[str, Any]:
    return entry.model_dump(mode="json", exclude_none=True, exclude={"taken_from", "kind", "source", "note"})


def _wanted(target: Target) -> str:
    """Write what a target asks and how it is read."""
    readings = [f"{choice}={reading.taken}" for choice, reading in sorted(target.readings.items())]
    wanted = f"{target.operator} {target.value} {target.unit} {target.from_year or ''}-{target.due_year or ''}"
    return " ".join([wanted, *readings])


def _flat(name: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    return {path.replace(" › ", "."): leaf for path, leaf in flat(value, name).items()}


def _rank(name: str) -> int:
    head = name.partition(".")[0]
    order = (
        *(
            "levers",
            "suppose",
            "assumptions",
            "rulebook",
            "known_in",
            "rulebook_changes",
            "counting",
            "as_of",
            "posterior",
        ),
        *("baseline", "parts", "ledger", "plan"),
    )
    return order.index(head)


def _say(value: Any) -> str:
    if value is None or (isinstance(value, Mapping) and not value):
        return "—"
    return shown(value, 60)
