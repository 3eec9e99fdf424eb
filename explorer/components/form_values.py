"""From the values of the form to a scenario: read once, checked again, since a browser's own limits bind nobody."""

from __future__ import annotations

from typing import Any, get_args

from explorer import entries, state
from scenarios.readings import EFFECTIVE
from scenarios.schema.baseline import FIGURE_UNITS, FigureName
from scenarios.schema.scenario import Assumption, Lever, Scenario
from scenarios.supposing import ALL

FACTORS = {"万元": 10_000.0}
"""Money is 万元 in the model and asked in 亿元."""
FIGURES: tuple[FigureName, ...] = get_args(FigureName)


def key_of(part: str, name: str) -> str:
    """Give the key of a widget of the form; a form that starts again has new keys."""
    return f"form{state.session().form}_{part}_{name}"


def read_form(now: Scenario, picked: list[str], years: tuple[int, int], values: Any) -> Scenario:
    """Make the scenario that a form's values say; what the form does not show stays as it is."""

    def value(part: str, name: str, default: Any) -> Any:
        return values.get(key_of(part, name), default)

    levers: dict[str, Lever] = {}
    for name, entry in entries.levers().items():
        before_lever = now.levers.get(name)
        intensity = float(value("lever", name, before_lever.intensity if before_lever else 0.0))
        start, end = value("years", name, years)
        if intensity != 0:
            bounded = intensity if before_lever else min(max(intensity, entry.lowest), entry.highest)
            levers[name] = Lever(start=int(start), end=int(end), intensity=bounded, chain=value("chain", name, None))
    assumptions = {name: said for name, said in now.assumptions.items() if name in picked}
    for name in picked:
        prior = entries.assumptions()[name].prior
        chosen = float(value("assumption", name, prior.centre))
        before = now.assumptions.get(name)
        shown = before.value if before is not None and before.value is not None else prior.centre
        if chosen != shown or (before is None and chosen != prior.centre):
            assumptions[name] = Assumption(value=min(max(chosen, prior.low), prior.high))
    figures = dict(now.figures)
    for figure in FIGURES:
        given = value("figure", figure, None)
        if given is not None:
            figures[figure] = Assumption(value=max(0.0, float(given) * FACTORS.get(FIGURE_UNITS[figure], 1.0)))
        elif key_of("figure", figure) in values:
            figures.pop(figure, None)
    as_of = value("set", "as_of", now.as_of)
    readings = {
        choice: word for choice in EFFECTIVE if (word := value("reading", choice, now.readings.get(choice) or ""))
    }
    supposed = tuple(value("set", "suppose", now.suppose))
    share = value("set", "realism", None)
    realism = dict(now.realism) if share is None else {} if share == 100 or not supposed else {ALL: share / 100}
    return Scenario.model_validate(
        now.model_dump(exclude={"levers", "assumptions", "figures", "readings", "suppose", "realism"})
        | {
            "levers": levers,
            "assumptions": assumptions,
            "figures": figures,
            "readings": readings,
            "suppose": supposed,
            "realism": realism,
            "as_of": as_of,
            "mode": "as_planned" if as_of is None else "as_of",
            "rulebook": value("set", "rulebook", now.rulebook),
            "counting": value("set", "counting", now.counting),
            "replicates": int(value("set", "replicates", now.replicates)),
            "seed": int(value("set", "seed", now.seed)),
        }
    )
