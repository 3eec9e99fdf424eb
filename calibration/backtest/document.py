"""What the backtest found, written for people: docs/backtest.md and docs/backtest.en.md, from the kept results."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from calibration.backtest.outcomes import PlanOutcomes, list_outcomes, load_outcomes
from scenarios.messages import text
from scenarios.schema.indicators import load_indicators
from scenarios.schema.plan import Plan

FILE = Path(__file__).with_name("results.json")
DOCS = Path(__file__).resolve().parents[2] / "docs"
PLACES = {"zh": DOCS / "backtest.md", "en": DOCS / "backtest.en.md"}
OUTSIDE = 0.05
"""Share of the replicates beyond which a figure lies outside the 90% band."""
WORST_SKILL = -10.0
REFRESH = "python -m calibration.backtest --refresh"
WRITE = "python -m calibration.backtest --write"


def kept() -> dict[str, Any]:
    """Read the kept results of the plans of the package."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def document(results: Mapping[str, Any], language: str) -> str:
    """Write the page on the kept results of the plans of the package."""

    def say(key: str, **values: object) -> str:
        return text(f"backtest.page.{key}", language, **values)

    asked = {name: load_outcomes(name) for name in list_outcomes()}
    lines = [f"# {say('title')}", "", say("made", refresh=REFRESH, write=WRITE), ""]
    lines += [
        say(
            "run",
            version=results["results_version"],
            replicates=results["replicates"],
            seed=results["seed"],
            posterior=results["posterior"],
        ),
        "",
    ]
    lines += [say("how"), "", f"## {say('concluded')}", "", *conclusions(results, language), ""]
    lines += [f"## {say('on_record')}", "", *_table(say("record_head"), _record(results, language)), ""]
    lines += [f"## {say('figures')}", "", *_table(say("figures_head"), _figures(results, asked, language)), ""]
    lines += [f"## {say('pooled')}", "", *_pooled(results, language), ""]
    lines += [f"## {say('unknown')}", "", *_unknown(asked, language), ""]
    lines += [f"## {say('leaks')}", "", say("leaks_said"), "", *leak_lines(results, language), ""]
    lines += [f"## {say('fill')}", "", say("fill_said"), ""]
    return "\n".join(lines)


def conclusions(results: Mapping[str, Any], language: str) -> Iterator[str]:
    """Say what may be concluded: mostly that nothing may."""
    points = [point for plan in results["plans"] for point in plan["points"]]
    scored = [point for point in points if point["state"] == "scored"]
    decided = [point for point in scored if point["met"] is not None]
    early = sum(point["on_line"] is not None for point in scored)
    plans = {point["plan"] for point in scored}
    key = "none" if not scored else "values_only" if not decided else "both"
    yield text(
        f"backtest.page.said.{key}", language, scored=len(scored), plans=len(plans), decided=len(decided), early=early
    )
    for point in scored:
        if point["rank"] is not None and not OUTSIDE <= point["rank"] <= 1 - OUTSIDE:
            bands = point["quantiles"]
            yield "- " + text(
                "backtest.page.outside",
                language,
                plan=point["plan"],
                of=point["of"],
                year=point["year"],
                value=f"{point['value']:g} {point['unit']}",
                low=_number(bands["p05"]),
                high=_number(bands["p95"]),
            )
    for each in results["comparisons"]:
        yield "- " + text(
            f"backtest.said.{each['said']}",
            language,
            kind=text(f"backtest.kind.{each['kind']}", language),
            baseline=text(f"backtest.baseline.{each['baseline']}", language),
            points=each["points"],
            plans=each["plans"],
            p=_number(each["p_value"]),
        )


