"""Single enterprises as tables: one life year by year, what was decided on it, and what holds a crowd back.

These open one replicate (`model.region`), so they load Mesa: seconds, not the milliseconds of the other tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.messages.catalogue import LANGUAGES
from scenarios.tables.flows import HELD_COLUMNS
from scenarios.tables.table import Table, Value
from scenarios.tables.units import YUAN_STEP

if TYPE_CHECKING:
    from model.trace import Decision
    from scenarios.trace import Life

LIFE_COLUMNS = (
    "enterprise",
    "replicate",
    "year",
    "event",
    "age",
    "revenue",
    "research_intensity",
    "patents",
    "above_scale",
)
DECISION_COLUMNS = (
    *("enterprise", "replicate", "year", "title", "held", "decision", "condition"),
    *(f"{name}_{language}" for name in ("title", "said") for language in LANGUAGES),
)
HELD_BACK = ("not_eligible", "not_applied", "below_cut_off")
"""Decisions that leave an enterprise where it stands."""


def life_table(life: Life) -> Table:
    """One enterprise's years: revenue in 亿元, R&D intensity in percent; None in the year in which it closes."""
    rows: Iterator[dict[str, Value]] = (
        {
            "enterprise": life.enterprise,
            "replicate": life.replicate,
            "year": year.year,
            "event": year.event,
            "age": year.age,
            "revenue": None if year.revenue is None else year.revenue / YUAN_STEP,
            "research_intensity": None if year.research_intensity is None else year.research_intensity * 100.0,
            "patents": year.class_one_patents,
            "above_scale": year.above_scale,
        }
        for year in life.years
    )
    return Table.of_rows("life", LIFE_COLUMNS, rows, {"enterprise": life.enterprise, "replicate": life.replicate})


def life_titles(life: Life) -> Table:
    """Each title of one enterprise by year: whether it is held at the end of it, and what was decided, said in full."""
    from model.columns import TITLE_NAMES

    rows = (_title_row(life, year, title) for year in life.years for title in TITLE_NAMES)
    return Table.of_rows("life_titles", DECISION_COLUMNS, rows)


def _title_row(life: Life, year: Any, title: str) -> dict[str, Value]:
    from scenarios.trace import decision_text

    decided: Decision | None = next((found for found in year.decisions if found.title == title), None)
    row: dict[str, Value] = {
        "enterprise": life.enterprise,
        "replicate": life.replicate,
        "year": year.year,
        "title": title,
        "held": title in year.titles,
        "decision": decided.decision if decided else None,
        "condition": decided.condition if decided else None,
    }
    for language in LANGUAGES:
        row[f"title_{language}"] = text(f"trace.title.{title}", language)
        row[f"said_{language}"] = decision_text(decided, language) if decided else None
    return row


def unmet_conditions(
    loaded: LoadedScenario, *, seed: int, replicates: Sequence[int] = (0,), year: int | None = None
) -> Table:
    """Why enterprises do not reach a title in one year: how many fail first on each condition, on average over replicates.

    Counted are those who could try: for the SME rungs the next rung of each candidate, for champions every candidate. The
    last simulated year where none is named. Reasons besides conditions: did not apply, and score below the cut-off.
    """
    from model import columns as col
    from model.region import Region
    from model.rulebook import criteria as crit
    from model.trace import DECISION_NAMES
    from scenarios.world import world_of

    world = world_of(loaded)
    last = loaded.span.last if year is None else year
    counts: Counter[tuple[str, str]] = Counter()
    for replicate in replicates:
        region = Region(world, seed, replicate)
        for _ in range(loaded.span.first, last + 1):
            region.step()
        labels = region.labels[:, : region.places]
        alive = labels[:, labels[col.ALIVE] == 1]
        for number, title in enumerate(col.TITLE_NAMES):
            codes: list[int] = alive[col.DECISION + number].tolist()
            for code, count in Counter(codes).items():
                kind, criterion = divmod(code, col.DECISION_STEP)
                decision = DECISION_NAMES[kind]
                if decision in HELD_BACK:
                    reason = crit.NAMES[criterion] if decision == "not_eligible" else decision
                    counts[(title, reason)] += count
    rows = [
        {
            "year": last,
            "title": title,
            **_both("title", f"trace.title.{title}"),
            "reason": reason,
            **_both("label", f"chart.reason.{reason}" if reason in HELD_BACK else f"trace.condition.{reason}"),
            "replicates": len(replicates),
            "unit": "家",
            "value": count / len(replicates),
        }
        for (title, reason), count in sorted(
            counts.items(), key=lambda item: (_place(item[0][0]), -item[1], item[0][1])
        )
    ]
    return Table.of_rows(
        "unmet_conditions", HELD_COLUMNS, rows, {"seed": seed, "replicates": list(replicates), "year": last}
    )


def _place(title: str) -> int:
    from model.columns import TITLE_NAMES

    return TITLE_NAMES.index(title)


def _both(name: str, key: str) -> Mapping[str, Value]:
    return {f"{name}_{language}": text(key, language) for language in LANGUAGES}
