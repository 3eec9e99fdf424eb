"""Random scenarios: anything that the form or a link could say of a plan."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from explorer import entries
from explorer.link import default_scenario
from scenarios.readings import EFFECTIVE
from scenarios.schema.baseline import FIGURE_UNITS
from scenarios.schema.load import list_plans
from scenarios.schema.plan import READINGS
from scenarios.schema.scenario import MAX_REPLICATES, MAX_SEED, Scenario

numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
amounts = st.floats(min_value=0, max_value=1e12, allow_nan=False)
years = st.integers(2023, 2050)


def distributions() -> st.SearchStrategy[dict[str, Any]]:
    """A uniform or normal belief within bounds."""

    def uniform(bounds: tuple[float, float]) -> dict[str, Any]:
        low, width = bounds
        return {"form": "uniform", "low": low, "high": low + width}

    def normal(bounds: tuple[float, float]) -> dict[str, Any]:
        low, width = bounds
        return {"form": "normal", "mean": low + width / 2, "sd": width, "low": low, "high": low + width}

    pairs = st.tuples(st.floats(0, 1e6), st.floats(0.5, 1e6))
    return st.one_of(pairs.map(uniform), pairs.map(normal))


def assumptions(values: st.SearchStrategy[float]) -> st.SearchStrategy[dict[str, Any]]:
    """A value, or a belief."""
    return st.one_of(values.map(lambda value: {"value": value}), distributions().map(lambda one: {"distribution": one}))


WRITABLE = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=20
)
"""Names that a file may hold: the schema refuses control characters."""


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a scenario that the schema accepts."""
    spans = st.tuples(years, st.integers(0, 15), st.floats(0.001, 1e6))
    levers = {
        name: {"start": start, "end": start + more, "intensity": intensity}
        for name, (start, more, intensity) in draw(
            st.dictionaries(st.sampled_from(list(entries.levers())), spans)
        ).items()
    }
    readings = draw(st.dictionaries(st.sampled_from(EFFECTIVE), st.integers(0, 2), max_size=3))
    as_of = draw(st.none() | years)
    plan = draw(st.sampled_from(list_plans()))
    default = default_scenario(plan)
    return Scenario.model_validate(
        default.model_dump(exclude={"levers", "assumptions", "figures", "readings"})
        | {
            "levers": levers,
            "assumptions": draw(
                st.dictionaries(st.sampled_from(list(entries.assumptions())), assumptions(numbers), max_size=8)
            ),
            "figures": draw(st.dictionaries(st.sampled_from(list(FIGURE_UNITS)), assumptions(amounts), max_size=4)),
            "readings": {name: READINGS[name][place % len(READINGS[name])] for name, place in readings.items()},
            "as_of": as_of,
            "mode": "as_planned" if as_of is None else "as_of",
            "rulebook": draw(st.sampled_from(["calendar", "2022", "2026"])),
            "rulebook_changes": draw(st.dictionaries(WRITABLE.filter(str.strip), numbers, max_size=2)),
            "counting": draw(st.sampled_from(["nested", "valid", "highest"])),
            "replicates": draw(st.integers(1, MAX_REPLICATES)),
            "seed": draw(st.integers(0, MAX_SEED)),
        }
    )