def _table(head: str, rows: Iterator[list[str]]) -> list[str]:
    names = head.split("|")
    return [
        "| " + " | ".join(names) + " |",
        "|" + "---|" * len(names),
        *("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows),
    ]


def _record(results: Mapping[str, Any], language: str) -> Iterator[list[str]]:
    for plan in results["plans"]:
        counts = plan["coverage"]
        scored = sum(point["state"] == "scored" for point in plan["points"])
        yield [
            plan["plan"],
            f"{plan['first_year']}–{plan['end']}",
            str(plan["known_in"]),
            *(str(counts[name]) for name in ("rows", "due", "due_known", "points")),
            str(scored),
        ]


def _figures(
    results: Mapping[str, Any], asked: Mapping[str, tuple[PlanOutcomes, Plan]], language: str
) -> Iterator[list[str]]:
    for plan in results["plans"]:
        found, whole = asked[plan["plan"]]
        for kept_point, point in zip(plan["points"], found.points, strict=True):
            bands = kept_point["quantiles"]
            said = " / ".join(_number(bands[name]) for name in ("p05", "p50", "p95")) if bands else "—"
            date = str(point.year) if point.month == 12 else f"{point.year}-{point.month:02d}"
            yield [
                plan["plan"],
                _label(point.target, point.indicator, whole, language),
                date,
                f"{'≥ ' if point.at_least else ''}{point.value:g} {point.unit}",
                said,
                "—" if kept_point["rank"] is None else f"{kept_point['rank']:.2f}",
                *(
                    _number(kept_point["scores"].get(name, {}).get("crps"))
                    for name in ("model", "straight_line", "reference_class")
                ),
                text(f"backtest.state.{kept_point['state']}", language),
                f"{text(f'backtest.word.{point.confidence}', language)}; {point.source}",
            ]


def _label(target: str | None, indicator: str | None, plan: Plan, language: str) -> str:
    if target is not None:
        return plan.target(target).label[language]
    return load_indicators().indicators[str(indicator)].label[language]


def _pooled(results: Mapping[str, Any], language: str) -> Iterator[str]:
    for band in results["bands"]:
        yield "- " + text(
            "backtest.page.band",
            language,
            share=f"{band['share']:.0%}",
            **{name: band[name] for name in ("inside", "points", "range_low", "range_high")},
        )
    if not results["comparisons"]:
        yield text("backtest.page.no_comparison", language)
        return
    head = text("backtest.page.pooled_head", language)
    rows = (
        [
            text(f"backtest.kind.{each['kind']}", language),
            text(f"backtest.baseline.{each['baseline']}", language),
            str(each["points"]),
            str(each["plans"]),
            *(_number(each[name]) for name in ("model", "other")),
            _skill(each["skill"]),
            _number(each["p_value"]),
        ]
        for each in results["comparisons"]
    )
    yield ""
    yield from _table(head, rows)
    if results["reliability"]:
        yield ""
        yield from _table(
            text("backtest.page.reliable_head", language),
            (
                [
                    f"{each['low']:.0%}–{each['high']:.0%}",
                    str(each["statements"]),
                    f"{each['expected']:.1f}",
                    str(each["met"]),
                    f"{each['range_low']}–{each['range_high']}",
                ]
                for each in results["reliability"]
            ),
        )


def _unknown(asked: Mapping[str, tuple[PlanOutcomes, Plan]], language: str) -> Iterator[str]:
    for name, (found, plan) in asked.items():
        for entry in found.unknown:
            due = [target for target in plan.targets if found.is_due(target, plan)]
            of_it = [target for target in due if found.why_unknown(target, plan) == entry]
            yield "- " + text(
                "backtest.page.unknown_entry",
                language,
                plan=name,
                count=len(of_it),
                reason=entry.reason[language],
                where=entry.where[language],
            )


def leak_lines(results: Mapping[str, Any], language: str) -> Iterator[str]:
    """Name the starting figures whose sources are later than the start, plan by plan."""
    for plan in results["plans"]:
        if plan["leaks"]:
            separator = text("run.list_separator", language)
            names = separator.join(text(f"figure.{leak['figure']}", language) for leak in plan["leaks"])
            yield "- " + text("backtest.page.leak", language, plan=plan["plan"], names=names)


def _skill(value: float | None) -> str:
    """Write a skill; against a baseline that was nearly certain and right it has no lower end worth a number."""
    return f"< {WORST_SKILL:.0f}" if value is not None and value < WORST_SKILL else _number(value)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3g}"
