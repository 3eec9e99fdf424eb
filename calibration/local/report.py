"""A local calibration told to people and to scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from calibration.definitions import definition
from calibration.local.sheet import Grade, SheetReading
from calibration.local.update import DRAWS, Fit, Learned, LocalCalibration
from scenarios.messages import text
from scenarios.messages.shares import open_percent

SHOWN = 12
"""Figures, inputs and targets that are listed without being asked for all."""
GRADES: tuple[Grade, ...] = ("error", "doubt", "note")
MOVED = 0.005
"""Change of a probability from which on it is listed."""


def label_of_input(name: str, language: str) -> str:
    """Say a parameter or a starting figure."""
    from scenarios.sensitivity.analysis import label

    return label(name, language)


def number(value: float) -> str:
    """Write a number with as many digits as tell something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def span(three: tuple[float, float, float]) -> str:
    """Write a range of 5%, 50% and 95%."""
    return f"{number(three[0])} – {number(three[1])} – {number(three[2])}"


def narrowing(each: Learned, language: str) -> str:
    """Say how much narrower an input is believed than before; one that became wider says so."""
    share = round(each.narrowed, 2)
    return (
        f"{share:.0%}" if share > 0.0 else text("calibrate.wider", language, share=f"{-share:.0%}") if share else "0%"
    )


def oddities(fit: Fit, language: str) -> str:
    """Say what is odd about a figure; nothing where nothing is."""
    if fit.odd:
        return text(f"calibrate.odd.{'alone' if fit.alone <= fit.given_others else 'others'}", language)
    return "" if fit.inside else text("calibrate.odd.outside", language)


def warning_lines(found: LocalCalibration, language: str) -> list[str]:
    """Say every warning, the gravest first."""
    values = {
        "share": f"{found.contradiction.joint:.1%}",
        "count": len(found.points),
        "outside": found.outside,
        "total": len(found.fits),
        "draws": f"{found.draws:,}",
        "usual": f"{DRAWS:,}",
    }
    counts = {"odd_points": len(found.contradiction.odd), "unused": len(found.unused)}
    return [
        text(f"calibrate.warning.{name}", language, **{**values, "count": counts.get(name, values["count"])})
        for name in found.warnings
    ]


def method_line(found: LocalCalibration, language: str) -> str:
    """Say how the figures were used, and how many draws the likelihood leaves."""
    none = text("calibrate.report.effective_none", language)
    effective = none if found.effective < 1.0 else f"{found.effective:,.0f}"
    return text(f"calibrate.report.method_{found.method}", language, effective=effective)


def report(
    found: LocalCalibration, reading: SheetReading, language: str, *, replicates: int, show_all: bool = False
) -> Iterator[str]:
    """Tell it to a person, line by line."""
    from scenarios.cli.tables import Column, grid, terminal_width
    from scenarios.posteriors import provenance

    def said(key: str, **values: object) -> str:
        return text(f"calibrate.report.{key}", language, **values)

    def columns(*names: str) -> list[Column]:
        left = ("quantity", "input", "target", "odd")
        return [Column(text(f"calibrate.column.{name}", language), right=name not in left) for name in names]

    years = [point.year for point in found.points]
    region = found.loaded.baseline.region[language]
    yield said(
        "title", name=found.loaded.name, region=region, points=len(found.points), first=min(years), last=max(years)
    )
    yield from reading_lines(reading, language, show_all=show_all)
    yield said(
        "from",
        base=provenance(found.loaded.posterior, language),
        draws=f"{found.draws:,}",
        seed=found.seed,
        version=found.posterior.results_version,
    )
    yield method_line(found, language)
    yield ""
    warned = warning_lines(found, language)
    if warned:
        yield said("warnings")
        yield from (f"  ! {line}" for line in warned)
    if "absurd" not in found.warnings and "contradiction" not in found.warnings:
        yield said("no_warning", share=f"{found.contradiction.joint:.0%}")
    yield ""
    yield said("figures")
    rows = [
        [
            definition(fit.point.series).label[language],
            str(fit.point.year),
            number(fit.point.value) + (fit.point.unit if fit.point.unit == "%" else ""),
            span(fit.expected),
            span(fit.believed),
            span(fit.reported),
            oddities(fit, language),
        ]
        for fit in found.fits
    ]
    yield grid(columns("quantity", "year", "reported", "expected", "believed", "again", "odd"), rows, terminal_width())
    yield ""
    yield said("learned") if found.learned else said("nothing")
    learned = found.learned if show_all else found.learned[:SHOWN]
    if learned:
        rows = [
            [label_of_input(each.name, language), span(each.before), span(each.after), narrowing(each, language)]
            for each in learned
        ]
        yield grid(columns("input", "before", "after", "narrowed"), rows, terminal_width())
        if len(found.learned) > len(learned):
            yield said("more", count=len(found.learned) - len(learned))
    if found.changes:
        yield ""
        yield said("verdicts", replicates=replicates)
        moved = sorted(found.changes, key=lambda each: -abs(each.known - each.before))
        shown = moved if show_all else [each for each in moved if abs(each.known - each.before) > MOVED][:SHOWN]
        rows = [
            [each.label[language], *(open_percent(share) for share in (each.before, each.known, each.again))]
            for each in shown
        ]
        if rows:
            yield grid(
                columns("target", "probability_before", "probability_known", "probability_again"),
                rows,
                terminal_width(),
            )
        if len(moved) > len(shown):
            yield said("more", count=len(moved) - len(shown))
        yield said("chance")


