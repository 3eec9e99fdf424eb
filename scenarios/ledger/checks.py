"""What single cells do not show: figures of one enterprise that do not go together. All are doubts; every figure stays."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from model.rulebook import load_rulebook
from scenarios.ledger.columns import load_columns
from scenarios.ledger.ledger import Key, Ledger
from scenarios.ledger.rows import Rows

SME_TITLES = ("innovative", "srdi", "little_giant")
"""The nested rungs, lowest first."""
Report = Callable[..., None]


def above_scale_line() -> float:
    """Revenue, in 万元, from which an enterprise is above scale (model/rulebook/standards.yaml)."""
    return float(load_rulebook().standards["above_scale.revenue"].threshold)


def validity_years() -> int:
    """Years for which a title holds (model/rulebook/standards.yaml)."""
    return int(load_rulebook().standards["validity.years"].threshold)


def check(ledger: Ledger, rows: Rows, first: list[int]) -> None:
    """Report what does not go together within each enterprise; `first` is the row of each enterprise's first standing."""

    def report(code: str, places: NDArray[np.bool_], key: Key, found: NDArray[np.float64], **values: object) -> None:
        for place in np.flatnonzero(places).tolist():
            more = {name: _at(value, place) for name, value in values.items()}
            rows.report("doubt", code, first[place], key, float(found[place]), **more)

    with np.errstate(invalid="ignore"):
        _years(ledger, report)
        _amounts(ledger, report)
        _jumps(ledger, report)
        _size(ledger, report)
        _titles(ledger, report)


def _at(value: object, place: int) -> object:
    return f"{value[place]:g}" if isinstance(value, np.ndarray) else value


def _years(ledger: Ledger, report: Report) -> None:
    if ledger.year is None:
        return
    for name in ("founding_year", "niche_year"):
        found = ledger.values(name)
        report("founded_later", found > ledger.year, (name, None), found, year=ledger.year)
    founded, niche = ledger.values("founding_year"), ledger.values("niche_year")
    report("niche_before_founding", niche < founded, ("niche_year", None), niche, other=founded)


def _amounts(ledger: Ledger, report: Report) -> None:
    """Parts that exceed their whole, in every year in which both are known."""
    pairs = (
        ("research_spending", "revenue"),
        ("main_business_revenue", "revenue"),
        ("research_staff", "employees"),
        ("fixed_capital", "assets"),
    )
    for part, whole in pairs:
        for key in ledger.columns:
            if key[0] == part:
                small, large = ledger.columns[key], ledger.values(whole, key[1])
                report("part_above_whole", small > large * 1.001, key, small, other=large, field=whole)


def _jumps(ledger: Ledger, report: Report) -> None:
    """A figure hundreds of times that of the year before: perhaps in another unit."""
    limit = load_columns().jump
    for name in ("revenue", "research_spending", "employees", "fixed_capital", "assets"):
        years = ledger.years_of(name)
        for before, after in pairwise(years):
            first, second = ledger.values(name, before), ledger.values(name, after)
            ratio = np.maximum(first, second) / np.where(
                np.minimum(first, second) > 0, np.minimum(first, second), np.nan
            )
            report("jump", ratio > limit, (name, after), second, other=first, year=before)


def _size(ledger: Ledger, report: Report) -> None:
    """规上 of a year follows from the revenue of the year before."""
    if ledger.year is None:
        return
    line = above_scale_line()
    flag = ledger.values("above_scale")
    revenue = ledger.values("revenue", ledger.year - 1)
    values = {"other": revenue, "limit": f"{line:g}", "year": ledger.year - 1}
    report("above_scale_revenue", (flag == 1.0) & (revenue < line), ("above_scale", None), flag, **values)
    report("below_scale_revenue", (flag == 0.0) & (revenue >= line), ("above_scale", None), flag, **values)


def _titles(ledger: Ledger, report: Report) -> None:
    known = load_columns().titles
    for title, given in known.items():
        key = f"title:{title}", None
        held = held_title(ledger, title)
        recognised, renewed = ledger.values(f"{key[0]}:recognised"), ledger.values(f"{key[0]}:renewed")
        valid_to = ledger.values(f"{key[0]}:valid_to")
        latest = np.fmax(recognised, renewed)
        named = f"title:{title}"
        undated = (held == 1.0) & np.isnan(latest) & np.isnan(valid_to)
        report("title_without_year", undated, key, held, title=named)
        dated = f"{key[0]}:recognised", None
        report("title_too_early", recognised < given.first_year, dated, recognised, title=named, year=given.first_year)
        report("renewed_before", renewed < recognised, (f"{key[0]}:renewed", None), renewed, other=recognised)
        contradicts = (ledger.values(key[0]) == 0.0) & (~np.isnan(latest) | ~np.isnan(valid_to))
        report("title_no_but_year", contradicts, key, latest, title=named)
        if ledger.year is not None:
            later = (latest > ledger.year) & ~np.isnan(latest)
            report("title_later", later, dated, latest, year=ledger.year, title=named)
            over = (held == 1.0) & np.isnan(valid_to) & (latest + validity_years() <= ledger.year)
            report("title_run_out", over, dated, latest, title=named, year=ledger.year)
            ended = (ledger.values(key[0]) == 1.0) & (valid_to < ledger.year)
            report("title_ended", ended, (f"{key[0]}:valid_to", None), valid_to, title=named, year=ledger.year)
    for lower, higher in pairwise(SME_TITLES):
        missing = (held_title(ledger, higher) == 1.0) & (ledger.values(f"title:{lower}") == 0.0)
        names = {"title": f"title:{higher}", "lower": f"title:{lower}"}
        report("title_without_lower", missing, (f"title:{lower}", None), ledger.values(f"title:{lower}"), **names)


def held_title(ledger: Ledger, title: str) -> NDArray[np.float64]:
    """Whether each enterprise holds a title at the end of the ledger's year: 1, 0 or NaN, float64[L].

    What is written counts; where it is not, a year of recognition or an end of validity says that it is held. A certificate
    whose written end has passed is not held. One recognised longer ago than it is valid counts as renewed, and is reported.
    """
    held = ledger.values(f"title:{title}").copy()
    valid_to = ledger.values(f"title:{title}:valid_to")
    latest = np.fmax(ledger.values(f"title:{title}:recognised"), ledger.values(f"title:{title}:renewed"))
    dated = ~np.isnan(latest) | ~np.isnan(valid_to)
    held = np.where(np.isnan(held) & dated, 1.0, held)
    if ledger.year is not None:
        with np.errstate(invalid="ignore"):
            held = np.where((held == 1.0) & ((valid_to < ledger.year) | (latest > ledger.year)), 0.0, held)
    return held
