"""Stocks and flows as tables: the rungs of the ladder, the funnel of attracted projects, money put in and value added.

Which series there are is read from the run: a series that the engine does not report (yet) leaves its rows out, and a
table without rows tells the caller that there is nothing to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scenarios.messages import text
from scenarios.messages.catalogue import LANGUAGES
from scenarios.result import RunResult
from scenarios.schema.reading import read_yaml
from scenarios.tables.names import NAME_COLUMNS, run_names
from scenarios.tables.series import LABEL_COLUMNS, described, quantile_rows
from scenarios.tables.table import Table, Value
from scenarios.verdicts.quantiles import mean

GROUPS_FILE = Path(__file__).with_name("groups.yaml")
FLOW_COLUMNS = (*NAME_COLUMNS, "title", "rung", "part", "quantile", "year", "variable", *LABEL_COLUMNS, "unit", "value")
GROUP_COLUMNS = (*NAME_COLUMNS, "step", "role", "part", "quantile", "year", "variable", *LABEL_COLUMNS, "unit", "value")
HELD_COLUMNS = (
    "year",
    "title",
    "title_zh",
    "title_en",
    "reason",
    "label_zh",
    "label_en",
    "replicates",
    "unit",
    "value",
)
PARTS = ("stock", "additions", "losses")
READ = ("mean", "p05", "p50", "p95")
"""Statistics that a flow has: only means add up (stock = last stock + additions - losses), so pictures of flows use them."""


def title_flows(result: RunResult) -> Table:
    """Stock, additions and losses of each title by year, counted as the run counts titles for additions: nested.

    `rung` counts up the nest of SME titles from 0; titles outside the nest (champions) have None.
    """
    from model.columns import SME_TITLES
    from model.series import COUNTED_TITLES

    rungs: Mapping[str, int] = {title: place for place, title in enumerate(COUNTED_TITLES[:SME_TITLES])}
    rows = (
        {**run_names(result), "title": title, "rung": rungs.get(title), "part": part, **row}
        for title in COUNTED_TITLES
        for part in PARTS
        for row in _rows(result, f"{title}_{'nested' if part == 'stock' else part}")
    )
    return Table.of_rows("title_flows", FLOW_COLUMNS, rows)


def funnel(result: RunResult) -> Table:
    """Attracted projects from signing to capacity by year, as far as the engine reports them."""
    return _group_table(result, "funnel")


def funnel_by_size(result: RunResult) -> Table:
    """The same by size class of the project (column `part`), as far as the engine reports it."""
    return _group_table(result, "funnel_by_size")


def investment_and_value(result: RunResult) -> Table:
    """Money invested and value added by year, as far as the engine reports them."""
    return _group_table(result, "investment_and_value")


def held_back(result: RunResult, year: int | None = None) -> Table:
    """Why enterprises did not gain a title in one year, the last where none is named: how many first failed on what.

    Means over all replicates, from the outcomes `stopped:TITLE:REASON`; reasons that stopped nobody are left out.
    """
    samples = result.samples
    last = samples.years[-1] if year is None else year
    place = samples.years.index(last)
    rows: list[dict[str, Value]] = []
    for series in present(result, ["stopped:*"]):
        _, title, reason = series.split(":", 2)
        value = mean(samples.sum_of([series])[:, place]) if samples.finished else 0.0
        if value > 0:
            rows.append(
                {
                    "year": last,
                    "title": title,
                    **{f"title_{language}": text(f"trace.title.{title}", language) for language in LANGUAGES},
                    "reason": reason,
                    **_without_title(described(series)[0]),
                    "replicates": samples.finished,
                    "unit": "家",
                    "value": value,
                }
            )
    return Table.of_rows("held_back", HELD_COLUMNS, rows, {"year": last})


def _without_title(labels: Mapping[str, Value]) -> dict[str, Value]:
    """Leave out of an outcome's label (TITLE: REASON) the title, which stands above the bars."""
    return {name: re.split("：|: ", str(label), maxsplit=1)[-1] for name, label in labels.items()}


def groups() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Give the series of each picture by their role in it; `*` stands for any ending (`output:zone:*`)."""
    data = read_yaml(GROUPS_FILE).data
    return {
        str(name): {str(role): tuple(str(one) for one in series) for role, series in roles.items()}
        for name, roles in data.items()
    }


def present(result: RunResult, patterns: Sequence[str]) -> list[str]:
    """Name the series of a run that fit the patterns, in the order of the patterns."""
    found: list[str] = []
    for pattern in patterns:
        if pattern.endswith("*"):
            found += [name for name in result.samples.series if name.startswith(pattern[:-1]) and name not in found]
        elif pattern in result.samples.series:
            found.append(pattern)
    return found


def _group_table(result: RunResult, name: str) -> Table:
    rows = (
        {**run_names(result), "step": step, "role": role, "part": _part(series), **row}
        for role, patterns in groups()[name].items()
        for step, series in enumerate(present(result, patterns))
        for row in _rows(result, series)
    )
    return Table.of_rows(name, GROUP_COLUMNS, rows)


def _part(series: str) -> str | None:
    """Name the part that a series is of: `signed_projects:size:NAME` is of NAME."""
    return series.rsplit(":", 1)[1] if ":" in series else None


def _rows(result: RunResult, series: str) -> Iterator[dict[str, Value]]:
    if series not in result.samples.series:
        return
    labels, unit = described(series)
    for row in quantile_rows(unit.of(result.samples.sum_of([series])), result.samples.years, unit.unit):
        if row["quantile"] in READ:
            yield {"variable": series, **labels, **row}
