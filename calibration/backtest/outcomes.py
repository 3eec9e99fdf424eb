"""What became of a plan's targets, as planners find it: one file a plan, every due target either known or unknown with why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.schema.common import Identifier, Model, Number, StrictBool, Text, Words, Year, mistake
from scenarios.schema.errors import InputError, Place, suggestion
from scenarios.schema.indicators import load_indicators
from scenarios.schema.load import load_plan
from scenarios.schema.plan import Plan, Target
from scenarios.schema.problems import build
from scenarios.schema.reading import Document, read_yaml

FOLDER = Path(__file__).with_name("outcomes")
Confidence = Literal["high", "medium", "low"]
Reporting = Literal["published", "self_reported", "remembered"]
Covers = Literal["year", "since_start"]
IndicatorKind = Literal["stock", "growth_rate", "share", "flow_per_year"]


class OutcomePoint(Model):
    """One figure that came: of a target of the plan, or of an indicator that the plan has no target on.

    `value` is in the target's unit. `covers` says of a yearly or cumulative target whether it is that of the year alone or of
    all years since the plan began. `month` is the last month that it covers. `at_least` marks 超过, 突破: what came is at least
    this. A figure that is not `comparable` (another definition) is kept and shown, and never scored.
    """

    target: Identifier | None = None
    indicator: Identifier | None = None
    kind: IndicatorKind | None = None
    year: Year
    month: Annotated[int, Field(strict=True, ge=1, le=12)] = 12
    value: Number
    at_least: StrictBool = False
    unit: Words
    covers: Covers | None = None
    definition: Words
    source: Words
    date: Words | None = None
    confidence: Confidence
    reporting: Reporting
    comparable: StrictBool = True
    note: Text | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.target is None) == (self.indicator is None):
            raise mistake("outcome_target_or_indicator", "target")
        if (self.indicator is None) != (self.kind is None):
            raise mistake("outcome_kind", "kind")
        return self

    @property
    def of(self) -> str:
        """Name what the figure is of."""
        return self.target or f"indicator_{self.indicator}"


class UnknownOutcome(Model):
    """Targets of which nothing was found: why, and where one might find it. `rest` stands for all that are not named."""

    targets: tuple[Identifier, ...] = ()
    rest: StrictBool = False
    reason: Text
    where: Text

    @model_validator(mode="after")
    def _named(self) -> Self:
        if bool(self.targets) == self.rest:
            raise mistake("outcome_unknown_of_nothing", "targets")
        return self


class PlanOutcomes(Model):
    """What became of one plan, as known at the end of `known_to`."""

    plan: Words
    known_to: Year
    """The last year of which outcomes are asked: what was due later is not due."""
    points: tuple[OutcomePoint, ...] = ()
    unknown: tuple[UnknownOutcome, ...] = ()
    note: Text | None = None

    def is_due(self, target: Target, plan: Plan) -> bool:
        """Tell whether a target should have come by now; what only describes the present never is."""
        return target.kind != "baseline" and (target.due_year or plan.horizon.end) <= self.known_to

    def is_known(self, target: Target, plan: Plan) -> bool:
        """Tell whether it is on record what a target came to: a comparable figure of its due year."""
        due = target.due_year or plan.horizon.end
        return any(point.target == target.id and point.year == due and point.comparable for point in self.points)

    def why_unknown(self, target: Target, plan: Plan) -> UnknownOutcome | None:
        """Find why it is not on record what a target came to; None where it is, and where nobody said."""
        if self.is_known(target, plan):
            return None
        named = next((entry for entry in self.unknown if target.id in entry.targets), None)
        return named or next((entry for entry in self.unknown if entry.rest), None)


def load_outcomes(name: str | Path) -> tuple[PlanOutcomes, Plan]:
    """Read the outcomes of a plan by its id, or a file of one's own, and the plan; raises InputError naming every mistake.

    The plan of a file of one's own may be a file beside it.
    """
    known = list_outcomes()
    path = FOLDER / f"{name}.yaml" if str(name) in known else Path(name)
    if str(name) not in known and not path.suffix and not path.exists():
        raise InputError("outcome_unknown_plan", name=str(name), near=suggestion(str(name), known))
    document = read_yaml(path)
    found = build(PlanOutcomes, document)
    beside = path.parent / found.plan
    plan = load_plan(beside if beside.is_file() else found.plan)
    return checked(found, plan, document), plan


def list_outcomes() -> list[str]:
    """List the plans of the package that have a file of outcomes."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def checked(found: PlanOutcomes, plan: Plan, document: Document) -> PlanOutcomes:
    """Refuse what does not fit the plan: unknown targets, other units, years outside, gaps; raises InputError naming all."""
    problems = [*_points(found, plan, document), *_unknown(found, plan, document), *_gaps(found, plan, document)]
    if problems:
        first, *others = problems
        raise first.followed_by(others)
    return found


