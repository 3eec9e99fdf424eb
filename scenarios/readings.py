"""How each row of a plan is read: what is judged, compared with what, from when to when, and how that is said.

The readings are those of the design, unless the row itself says otherwise: a stock is the count at the end of its due
year; `=` means at least, `~` at least 95%, a range at least its lower end; a yearly figure is judged on its average, a
cumulative one counts from the plan's first year; a row that restates another is answered by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scenarios.amounts import amount_of
from scenarios.messages import counted_unit, text
from scenarios.parts import Parts, parts_of
from scenarios.schema.errors import InputError, suggestion
from scenarios.schema.indicators import Growth, Indicator, IndicatorTable, load_indicators
from scenarios.schema.plan import Choice, Plan, Reading, Status, Target
from scenarios.verdicts.course import Comparison, Measure, Question
from scenarios.verdicts.settings import settings

EFFECTIVE: tuple[Choice, ...] = ("period", "change", "grade", "base", "combination", "stage", "prices")
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
        values = {name: counted_unit(str(value), language) if name == "unit" else value for name, value in self.values}
        return text(self.key, language, **values)


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
    reported: Question | None = None
    """The same question of the figure as it would be reported, where the model tells the two apart."""
    delivered: bool = False
    """A programme that delivers an amount, so that slippage can be followed."""
    whole: bool = True
    """The amount is counted in whole things, not in money or percent."""
    supposed: bool = False
    """The clause is an input that the scenario supposes to come."""

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
class Context:
    """What a plan is read with: parts of the world, counting, what was achieved before, stated levels, inputs supposed."""

    counting: str = "nested"
    achieved: Mapping[str, float] = field(default_factory=dict)
    parts: Parts = field(default_factory=Parts)
    stated: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Levels before the first year that the baseline states, in 万元, by table and part."""
    supposed: frozenset[str] = frozenset()


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
    *,
    context: Context | None = None,
) -> tuple[Row, ...]:
    """Read every row of a plan, in the plan's order.

    `achieved` says, by target id, how much of a yearly or cumulative target was reached before the simulated years;
    `context` says that and all else that reading needs, and takes the place of `counting` and `achieved`.
    """
    indicators = table or load_indicators()
    known = context or Context(counting, achieved or {}, parts_of(plan))
    return tuple(_read(target, plan, span, known, indicators) for target in plan.targets)


def _read(target: Target, plan: Plan, span: Span, context: Context, table: IndicatorTable) -> Row:
    due = target.due_year or plan.horizon.end
    status, reason = target.status, target.reason
    indicator = _graded(target, table)
    if status is None:
        status, key = status_of(target, context.parts, table)
        reason = table.reasons[key] if key is not None else None
    explained = Said("", texts=(reason.zh, reason.en)) if reason is not None else None
    if status not in ("baseline", "not_simulated") and due <= span.state_year:
        return Row(target, "past", due, reason=said("reading.past", due=due, year=span.state_year))
    if status != "simulated" or target.value is None:
        delivers = status == "programme" and indicator.reason == "delivery"
        whole = indicator.nature not in ("money", "share", "land") and target.unit != "%"
        return Row(target, status, due, reason=explained, delivered=delivers, whole=whole)
    question = _question(target, due, span, context, indicator)
    if question is None:
        return Row(target, "not_simulated", due, reason=_reason(table, "first_year"))
    reading = tuple(_say(target, question, span, context, indicator))
    supposed = target.id in context.supposed
    pointer = said("reading.restates", target=target.restates) if target.restates else None
    if supposed:
        pointer = said("reading.supposed")
    reported = _question(target, due, span, context, indicator, reported=True)
    return Row(target, "simulated", due, reading, pointer, question, reported, supposed=supposed)


def _reason(table: IndicatorTable, key: str) -> Said:
    found = table.reasons[key]
    return Said("", texts=(found.zh, found.en))


def status_of(target: Target, parts: Parts, table: IndicatorTable) -> tuple[Status, str | None]:
    """Say how a target is answered, from indicator, kind, value, scope and size floor, and why where it is not."""
    status, key = table.status_without_parts(target)
    if status != "simulated":
        return status, key
    found = amount_of(target, _graded(target, table), parts)
    return ("not_simulated", found) if isinstance(found, str) else ("simulated", None)


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
    champion = target.indicator in GRADES.values()
    return table.indicators[GRADES[grade.taken] if champion and grade is not None else target.indicator]


