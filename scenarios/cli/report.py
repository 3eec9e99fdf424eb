"""A result as text for people: what was asked and assumed, the table of targets, the plan as a whole, every reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scenarios.cli.money_report import delivery_lines, investment_line, money_lines, reported_lines
from scenarios.cli.tables import Column, grid
from scenarios.cli.wording import amount, chance
from scenarios.messages import text
from scenarios.posteriors import provenance
from scenarios.readings import RowStatus, number
from scenarios.result import Answer, RunResult
from scenarios.verdicts import Proportion, word
from scenarios.verdicts.course import Question
from scenarios.verdicts.settings import settings
from scenarios.verdicts.spread import FIGURE_PREFIX

STATUSES: tuple[RowStatus, ...] = ("simulated", "programme", "not_simulated", "baseline", "past")
WIDE = 100
"""Columns from which on the ids of targets are kept in one piece."""
SIGNS = {">=": "≥", ">": ">", "<=": "≤", "~": "≈"}


def report(result: RunResult, language: str, width: int) -> str:
    """Write a result for people, `width` columns wide."""
    parts = [
        "\n".join(_heading(result, language)),
        "\n".join(_assumed(result, language)),
        "\n".join(_counts(result, language)),
        "\n".join(_to_find_first(result, language)),
        table(result, language, width),
        "\n".join(_start_doubts(result, language)),
        "\n".join(_whole(result, language)),
        "\n".join(money_lines(result, language)),
        "\n".join(reported_lines(result, language)),
        "\n".join(delivery_lines(result, language)),
        "\n".join(_readings(result, language)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(result: RunResult, language: str, width: int) -> str:
    """Draw the table of the judged targets; those that restate another are said once."""
    longest_id = max((len(answer.target_id) for answer in _judged(result)), default=0)
    columns = [
        Column(text("run.column.target", language), least=longest_id if width >= WIDE else 0),
        Column(text("run.column.due", language)),
        Column(text("run.column.wanted", language), right=True),
        Column(text("run.column.quantiles", language), right=True),
        Column(text("run.column.chance", language), right=True),
        Column(text("run.column.verdict", language)),
        Column(text("run.column.behind", language)),
        Column(text("run.column.assumed", language), right=True),
        Column(text("run.column.validation", language)),
    ]
    rows = [
        [
            *cells(answer, language),
            _assumed_share(result, answer, language),
            result.standing.statuses[answer.target_id].mark(language),
        ]
        for answer in _judged(result)
    ]
    if not rows:
        return text("run.nothing_judged", language)
    return "\n".join([grid(columns, rows, width), *_marks(result, language)])


def _marks(result: RunResult, language: str) -> list[str]:
    """Explain the marks of validation below the table, and say of changed levers that nothing tests their effect."""
    lines = [text("run.column.validation", language), *result.standing.legend(language)]
    if any(lever.intensity for lever in result.scenario.scenario.levers.values()):
        lines.append(text("validation.levers", language))
    return ["", "\n  ".join(lines)]


def cells(answer: Answer, language: str) -> list[str]:
    """Write one judged target: target, due year, what is wanted, 5/50/95%, probability, words, first year behind."""
    target, verdict = answer.row.target, answer.verdict
    assert verdict is not None
    assert target.value is not None
    each_year = text("run.each_year", language) if _each_year(verdict.question) else ""
    wanted = f"{SIGNS[answer.row.operator]} {number(target.value)} {target.unit}{each_year}"
    nothing = text("run.nothing", language)
    found = verdict.quantiles
    return [
        f"{target.label[language]}\n{target.id}",
        str(answer.row.due_year),
        wanted,
        " / ".join(amount(found[name]) for name in ("p05", "p50", "p95")) if found else nothing,
        chance(verdict.proportion, language) if verdict.proportion else nothing,
        word(verdict.likelihood, language),
        _behind(answer, language),
    ]


def _each_year(question: Question) -> bool:
    """Tell whether the unit lacks the words "a year" that the figure means."""
    return question.measure == "average" and question.growth == "none"


def _assumed_share(result: RunResult, answer: Answer, language: str) -> str:
    share = result.assumed_share(answer.verdict) if answer.verdict else None
    return f"{share:.0%}" if share is not None else text("run.nothing", language)


def _to_find_first(result: RunResult, language: str) -> Iterator[str]:
    """Name the starting figures to find out first: where assumed ones make up most of a target's spread."""
    figures: dict[str, list[str]] = {}
    for answer in _judged(result):
        verdict = answer.verdict
        share = result.assumed_share(verdict) if verdict else None
        if verdict is None or verdict.spread is None or share is None or share <= settings().spread_leads:
            continue
        first = verdict.spread.first_of(result.assumed_inputs)
        if first is not None:
            figures.setdefault(first, []).append(answer.target_id)
    for name, targets in sorted(figures.items(), key=lambda item: (-len(item[1]), item[0])):
        listed = text("run.list_separator", language).join(targets)
        figure = _figure(name.removeprefix(FIGURE_PREFIX), language)
        yield text("run.find_first", language, figure=figure, targets=listed)


