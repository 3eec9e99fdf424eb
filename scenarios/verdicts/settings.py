"""The numbers that turn counts of replicates into verdicts, read once from `settings.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scenarios.schema.reading import read_yaml


@dataclass(frozen=True)
class Settings:
    """What counts as enough: cuts, levels and shares, all between 0 and 1 unless a unit is named."""

    classes: tuple[tuple[str, float], ...]
    """Name and lower end of each class of the scale of words, from the least likely up."""
    confidence: float
    withheld_above: float
    on_path_share: float
    met_by_levels: tuple[float, ...]
    quantile_levels: tuple[float, ...]
    about_percent: float
    spread_least: int
    """Replicates below which nothing is said of where the spread comes from."""
    spread_leads: float
    start_high: float
    """Quantile of the simulated start that a plan's first milestone is held against."""
    start_far: float
    """How many times that quantile a milestone of the first year must exceed to be out of its reach."""
    start_met: float
    """Share of replicates that meet a target at the start above which its start is in doubt."""
    block: int
    """Replicates added at a time while too many verdicts are undecided."""
    undecided_share: float
    """Share of undecided targets from which down no more replicates are added."""
    cap: int
    default_replicates: int


@cache
def settings() -> Settings:
    """Load the settings; every entry but its number must have a unit, a kind and a source."""
    data = read_yaml(Path(__file__).with_name("settings.yaml")).data
    for name, entry in data.items():
        missing = {"unit", "kind", "source"} - set(entry)
        if missing:
            raise ValueError(f"verdicts/settings.yaml: {name} lacks {', '.join(sorted(missing))}")
    classes = tuple((str(row["name"]), float(row["from"])) for row in data["scale"]["classes"])
    if classes[0][1] != 0 or list(classes) != sorted(classes, key=lambda found: found[1]):
        raise ValueError("verdicts/settings.yaml: the classes of the scale must begin at 0 and ascend")
    return Settings(
        classes=classes,
        confidence=float(data["confidence"]["value"]),
        withheld_above=float(data["withheld_above"]["value"]),
        on_path_share=float(data["on_path_share"]["value"]),
        met_by_levels=tuple(float(level) for level in data["met_by_levels"]["values"]),
        quantile_levels=tuple(float(level) for level in data["quantile_levels"]["values"]),
        about_percent=float(data["about_percent"]["value"]),
        spread_least=int(data["spread_least"]["value"]),
        spread_leads=float(data["spread_leads"]["value"]),
        start_high=float(data["start_high"]["value"]),
        start_far=float(data["start_far"]["value"]),
        start_met=float(data["start_met"]["value"]),
        block=int(data["block"]["value"]),
        undecided_share=float(data["undecided_share"]["value"]),
        cap=int(data["cap"]["value"]),
        default_replicates=int(data["default_replicates"]["value"]),
    )