def _measure(target: Target) -> Measure:
    period, base = target.readings.get("period"), target.readings.get("base")
    if target.kind in ("flow_per_year", "input_per_year"):
        return "total" if period is not None and period.taken == "total" else "average"
    if target.kind in ("cumulative", "input_total"):
        if target.kind == "cumulative" and base is not None and base.taken == "level":
            return "level"
        return "average" if period is not None and period.taken == "annual" else "total"
    return "average" if target.kind == "growth_rate" else "level"


def _question(
    target: Target, due: int, span: Span, context: Context, indicator: Indicator, *, reported: bool = False
) -> Question | None:
    """Make the question that a row asks; None where it has none: growth of a flow with no year before, no reported figure."""
    assert target.value is not None
    amount = amount_of(target, indicator, context.parts, context.counting, reported=reported)
    if isinstance(amount, str):
        return None
    measure = _measure(target)
    first = target.from_year or span.plan_start
    if measure != "level" and first < span.first and target.id not in context.achieved and measure == "average":
        first = span.first
    start = None
    if indicator.growth is not None and indicator.growth.flow:
        start = _stated(target, indicator.growth, context)
        if start is None:
            first = max(first, span.first + 1)
        if first > due:
            return None
    return Question(
        target_id=target.id,
        measure=measure,
        comparison=_comparison(target),
        threshold=_threshold(target),
        first_year=first,
        due_year=due,
        achieved=context.achieved.get(target.id, 0.0) if first < span.first else 0.0,
        start_level=start,
        **amount,
    )


def _stated(target: Target, growth: Growth, context: Context) -> float | None:
    """Give the level before the first year that the baseline states for the parts of a clause, in the engine's unit."""
    table = context.stated.get(growth.start or "", {})
    found = [table.get(name) for name in target.scope.names]
    known = [level for level in found if level is not None]
    return sum(known) if known and len(known) == len(found) else None


def _comparison(target: Target) -> Comparison:
    operator = OPERATORS[target.operator]
    return operator if operator in (">", "<=") else ">="


def _threshold(target: Target) -> float:
    """Give what the judged quantity is compared with; multiplied before divided, so that whole numbers stay whole."""
    assert target.value is not None
    return target.value * settings().about_percent / 100 if target.operator == "~" else target.value


def _say(target: Target, question: Question, span: Span, context: Context, indicator: Indicator) -> Iterator[Said]:
    assert target.unit is not None
    years: dict[str, object] = {"first": question.first_year, "due": question.due_year}
    if question.growth != "none":
        yield said("reading.growth", **years)
    elif question.pooled:
        yield said("reading.pooled", first=span.first, due=question.due_year)
    elif question.measure == "level":
        yield said("reading.since_start" if question.since_start else "reading.level", due=question.due_year)
    else:
        yield said(f"reading.{question.measure}", **years)
        if question.change:
            yield said("reading.rise")
        elif indicator.outcome is not None:
            yield said("reading.net" if question.minus else "reading.gross")
    threshold = number(question.threshold)
    yield said(f"reading.operator.{_OPERATOR_KEYS[target.operator]}", value=threshold, unit=target.unit)
    outcome = indicator.outcome
    if outcome is not None and "{counting}" in outcome.stock and question.measure == "level":
        yield said(f"reading.counting.{context.counting}")
    if question.taken in ("least", "greatest", "count"):
        yield said(f"reading.taken.{question.taken}", parts=len(question.members))
    if question.start_level is not None:
        yield said("reading.start_level", value=number(round(question.start_level / 10_000, 2)), year=span.state_year)
    yield from _say_before(target, question, span, context.achieved)
    for name, choice in target.readings.items():
        if choice.note is not None:
            yield Said("", texts=tuple(choice.note[language].rstrip("。.；;") for language in ("zh", "en")))
        elif name in EFFECTIVE:
            yield said(f"reading.choice.{name}.{choice.taken}")
    for note in (indicator.note, indicator.sized_note if target.threshold is not None else None):
        if note is not None:
            yield Said("", texts=tuple(note[language].rstrip("。.；;") for language in ("zh", "en")))


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