def reading_lines(reading: SheetReading, language: str, *, show_all: bool = False) -> Iterator[str]:
    """Say what was understood of the sheet, errors first."""
    counts = {grade + "s": reading.total(grade) for grade in GRADES}
    yield text("calibrate.report.read", language, points=len(reading.points), **counts)
    for grade in GRADES:
        some = [doubt for doubt in reading.doubts if doubt.grade == grade]
        kept = some if show_all else some[:SHOWN]
        yield from ("  " + doubt.line(language) for doubt in kept)
        if len(some) > len(kept):
            yield "  " + text("calibrate.report.more", language, count=len(some) - len(kept))


def as_json(found: LocalCalibration, reading: SheetReading, language: str, out: str | None = None) -> dict[str, Any]:
    """Give it as plain data (schema: `calibrate_result.schema.json`)."""
    return {
        "scenario": found.loaded.name,
        "scenario_hash": found.loaded.hash,
        "region": found.loaded.baseline.id,
        "results_version": found.posterior.results_version,
        "seed": found.seed,
        "draws": found.draws,
        "started_from": found.base,
        "run_id": found.posterior.run_id,
        "posterior_digest": found.posterior.digest,
        "out": out,
        "method": found.method,
        "effective": found.effective if found.effective == found.effective else None,
        "contradiction": {"joint": found.contradiction.joint, "found": found.contradiction.found},
        "warnings": [
            {"name": name, "message": line}
            for name, line in zip(found.warnings, warning_lines(found, language), strict=True)
        ],
        "figures": [_figure(fit) for fit in found.fits],
        "unused": [
            {"quantity": point.series, "year": point.year, "value": point.value, "unit": point.unit}
            for point in found.unused
        ],
        "doubts": [doubt.as_json(language) for doubt in reading.doubts],
        "learned": [_learned(each, language) for each in found.learned],
        "targets": [
            {
                "id": each.target_id,
                "label": each.label[language],
                "before": each.before,
                "known": each.known,
                "again": each.again,
                "standard_error_again": each.again_error,
            }
            for each in found.changes
        ],
    }


def _three(values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(("p05", "p50", "p95"), values, strict=True))


def _figure(fit: Fit) -> dict[str, Any]:
    return {
        "quantity": fit.point.series,
        "year": fit.point.year,
        "month": fit.point.month,
        "value": fit.point.value,
        "unit": fit.point.unit,
        "reporting": fit.point.reporting,
        "target": fit.point.target,
        "at_least": fit.point.at_least,
        "source": fit.point.source,
        "place": fit.place,
        "expected": _three(fit.expected),
        "believed": _three(fit.believed),
        "reported_again": _three(fit.reported),
        "alone": fit.alone,
        "given_others": fit.given_others,
        "odd": fit.odd,
        "inside": fit.inside,
    }


def _learned(each: Learned, language: str) -> dict[str, Any]:
    return {
        "input": each.name,
        "label": label_of_input(each.name, language),
        "before": _three(each.before),
        "after": _three(each.after),
        "shift": each.shift,
        "narrowed": each.narrowed,
        "information": each.information,
    }