def _start_doubts(result: RunResult, language: str) -> Iterator[str]:
    """Name the targets whose simulated start does not fit the plan, and say why."""
    said = [(answer.target_id, result.start_doubt(answer, language)) for answer in _judged(result)]
    lines = [text("run.reading", language, id=name, reading=doubt) for name, doubt in said if doubt is not None]
    if lines:
        yield text("run.start_doubts", language)
        yield from lines


def _figure(name: str, language: str) -> str:
    """Say what a starting figure is: one of the region, or the output of a part."""
    if name.startswith("output:"):
        return text("run.figure_of_part", language, part=name.split(":", 2)[2])
    return text(f"figure.{name}", language)


def _behind(answer: Answer, language: str) -> str:
    assert answer.verdict is not None
    if answer.verdict.likelihood.withheld:
        return text("run.nothing", language)
    year = answer.verdict.first_behind
    return str(year) if year is not None else text("run.never_behind", language)


def _judged(result: RunResult) -> Iterator[Answer]:
    ids = {answer.target_id for answer in result.answers if answer.verdict is not None}
    return (answer for answer in result.answers if answer.verdict is not None and answer.row.restates not in ids)


def _heading(result: RunResult, language: str) -> Iterator[str]:
    loaded = result.scenario
    plan = loaded.plan
    yield text("run.plan", language, region=plan.region.name[language], title=plan.document.title[language], id=plan.id)
    if loaded.scenario.title[language] != loaded.scenario.plan:
        yield text("run.scenario", language, title=loaded.scenario.title[language])
    yield loaded.mode_said.in_language(language)
    yield text(
        "run.rules",
        language,
        rulebook=text(f"run.rulebook.{loaded.scenario.rulebook}", language),
        counting=text(f"reading.counting.{loaded.scenario.counting}", language),
    )
    yield investment_line(loaded, language)
    yield text("posterior.said", language, said=provenance(loaded.posterior, language))
    yield result.standing.line(language)
    yield text(
        "run.replicates",
        language,
        replicates=result.replicates,
        failed=result.samples.failed,
        seed=result.seed,
        version=result.results_version,
        hash=loaded.hash[:12],
    )
    if result.partial:
        yield text("run.partial", language, replicates=result.replicates)


def _assumed(result: RunResult, language: str) -> Iterator[str]:
    baseline, span = result.scenario.baseline, result.scenario.span
    separator = text("run.list_separator", language)
    figures = baseline.figures
    assumed = [name for name, figure in figures.items() if figure.kind == "assumed"]
    priors = [name for name, figure in figures.items() if figure.taken_from]
    names = separator.join(text(f"figure.{name}", language) for name in assumed)
    yield text("run.start", language, known=len(figures) - len(assumed), assumed=len(assumed), all=len(figures))
    if assumed:
        yield text("run.start_assumed", language, names=names)
    if priors:
        origins = separator.join(sorted({str(figures[name].taken_from) for name in priors}))
        listed = separator.join(text(f"figure.{name}", language) for name in priors)
        yield text("run.start_prior", language, names=listed, origins=origins)
    if baseline.year != span.state_year:
        yield text("run.start_year", language, year=baseline.year, state=span.state_year)


def _counts(result: RunResult, language: str) -> Iterator[str]:
    by_status = Counter(answer.row.status for answer in result.answers)
    separator = text("run.list_separator", language)
    counted = [
        text("run.status_count", language, status=text(f"status.{status}", language), count=by_status[status])
        for status in STATUSES
        if by_status[status]
    ]
    yield text("run.rows", language, rows=len(result.answers), counts=separator.join(counted))
    for status in STATUSES[1:]:
        answers = [answer for answer in result.answers if answer.row.status == status]
        reasons = Counter(result.reason(answer, language) or "" for answer in answers)
        for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
            if reason:
                yield text(
                    "run.reason", language, status=text(f"status.{status}", language), reason=reason, count=count
                )


def _whole(result: RunResult, language: str) -> Iterator[str]:
    whole = result.joint
    if whole.likelihood is None:
        return
    said: Proportion | None = whole.proportion
    yield text(
        "run.joint",
        language,
        count=len(whole.target_ids),
        chance=chance(said, language) if said else text("run.nothing", language),
        verdict=word(whole.likelihood, language),
    )
    least = result.standing.least(whole.target_ids)
    if least is not None:
        yield text("validation.joint", language, words=least.words(language))
    yield text("run.joint_ids", language, ids=text("run.list_separator", language).join(whole.target_ids))
    undecided = result.undecided
    if undecided:
        yield text("run.undecided", language, count=len(undecided), share=f"{result.undecided_share:.0%}")


def _readings(result: RunResult, language: str) -> Iterator[str]:
    yield text("run.readings", language)
    for answer in result.answers:
        if answer.verdict is not None:
            restated = answer.verdict.question.target_id != answer.target_id
            said = answer.row.reason.in_language(language) if restated and answer.row.reason else None
            yield text(
                "run.reading", language, id=answer.target_id, reading=said or result.reading(answer, language) or ""
            )
