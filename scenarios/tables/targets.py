"""The judged targets of a run as tables: their course by year, what is wanted when, and how likely each is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenarios.result import Answer, RunResult
from scenarios.tables.names import NAME_COLUMNS, run_names
from scenarios.tables.series import LABEL_COLUMNS, quantile_rows
from scenarios.tables.table import Table, Value
from scenarios.verdicts import Question, word
from scenarios.verdicts.course import course, yearly
from scenarios.verdicts.quantiles import Numbers

TARGET_QUANTILE_COLUMNS = (*NAME_COLUMNS, "target", "measure", "quantile", "year", *LABEL_COLUMNS, "unit", "value")
MARK_COLUMNS = (
    *NAME_COLUMNS,
    "target",
    "of",
    "mark",
    *LABEL_COLUMNS,
    "first_year",
    "year",
    "operator",
    "value",
    "unit",
)
SCORECARD_COLUMNS = (
    *NAME_COLUMNS,
    *("target", *LABEL_COLUMNS, "due_year", "operator", "wanted", "unit", "measure"),
    *("probability", "low", "high", "successes", "replicates"),
    *("verdict", "class_low", "class_high", "verdict_zh", "verdict_en"),
    *("p05", "p50", "p95", "reached_50", "reached_80", "reached_90", "first_behind", "assumed_share"),
    *("validation", "validation_level", "validation_zh", "validation_en"),
)


def judged(result: RunResult, targets: Sequence[str] | None = None) -> list[Answer]:
    """Give the judged rows of the plan in its order, each promise once; only those named, where some are named.

    Raises KeyError for a target that is not judged in this run.
    """
    answers = {answer.target_id: answer for answer in result.answers if answer.verdict is not None}
    if targets is None:
        return [answer for answer in answers.values() if answer.row.restates not in answers]
    return [answers[name] for name in targets]


def main_targets(result: RunResult) -> list[str]:
    """Name the judged targets that have a course of their own: milestones are shown on that of their target."""
    ids = {answer.target_id for answer in judged(result)}
    return [
        answer.target_id
        for answer in judged(result)
        if answer.row.target.milestone_of is None or _main(answer, result) not in ids
    ]


def target_quantiles(result: RunResult, targets: Sequence[str] | None = None) -> Table:
    """Quantiles by year of the quantity that each target is judged by, in the target's own unit.

    Column `measure` says which: "level" is the count at the end of the year, "average" what each single year adds,
    "total" what has been added since the first year. Without `targets`, every target that is not a milestone of another.
    """
    names = list(targets) if targets is not None else main_targets(result)
    rows = (row for answer in judged(result, names) for row in _course_rows(result, answer))
    return Table.of_rows("target_quantiles", TARGET_QUANTILE_COLUMNS, rows, {"targets": names})


def target_marks(result: RunResult, targets: Sequence[str] | None = None) -> Table:
    """What is wanted when: one row for each target and for each of its milestones.

    Column `of` is the target on whose course the mark is drawn, `mark` says "target" or "milestone"; `first_year` is that
    of a yearly amount, which is wanted in every year up to `year`.
    """
    names = list(targets) if targets is not None else main_targets(result)
    rows = (row for name in names for row in _mark_rows(result, name))
    return Table.of_rows("target_marks", MARK_COLUMNS, rows, {"targets": names})


def scorecard(result: RunResult, targets: Sequence[str] | None = None) -> Table:
    """Every judged target with its probability, Jeffreys interval and verdict; numbers are None where it is withheld."""
    rows = (score_row(result, answer) for answer in judged(result, targets))
    asked = None if targets is None else list(targets)
    return Table.of_rows("scorecard", SCORECARD_COLUMNS, rows, {"targets": asked})


def _course_rows(result: RunResult, answer: Answer) -> Iterator[dict[str, Value]]:
    assert answer.verdict is not None
    question, target = answer.verdict.question, answer.row.target
    labels: dict[str, Value] = {"label_zh": target.label.zh, "label_en": target.label.en}
    years, values = _followed(question, result)
    for row in quantile_rows(values, years, target.unit or ""):
        yield {**run_names(result), "target": answer.target_id, "measure": question.measure, **labels, **row}


def _followed(question: Question, result: RunResult) -> tuple[Sequence[int], Numbers]:
    """Give the years and the quantity; a level and what a year adds are known beyond the due year too."""
    samples = result.samples_with_inputs
    if question.measure == "level":
        return samples.years, question.shown(yearly(question, samples))
    if question.measure == "average":
        return samples.years[1:], question.shown(yearly(question, samples)[:, 1:])
    found = course(question, samples)
    return found.years, found.values


def _main(answer: Answer, result: RunResult) -> str | None:
    """Name the judged target that a milestone belongs to: the one that its own target restates, where it restates one."""
    rows = {row.target.id: row for row in result.scenario.rows}
    of = answer.row.target.milestone_of
    if of is None or of not in rows:
        return of
    restated = rows[of].restates
    return restated if restated in rows and rows[of].question is not None else of


def _mark_rows(result: RunResult, name: str) -> Iterator[dict[str, Value]]:
    for answer in result.answers:
        target = answer.row.target
        milestone = answer.target_id != name and target.milestone_of is not None and _main(answer, result) == name
        if answer.target_id != name and not milestone:
            continue
        if target.value is None or answer.row.status not in ("simulated", "past"):
            continue
        question = answer.row.question
        yield {
            **run_names(result),
            "target": answer.target_id,
            "of": name,
            "mark": "milestone" if milestone else "target",
            "label_zh": target.label.zh,
            "label_en": target.label.en,
            "first_year": question.first_year if question and question.measure == "average" else None,
            "year": answer.row.due_year,
            "operator": answer.row.operator,
            "value": target.value,
            "unit": target.unit,
        }


def score_row(result: RunResult, answer: Answer) -> dict[str, Value]:
    """Give the row of the scorecard for one judged target."""
    verdict, target = answer.verdict, answer.row.target
    assert verdict is not None
    found, likelihood = verdict.proportion, verdict.likelihood
    standing = result.standing.statuses[answer.target_id]
    low, high = found.interval if found else (None, None)
    quantiles, reached = verdict.quantiles or {}, verdict.reached
    return {
        **run_names(result),
        "target": answer.target_id,
        "label_zh": target.label.zh,
        "label_en": target.label.en,
        "due_year": answer.row.due_year,
        "operator": answer.row.operator,
        "wanted": target.value,
        "unit": target.unit,
        "measure": verdict.question.measure,
        "probability": found.probability if found else None,
        "low": low,
        "high": high,
        "successes": found.successes if found else None,
        "replicates": found.total if found else None,
        "verdict": likelihood.code,
        "class_low": likelihood.low or None,
        "class_high": likelihood.high or None,
        "verdict_zh": word(likelihood, "zh"),
        "verdict_en": word(likelihood, "en"),
        **{name: quantiles.get(name) for name in ("p05", "p50", "p95")},
        **{f"reached_{round(level * 100)}": reached.get(level) for level in (0.5, 0.8, 0.9)},
        "first_behind": verdict.first_behind,
        "assumed_share": result.assumed_share(verdict),
        "validation": standing.code,
        "validation_level": standing.level,
        "validation_zh": standing.words("zh"),
        "validation_en": standing.words("en"),
    }
