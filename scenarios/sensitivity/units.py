"""The unit and the name of an input, as a drawn number or as a path of a sweep."""

from __future__ import annotations

from scenarios.sensitivity.analysis import LEVER_PREFIX, label


def unit_of(name: str) -> str:
    """Give the unit in which an input is drawn; stated outputs are in 万元."""
    from scenarios.schema.baseline import FIGURE_UNITS

    if name.startswith(LEVER_PREFIX):
        from model.levers import load_levers

        return load_levers()[name.removeprefix(LEVER_PREFIX)].unit
    if name.startswith("baseline:output:"):
        return "万元"
    if name.startswith("baseline:"):
        return FIGURE_UNITS.get(name.removeprefix("baseline:"), "")
    from scenarios.own_inputs import own_inputs

    if name in own_inputs():
        return str(own_inputs()[name].unit)
    from model.parameters.table import load_parameters

    return load_parameters()[name].unit


def input_of(path: str) -> str:
    """Give the input that a path of a sweep sets."""
    head, _, rest = path.partition(".")
    if head == "levers":
        return LEVER_PREFIX + rest.removesuffix(".intensity")
    return f"baseline:{rest}" if head == "baseline" else rest.removesuffix(".value")


def path_unit(path: str) -> str:
    """Give the unit of a path, or nothing where it has none of its own (a year of a lever)."""
    try:
        return unit_of(input_of(path))
    except KeyError:
        return ""


def path_label(path: str, language: str) -> str:
    """Say what a path sets; a path that is no input is its own name."""
    try:
        return label(input_of(path), language)
    except KeyError:
        return path
