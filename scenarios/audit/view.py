"""A plan as the rules see it: clauses with what they mean, found by quantity, kind, scope and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scenarios.audit.intervals import Interval, planned, written
from scenarios.audit.references import Reference, ReferenceTable, load_references
from scenarios.audit.vocabulary import Meaning, Vocabulary, load_vocabulary
from scenarios.schema.common import Text
from scenarios.schema.indicators import IndicatorTable, load_indicators
from scenarios.schema.plan import Part, Plan, Target

ScopeKey = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Clause:
    """One target with its meaning, its figures in the indicator's own unit, and the years it covers."""

    target: Target
    meaning: Meaning
    factor: float | None
    """What turns the clause's unit into the indicator's own; None where there is no such number."""
    first: int
    due: int | None
    unit: str
    scope: ScopeKey
    """What the clause covers, as a key."""

    @property
    def id(self) -> str:
        """Give the target's id."""
        return self.target.id

    @property
    def label(self) -> Text:
        """Give the target's label."""
        return self.target.label

    @property
    def years(self) -> int:
        """Count the years from the first to the due year, both included; 0 where there is no due year."""
        return 0 if self.due is None else self.due - self.first + 1

    @property
    def has_figure(self) -> bool:
        """Say whether the clause gives a number that can be compared."""
        return self.target.value is not None and self.factor is not None

    @property
    def value(self) -> float:
        """Give the figure in the indicator's own unit (the lower end of a range)."""
        return (self.target.value or 0.0) * (self.factor or 0.0)

    @property
    def value_high(self) -> float:
        """Give the upper end of a range, else the figure."""
        high = self.target.value_high
        return self.value if high is None else high * (self.factor or 0.0)

    @property
    def written(self) -> Interval:
        """Give what the clause says of its quantity."""
        return written(self.target.operator, self.target.value or 0.0, self.target.value_high).scaled(
            self.factor or 0.0
        )

    @property
    def planned(self) -> Interval:
        """Give the size that the clause has in mind."""
        return planned(self.target.operator, self.target.value or 0.0, self.target.value_high).scaled(
            self.factor or 0.0
        )

    @property
    def threshold(self) -> float | None:
        """Give the size, in 亿元, that a counted enterprise, project or part must reach."""
        floor = self.target.threshold
        return None if floor is None else floor.value * MONEY.get(floor.unit, 1.0)

    @property
    def is_exact(self) -> bool:
        """Say whether the clause gives a plain figure, which leaves no room above or below."""
        return self.target.operator == "="

    def alternatives(self, choice: str) -> tuple[str, ...]:
        """List the other ways in which the plan's data say the clause can be read."""
        reading = self.target.readings.get(choice)  # type: ignore[call-overload]
        return reading.alternatives if reading else ()

    def may_be(self, choice: str, reading: str) -> bool:
        """Say whether a reading is the one taken or one of the alternatives."""
        stated = self.target.readings.get(choice)  # type: ignore[call-overload]
        return stated is not None and (stated.taken == reading or reading in stated.alternatives)


MOST_ALIKE = 40
"""Figures on one quantity, of one kind, in one place that are compared with others; no plan has nearly as many."""
MONEY: Mapping[str, float] = {"亿元": 1.0, "万元": 1e-4, "元": 1e-8, "百万元": 1e-2, "千万元": 0.1}
"""What turns a threshold's unit into 亿元."""
WHOLE_REGION = frozenset({"region", "county", "above_scale"})
"""Kinds of scope that are the region itself: figures of above-scale enterprises say so in their quantity."""


def scope_key(target: Target) -> ScopeKey:
    """Write a scope so that two clauses on the same part of the region get the same key; the region itself is ("region", ())."""
    kind = "region" if target.scope.kind in WHOLE_REGION and not target.scope.names else target.scope.kind
    return kind, target.scope.names


