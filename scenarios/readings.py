"""How each row of a plan is read: what is judged, compared with what, from when to when, and how that is said.

The readings are those of the design, unless the row itself says otherwise: a stock is the count at the end of its due
year; `=` means at least, `~` at least 95%, a range at least its lower end; a yearly figure is judged on its average, a
cumulative one counts from the plan's first year; a row that restates another is answered by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from scenarios.messages import text
from scenarios.schema.errors import InputError, suggestion
from scenarios.schema.indicators import Indicator, IndicatorTable, load_indicators
from scenarios.schema.plan import Choice, Plan, Reading, Target
from scenarios.verdicts.course import Comparison, Measure, Question
from scenarios.verdicts.settings import settings

EFFECTIVE: tuple[Choice, ...] = ("period", "change", "grade")
"""The choices of a row's readings that change what is judged; counting is one for all rows."""
GRADES = {"any": "champions_any_grade", "provincial": "provincial_champions", "national": "national_champions"}
"""The indicator of single champions by the grade that is read."""

RowStatus = Literal["simulated", "programme", "not_simulated", "baseline", "past"]
JudgedOperator = Literal[">=", ">", "<=", "~", "="]

OPERATORS: Mapping[str, JudgedOperator] = {">=": ">=", "=": ">=", "range": ">=", ">": ">", "<=": "<=", "~": "~"}
"""What a plan's operator is judged as; `~` stays, and means at least 95% of the value."""


@dataclass(frozen=True)
class Said:
    """A text to be said in the user's language: a key of the catalogue and its values, or its texts in zh and en."""

    key: str
    values: tuple[tuple[str, object], ...] = ()
    texts: tuple[str, ...] | None = None

    def in_language(self, language: str) -> str:
        """Say it."""
        if self.texts is not None:
            return self.texts[1] if language == "en" else self.texts[0]
        return text(self.key, language, **dict(self.values))


def said(key: str, **values: object) -> Said:
    """Make a text of the catalogue to be said later."""
    return Said(key, tuple(values.items()))


@dataclass(frozen=True)
class Row:
    """One row of a plan as it is read; `question` is None for rows that are not judged."""

    target: Target
    status: RowStatus
    due_year: int
    reading: tuple[Said, ...] = ()
    reason: Said | None = None
    question: Question | None = None

    @property
    def operator(self) -> JudgedOperator:
        """Give the operator that the row is judged by; a baseline figure is what it is."""
        if self.status == "baseline" and self.target.operator == "=":
            return "="
        return OPERATORS[self.target.operator]

    @property
    def restates(self) -> str | None:
        """Name the row that answers this one, where it says the same again."""
        return self.target.restates


@dataclass(frozen=True)
class Span:
    """The simulated years of a run, and the plan's first year."""

    plan_start: int
    first: int
    last: int

    @property
    def state_year(self) -> int:
        """Give the year at whose end the simulation starts."""
        return self.first - 1

    @property
    def as_planned(self) -> bool:
        """Tell whether the plan's first year is the first that is simulated."""
        return self.first == self.plan_start


def read_plan(
    plan: Plan,
    span: Span,
    counting: str = "nested",
    achieved: Mapping[str, float] | None = None,
    table: IndicatorTable | None = None,
) -> tuple[Row, ...]:
    """Read every row of a plan, in the plan's order.

    `achieved` says, by target id, how much of a yearly or cumulative target was reached before the simulated years.
    """
    indicators = table or load_indicators()
    return tuple(_read(target, plan, span, counting, achieved or {}, indicators) for target in plan.targets)


def _read(
    target: Target, plan: Plan, span: Span, counting: str, achieved: Mapping[str, float], table: IndicatorTable
) -> Row:
    due = target.due_year or plan.horizon.end
    status, reason = target.status, target.reason
    if status is None:
        status, reason = table.status_of(target)
    explained = Said("", texts=(reason.zh, reason.en)) if reason is not None else None
    if status not in ("baseline", "not_simulated") and due <= span.state_year:
        return Row(target, "past", due, reason=said("reading.past", due=due, year=span.state_year))
    if status != "simulated" or target.value is None:
        return Row(target, status, due, reason=explained)
    indicator = _graded(target, table)
    question = _question(target, due, span, counting, achieved, indicator)
    reading = tuple(_say(target, question, span, counting, achieved, indicator))
    pointer = said("reading.restates", target=target.restates) if target.restates else None
    return Row(target, "simulated", due, reading, pointer, question)


def reread(plan: Plan, choices: Mapping[str, str]) -> Plan:
    """Take other readings of a plan's rows: of each choice the stated word, wherever a row leaves it open.

    Raises InputError for a choice or word that no judged row of the plan leaves open.
    """
    targets = list(plan.targets)
    for wanted, word in choices.items():
        choice = next((known for known in EFFECTIVE if known == wanted), None)
        if choice is None or word not in _open_words(plan, choice):
            known = [f"{name}={option}" for name in EFFECTIVE for option in _open_words(plan, name)]
            near = suggestion(f"{wanted}={word}", known)
            raise InputError("reading_without_effect", choice=wanted, word=word, near=near)
        for place, target in enumerate(targets):
            found = target.readings.get(choice)
            if found is not None and word in found.alternatives:
                taken = Reading(taken=word, alternatives=(found.taken, *(o for o in found.alternatives if o != word)))
                targets[place] = target.model_copy(update={"readings": {**target.readings, choice: taken}})
    return plan.model_copy(update={"targets": tuple(targets)})