def _points(found: PlanOutcomes, plan: Plan, document: Document) -> Iterable[InputError]:
    targets = {target.id: target for target in plan.targets}
    seen: set[tuple[str, int, int, str | None]] = set()
    for number, point in enumerate(found.points):
        path = ("points", number)
        key = (point.of, point.year, point.month, point.covers)
        if key in seen:
            yield InputError("outcome_twice", document.place(path), name=point.of, year=point.year)
        seen.add(key)
        if not plan.planning_period_start <= point.year <= found.known_to:
            yield InputError(
                "outcome_year",
                document.place((*path, "year")),
                year=point.year,
                first=plan.planning_period_start,
                last=found.known_to,
            )
        if point.target is None:
            yield from _indicator(point, document, path)
        elif point.target not in targets:
            near = suggestion(point.target, targets)
            yield InputError("outcome_no_target", document.place((*path, "target")), name=point.target, near=near)
        else:
            yield from _against(point, targets[point.target], document, path)


def _indicator(point: OutcomePoint, document: Document, path: tuple[str | int, ...]) -> Iterable[InputError]:
    known = load_indicators().indicators
    assert point.indicator is not None
    if point.indicator not in known:
        near = suggestion(point.indicator, known)
        yield InputError("outcome_no_indicator", document.place((*path, "indicator")), name=point.indicator, near=near)
    elif point.unit not in known[point.indicator].accepted_units:
        wanted = ", ".join(known[point.indicator].accepted_units)
        yield InputError("outcome_unit", document.place((*path, "unit")), unit=point.unit, wanted=wanted)


def _against(
    point: OutcomePoint, target: Target, document: Document, path: tuple[str | int, ...]
) -> Iterable[InputError]:
    if target.unit is not None and point.unit != target.unit:
        yield InputError("outcome_unit", document.place((*path, "unit")), unit=point.unit, wanted=target.unit)
    summed = target.kind in ("flow_per_year", "cumulative", "growth_rate", "input_per_year", "input_total")
    if summed and point.covers is None:
        yield InputError("outcome_covers", document.place((*path, "covers")), name=point.of)


def _unknown(found: PlanOutcomes, plan: Plan, document: Document) -> Iterable[InputError]:
    targets = {target.id for target in plan.targets}
    known = {target.id for target in plan.targets if found.is_known(target, plan)}
    for number, entry in enumerate(found.unknown):
        for name in entry.targets:
            place = document.place(("unknown", number, "targets"))
            if name not in targets:
                yield InputError("outcome_no_target", place, name=name, near=suggestion(name, targets))
            elif name in known:
                yield InputError("outcome_known_and_unknown", place, name=name)


def _gaps(found: PlanOutcomes, plan: Plan, document: Document) -> Iterable[InputError]:
    missing = [
        target.id
        for target in plan.targets
        if found.is_due(target, plan) and not found.is_known(target, plan) and found.why_unknown(target, plan) is None
    ]
    if missing:
        yield InputError("outcome_missing", Place(document.file), count=len(missing), names=", ".join(missing[:8]))


def coverage(found: PlanOutcomes, plan: Plan) -> Mapping[str, int]:
    """Count the plan's rows: all, due, due and known, and points on record."""
    due = [target for target in plan.targets if found.is_due(target, plan)]
    return {
        "rows": len(plan.targets),
        "due": len(due),
        "due_known": sum(found.is_known(target, plan) for target in due),
        "points": len(found.points),
    }
