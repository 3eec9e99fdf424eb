"""What stands under every exported picture and table: what was asked, when, how often, and what is only assumed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from charts.parts import wrapped
from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.result import RunResult
from scenarios.tables.names import run_names

MANY = 60
"""Lines at most of a caption; nothing that people assumed is left out silently."""


@dataclass(frozen=True)
class Caption:
    """The lines under a picture, the first with the mark 测算; `line` joins them where there is one line only."""

    lines: tuple[str, ...]
    language: str

    def line(self) -> str:
        """Give all of it as one line."""
        return " ".join(self.lines)

    def wrapped(self, width: int) -> list[str]:
        """Break the lines to `width` half-widths."""
        return [part for line in self.lines for part in wrapped(line, width, MANY).split("\n")]


def caption_of(result: RunResult, language: str, date: datetime.date, others: tuple[RunResult, ...] = ()) -> Caption:
    """Say plan, scenario, date, replicates, the mark 测算 and the assumed inputs of a run, and of those beside it.

    The date is the caller's: nothing here looks at a clock.
    """
    lines = []
    for each in (result, *others):
        lines.append(_asked(each, language, date))
        lines += [
            line for line in (_validation(each, language), _start(each, language), _changed(each, language)) if line
        ]
    lines.append(_stamped((result, *others), language))
    return Caption(tuple(dict.fromkeys(lines)), language)


def said_date(date: datetime.date, language: str) -> str:
    """Write a date as people do: 2026年11月22日, 22 November 2026."""
    month = text(f"caption.month.{date.month}", language)
    return text("caption.date", language, year=date.year, month=month, day=date.day)


def _asked(result: RunResult, language: str, date: datetime.date) -> str:
    loaded = result.scenario
    return text(
        "caption.asked",
        language,
        plan=_plan(loaded, language),
        scenario=run_names(result)[f"scenario_{language}"],
        date=said_date(date, language),
        replicates=result.replicates,
        validation=result.standing.words(language),
        partial=text("caption.partial", language) if result.partial else "",
    )


def _plan(loaded: LoadedScenario, language: str) -> str:
    """Name region and document; most documents name their region themselves."""
    region, title = loaded.plan.region.name[language], loaded.plan.document.title[language]
    return title if region in title else text("caption.plan", language, region=region, title=title)


def _validation(result: RunResult, language: str) -> str:
    """Say how many targets have which validation status, where they differ."""
    standing = result.standing
    return text("caption.validation", language, counts=standing.counts(language)) if len(standing.kinds) > 1 else ""


def _start(result: RunResult, language: str) -> str:
    """Name the starting figures that are assumed."""
    figures = result.scenario.baseline.figures
    names = [text(f"figure.{name}", language) for name, figure in figures.items() if figure.kind == "assumed"]
    if not names:
        return ""
    return text("caption.assumed", language, names=text("run.list_separator", language).join(names))


def _changed(result: RunResult, language: str) -> str:
    """Name the levers and assumptions that the scenario sets."""
    scenario = result.scenario.scenario
    said = [
        text(
            "caption.lever",
            language,
            name=_lever(name, language),
            start=lever.start,
            end=lever.end,
            intensity=_number(lever.intensity),
        )
        for name, lever in scenario.levers.items()
        if lever.intensity != 0
    ]
    for name, assumption in scenario.assumptions.items():
        if assumption.value is not None:
            value = _number(assumption.value)
            said.append(text("caption.assumption", language, name=_parameter(name, language), value=value))
        else:
            said.append(text("caption.assumption_spread", language, name=_parameter(name, language)))
    said += [
        text("caption.rule", language, name=name, value=_number(value))
        for name, value in scenario.rulebook_changes.items()
    ]
    return text("caption.changed", language, names=text("run.list_separator", language).join(said)) if said else ""


def _stamped(results: tuple[RunResult, ...], language: str) -> str:
    return text(
        "caption.stamp",
        language,
        version=results[0].results_version,
        hashes=text("run.list_separator", language).join(result.scenario.hash[:12] for result in results),
        seed=results[0].seed,
    )


def _lever(name: str, language: str) -> str:
    from model.levers import load_levers

    lever = load_levers().get(name)
    if lever is None:
        return name
    return lever.label.en if language == "en" else lever.label.zh


def _parameter(name: str, language: str) -> str:
    from model.parameters import load_parameters

    table = load_parameters()
    try:
        entry = table[name]
    except KeyError:
        return name
    return entry.label_en if language == "en" else entry.label_zh


def _number(value: float) -> str:
    return f"{value:g}"