class PlanView:
    """A plan with everything rules ask of it, indexed once."""

    def __init__(
        self,
        plan: Plan,
        others: Iterable[Plan] = (),
        vocabulary: Vocabulary | None = None,
        references: ReferenceTable | None = None,
        indicators: IndicatorTable | None = None,
    ) -> None:
        self.plan = plan
        self.others = tuple(other for other in others if other.id != plan.id)
        self.vocabulary = vocabulary or load_vocabulary()
        self.references = references or load_references()
        self.indicators = indicators or load_indicators()
        self.clauses = tuple(self._clause(target) for target in plan.targets)
        self.left_out: list[Clause] = []
        self.by_id: Mapping[str, Clause] = {clause.id: clause for clause in self.clauses}

    def reference(self, name: str) -> Reference:
        """Give a reference range by name."""
        return self.references[name]

    @cached_property
    def figures(self) -> tuple[Clause, ...]:
        """List the clauses that give a figure of their own: no repetition, no milestone, no rank, no meeting cadence."""
        return tuple(
            clause
            for clause in self.clauses
            if clause.has_figure
            and clause.target.restates is None
            and clause.target.milestone_of is None
            and clause.target.reading_only is None
            and clause.target.kind != "rank"
        )

    @cached_property
    def repetitions(self) -> tuple[tuple[Clause, Clause], ...]:
        """List each clause that says a thing again, with the clause that said it first."""
        groups: dict[tuple[object, ...], list[Clause]] = defaultdict(list)
        found: list[tuple[Clause, Clause]] = []
        for clause in self.clauses:
            target = clause.target
            if not clause.has_figure or target.milestone_of is not None or target.kind in ("baseline", "rank"):
                continue
            restated = self.by_id.get(target.restates or "")
            if restated is not None and restated.has_figure:
                found.append((clause, restated))
            elif target.reading_only is None:
                place = (clause.scope, target.scope.each, clause.threshold, self.due_of(clause), clause.unit)
                groups[target.indicator, target.kind, *place].append(clause)
        found += [(again, members[0]) for members in groups.values() for again in members[1:]]
        return tuple(found)

    @cached_property
    def compared(self) -> tuple[Clause, ...]:
        """List the figures that rules compare with one another: of those that say the same thing, the first.

        Of very many on one quantity and place only the first MOST_ALIKE are taken; `left_out` lists the others.
        """
        seen: set[tuple[object, ...]] = set()
        alike: dict[tuple[object, ...], int] = defaultdict(int)
        kept: list[Clause] = []
        for clause in self.figures:
            target = clause.target
            place = (clause.meaning.quantity, target.kind, clause.scope)
            key = (target.indicator, *place, target.scope.each, clause.threshold, clause.due, clause.unit)
            if key in seen:
                continue
            seen.add(key)
            alike[place] += 1
            if alike[place] <= MOST_ALIKE:
                kept.append(clause)
            else:
                self.left_out.append(clause)
        return tuple(kept)

    @cached_property
    def _by_quantity(self) -> Mapping[str, list[Clause]]:
        found: dict[str, list[Clause]] = defaultdict(list)
        for clause in self.compared:
            found[clause.meaning.quantity].append(clause)
        return found

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, ScopeKey], list[Clause]]:
        found: dict[tuple[str, ScopeKey], list[Clause]] = defaultdict(list)
        for clause in self.compared:
            found[clause.meaning.quantity, clause.scope].append(clause)
        return found

    def of(self, *quantities: str, kinds: Iterable[str] = (), scope: ScopeKey | None = None) -> list[Clause]:
        """Find the clauses on quantities, of some kinds, on one scope."""
        wanted = tuple(kinds)
        return [
            clause
            for quantity in quantities
            for clause in (
                self._by_quantity.get(quantity, ()) if scope is None else self._by_place.get((quantity, scope), ())
            )
            if not wanted or clause.target.kind in wanted
        ]

    @cached_property
    def milestones(self) -> Mapping[str, list[Clause]]:
        """List the milestones of every headline, in order of year."""
        found: dict[str, list[Clause]] = defaultdict(list)
        for clause in self.clauses:
            if clause.target.milestone_of is not None and clause.has_figure and clause.due is not None:
                found[clause.target.milestone_of].append(clause)
        return {headline: sorted(steps, key=lambda step: step.due or 0) for headline, steps in found.items()}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """List the chains, clusters and zones that the plan names."""
        return (*self.plan.chains, *self.plan.clusters, *self.plan.zones)

    def members(self, name: str) -> tuple[str, ...]:
        """List the parts that belong to a larger part."""
        return tuple(part.name for part in self.parts if part.part_of == name)

    def shares(self) -> Iterator[Clause]:
        """List the clauses that give a share of one known quantity in another."""
        return (clause for clause in self.figures if clause.target.kind == "share" and clause.meaning.whole is not None)

    def due_of(self, clause: Clause) -> int:
        """Give the due year, the end of the plan where the clause has none."""
        return clause.due if clause.due is not None else self.plan.horizon.end

    def name(self, quantity: str) -> Text:
        """Give the words for a quantity."""
        names = self.vocabulary.names.get(quantity)
        zh, _, en = (names or quantity).partition(" | ")
        return Text(zh=zh, en=en or zh)

    def _clause(self, target: Target) -> Clause:
        indicator = self.indicators.indicators.get(target.indicator)
        factor: float | None = 1.0
        unit = target.unit or ""
        if indicator is not None and target.unit is not None:
            factor = indicator.accepted_units.get(target.unit)
            # A rate, or a level counted another way (亿元/链), has no factor: it is compared in its own unit.
            if factor is None and target.unit in indicator.accepted_units:
                factor = 1.0
            else:
                unit = indicator.unit
        meaning = self.vocabulary.meanings.get(target.indicator) or Meaning(quantity=target.indicator)
        first = target.from_year or self.plan.planning_period_start
        return Clause(target, meaning, factor, first, target.due_year, unit, scope_key(target))


def ids(*clauses: Clause) -> tuple[str, ...]:
    """List the ids of clauses, each once."""
    return tuple(dict.fromkeys(clause.id for clause in clauses))


def labels(*clauses: Clause) -> tuple[Text, ...]:
    """List the labels of clauses."""
    return tuple(dict.fromkeys(clause.label for clause in clauses))