def _open_words(plan: Plan, choice: Choice) -> list[str]:
    """List the words between which some judged row of a plan leaves a choice open."""
    judged = (target for target in plan.targets if target.status == "simulated")
    found = (target.readings[choice] for target in judged if choice in target.readings)
    return sorted({word for reading in found for word in (reading.taken, *reading.alternatives)})


def _graded(target: Target, table: IndicatorTable) -> Indicator:
    """Find the indicator of a row, for single champions that of the grade that is read."""
    grade = target.readings.get("grade")
    return table.indicators[GRADES[grade.taken] if grade is not None else target.indicator]


def _measure(target: Target) -> Measure:
    period = target.readings.get("period")
    if target.kind == "flow_per_year":
        return "total" if period is not None and period.taken == "total" else "average"
    if target.kind == "cumulative":
        return "average" if period is not None and period.taken == "annual" else "total"
    return "level"


def _question(
    target: Target, due: int, span: Span, counting: str, achieved: Mapping[str, float], indicator: Indicator
) -> Question:
    assert target.value is not None and target.unit is not None and indicator.outcome is not None
    measure = _measure(target)
    outcome = indicator.outcome
    stock, additions = outcome.stock.format(counting=counting), outcome.additions.format(counting=counting)
    factor = indicator.accepted_units[target.unit]
    if factor is None:
        raise ValueError(f"{target.id}: no factor from {target.unit} to {indicator.unit}")
    first = target.from_year or span.plan_start
    if measure != "level" and first < span.first and target.id not in achieved and measure == "average":
        first = span.first
    return Question(
        target_id=target.id,
        measure=measure,
        series=(stock if measure == "level" else additions,),
        comparison=_comparison(target),
        threshold=_threshold(target),
        first_year=first,
        due_year=due,
        minus=(outcome.losses.format(counting=counting),) if _is_net(target, measure) else (),
        scale=1.0 if factor == 1 else 1.0 / factor,
        log_path=indicator.nature == "money",
        achieved=achieved.get(target.id, 0.0) if first < span.first else 0.0,
    )


def _is_net(target: Target, measure: Measure) -> bool:
    change = target.readings.get("change")
    return measure != "level" and change is not None and change.taken == "net"


def _comparison(target: Target) -> Comparison:
    operator = OPERATORS[target.operator]
    return operator if operator in (">", "<=") else ">="


def _threshold(target: Target) -> float:
    """Give what the judged quantity is compared with; multiplied before divided, so that whole numbers stay whole."""
    assert target.value is not None
    return target.value * settings().about_percent / 100 if target.operator == "~" else target.value


def _say(
    target: Target, question: Question, span: Span, counting: str, achieved: Mapping[str, float], indicator: Indicator
) -> Iterator[Said]:
    assert target.unit is not None
    years: dict[str, object] = {"first": question.first_year, "due": question.due_year}
    if question.measure == "level":
        yield said("reading.level", due=question.due_year)
    else:
        yield said(f"reading.{question.measure}", **years)
        yield said("reading.net" if question.minus else "reading.gross")
    threshold = number(question.threshold)
    yield said(f"reading.operator.{_OPERATOR_KEYS[target.operator]}", value=threshold, unit=target.unit)
    assert indicator.outcome is not None
    if "{counting}" in indicator.outcome.stock and question.measure == "level":
        yield said(f"reading.counting.{counting}")
    yield from _say_before(target, question, span, achieved)
    for name, choice in target.readings.items():
        if choice.note is not None:
            yield Said("", texts=tuple(choice.note[language].rstrip("。.；;") for language in ("zh", "en")))
        elif name in EFFECTIVE:
            yield said(f"reading.choice.{name}.{choice.taken}")


_OPERATOR_KEYS = {">=": "at_least", "=": "equals", ">": "more", "~": "about", "range": "range", "<=": "at_most"}


def _say_before(target: Target, question: Question, span: Span, achieved: Mapping[str, float]) -> Iterator[Said]:
    """Say what is taken for the years before the first simulated one."""
    wanted_from = target.from_year or span.plan_start
    if question.measure == "level" or wanted_from >= span.first:
        return
    before: dict[str, object] = {"first": wanted_from, "last": span.state_year}
    if target.id in achieved:
        yield said("reading.achieved", value=number(achieved[target.id]), unit=target.unit, **before)
    elif question.measure == "average":
        yield said("reading.achieved_unknown_average", **before)
    else:
        yield said("reading.achieved_unknown_total", **before)


def number(value: float) -> str:
    """Write a number without an empty fraction: 60, 28.5."""
    return str(int(value)) if value == int(value) else repr(value)
