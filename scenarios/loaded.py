"""A scenario with everything it points to: plan, baseline, readings, simulated years, digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from model.posterior import Posterior
from scenarios.canonical import scenario_hash
from scenarios.parts import Parts, parts_of
from scenarios.posteriors import own_posterior, posterior_beside, posterior_of
from scenarios.readings import Context, Row, Said, Span, read_plan, reread, said
from scenarios.schema.baseline import FIGURE_UNITS, Baseline, FigureName
from scenarios.schema.common import PriorSpec, Text
from scenarios.schema.errors import InputError, Place, suggestion
from scenarios.schema.load import LIBRARY, SUFFIXES, baseline_for, list_plans, load_plan
from scenarios.schema.plan import Plan
from scenarios.schema.problems import build
from scenarios.schema.reading import Document, read_yaml
from scenarios.schema.scenario import Assumption, Counting, Scenario
from scenarios.supposing import Supposed, suppose

if TYPE_CHECKING:
    from scenarios.ledger import Ledger

RULEBOOKS = ("calendar", "2022", "2026")


@dataclass(frozen=True)
class LoadedScenario:
    """One question, complete: nothing else is read before it is answered.

    `achieved` says, by target id, what a yearly or cumulative target reached before the first simulated year. `ledger` is the
    planner's own enterprises, of which the digest alone is part of the question's digest; `own_posterior` the content of the file
    that the scenario names as its posterior, so that a worker elsewhere needs no file.
    """

    name: str
    scenario: Scenario
    plan: Plan
    baseline: Baseline
    achieved: Mapping[str, float] = field(default_factory=dict)
    ledger: Ledger | None = None
    own_posterior: Posterior | None = None

    @cached_property
    def posterior(self) -> Posterior | None:
        """Give what parameters are drawn from; None for their priors. Raises InputError for what cannot be loaded."""
        return posterior_of(self.scenario.posterior, self.baseline.level, self.own_posterior)

    @cached_property
    def learned_figures(self) -> frozenset[str]:
        """Name the starting figures that the posterior may set: those of this region and year, and not supposed otherwise."""
        known = self.posterior
        if known is None or (known.region, known.year) != (self.baseline.id, self.span.state_year):
            return frozenset()
        names = (name.removeprefix("baseline:") for name in known.parameters if name.startswith("baseline:"))
        return frozenset(name for name in names if name not in self.scenario.figures)

    @cached_property
    def span(self) -> Span:
        """Give the simulated years: from the plan's first year, or the year after `as_of`, to the last due year."""
        start = self.plan.planning_period_start
        first = start if self.scenario.as_of is None else self.scenario.as_of + 1
        dues = [target.due_year or self.plan.horizon.end for target in self.plan.targets]
        return Span(start, first, max(max(dues), self.plan.horizon.end))

    @cached_property
    def parts(self) -> Parts:
        """Give the chains, clusters and zones that the plan and the baseline name."""
        return parts_of(self.plan, self.baseline)

    @cached_property
    def supposed(self) -> Supposed:
        """Give the promised inputs that are supposed to come, and what is imposed for them."""
        return suppose(self.plan, self.scenario.suppose, self.span, self.scenario.realism)

    @property
    def investment_mode(self) -> Literal["outcome", "promised", "part_promised"]:
        """Name how investment is read: as an outcome, as the plan promises, or as a part of what it promises."""
        if not self.supposed.imposed:
            return "outcome"
        return "promised" if all(share == 1 for share in self.scenario.realism.values()) else "part_promised"

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Read every row of the plan, in its order."""
        tables = {"zone_outputs": self.baseline.zone_outputs, "zone_investments": self.baseline.zone_investments}
        stated = {table: {name: each.spec.centre for name, each in found.items()} for table, found in tables.items()}
        context = Context(self.scenario.counting, self.achieved, self.parts, stated, self.supposed.ids)
        return read_plan(self.plan, self.span, context=context)

    @cached_property
    def asked_inputs(self) -> tuple[str, ...]:
        """Name the drawn numbers that verdicts need, in the order in which the rows need them."""
        questions = [question for row in self.rows for question in (row.question, row.reported) if question is not None]
        return tuple(dict.fromkeys(name for question in questions for name in question.inputs))

    def believed(self, name: str) -> PriorSpec | None:
        """Give what the scenario believes of a number instead of its own prior; None where it says nothing."""
        assumption = self.scenario.assumptions.get(name)
        if assumption is None:
            return None
        if assumption.distribution is not None:
            return assumption.distribution.spec
        return PriorSpec.fixed(assumption.value) if assumption.value is not None else None

    @cached_property
    def hash(self) -> str:
        """Give the digest of what is asked."""
        questions = [row.question for row in self.rows]
        digest = None if self.ledger is None else self.ledger.digest
        learned = None if self.posterior is None else self.posterior.digest
        return scenario_hash(self.scenario, self.plan, self.baseline, questions, ledger=digest, posterior=learned)

    @property
    def mode(self) -> str:
        """Name the mode for scripts: as_planned, or as_of_ and the year."""
        return "as_planned" if self.scenario.as_of is None else f"as_of_{self.scenario.as_of}"

    @property
    def mode_said(self) -> Said:
        """Say the mode and the simulated years."""
        years = {"state": self.span.state_year, "first": self.span.first, "last": self.span.last}
        return said("mode.as_planned" if self.scenario.as_of is None else "mode.as_of", **years)


def load(
    name: str | Path,
    *,
    as_of: int | None = None,
    rulebook: str | None = None,
    counting: str | None = None,
    readings: Mapping[str, str] | None = None,
    suppose: Sequence[str] | None = None,
    ledger: Ledger | str | Path | None = None,
    posterior: Posterior | str | Path | None = None,
) -> LoadedScenario:
    """Load a scenario by name or path; a plan's id or file makes the default scenario of that plan.

    The keyword arguments replace what the scenario says; `readings` names another reading by choice, where rows leave it
    open (change: net, period: total, grade: provincial ...); `suppose` the promised inputs that are supposed to come, by id
    of target, or "inputs" for all that can be; `ledger` the planner's own enterprises, as read or as a file; `posterior` what
    parameters are drawn from ("default", "prior", a run id, a file, or one as read). Raises InputError.
    """
    scenario, folder = _scenario(name)
    scenario = _changed(scenario, as_of, rulebook, counting, readings, suppose)
    if isinstance(ledger, str | Path):
        from scenarios.ledger import read_ledger

        ledger = read_ledger(Path(ledger)).ledger
    if posterior is not None and not isinstance(posterior, Posterior):
        scenario = scenario.model_copy(update={"posterior": str(posterior)})
    own = posterior if isinstance(posterior, Posterior) else None
    # A path in a scenario's file stands beside that file; one that the caller gives does not.
    beside = folder if posterior is None else None
    return complete(scenario, name=str(name), folder=folder, ledger=ledger, posterior=own, posterior_folder=beside)


def complete(
    scenario: Scenario,
    *,
    name: str | None = None,
    plan: Plan | None = None,
    folder: Path | None = None,
    ledger: Ledger | None = None,
    posterior: Posterior | None = None,
    posterior_folder: Path | None = None,
    baseline: Baseline | None = None,
) -> LoadedScenario:
    """Give a scenario the plan and baseline that it points to, with its readings and starting figures applied.

    `plan` is used instead of the one that is named, where it stands in no file; pointers that look like paths start from
    `folder` (that of a posterior from `posterior_folder`); `ledger` is the planner's own enterprises; `posterior` is used instead
    of the one that is named, as where one was read already, and so is `baseline`. Raises InputError.
    """
    asked = plan if plan is not None else load_plan(_beside(scenario.plan, folder))
    read = reread(asked, {str(choice): word for choice, word in scenario.readings.items()})
    if baseline is None:
        baseline = baseline_for(read, _beside(scenario.baseline, folder) if scenario.baseline else None)
        baseline = with_figures(baseline, scenario.figures)
    achieved = {target: each.value for target, each in baseline.achieved.items()}
    if posterior is not None:
        scenario = scenario.model_copy(update={"posterior": posterior.run_id})
    elif posterior_folder is not None:
        scenario = scenario.model_copy(update={"posterior": posterior_beside(scenario.posterior, posterior_folder)})
    own = posterior or own_posterior(scenario.posterior, baseline.level)
    loaded = LoadedScenario(name or scenario.plan, scenario, read, baseline, achieved, ledger, own)
    check_loaded(loaded)
    return loaded


def with_figures(baseline: Baseline, figures: Mapping[FigureName, Assumption]) -> Baseline:
    """Replace starting figures of a baseline by what a scenario supposes; a value counts as known, a distribution as assumed.

    Raises InputError where the figures can no longer be nested.
    """
    if not figures:
        return baseline
    replaced: dict[str, dict[str, Any]] = {
        name: {
            "unit": FIGURE_UNITS[name],
            "kind": "published" if said.value is not None else "assumed",
            "source": "scenario",
            **said.model_dump(mode="json", exclude_none=True),
        }
        for name, said in figures.items()
    }
    kept = {name: figure.model_dump(mode="json", exclude_none=True) for name, figure in baseline.figures.items()}
    whole = baseline.model_dump(mode="json", exclude_none=True) | {"figures": kept | replaced}
    return build(Baseline, Document(whole, "scenario", {}))


def _scenario(name: str | Path) -> tuple[Scenario, Path | None]:
    """Find a scenario and the folder its own pointers start from."""
    written = str(name)
    plans, library = list_plans(), sorted(path.stem for path in LIBRARY.glob("*.yaml"))
    if written in plans:
        return _default(written), None
    if written in library:
        return build(Scenario, read_yaml(LIBRARY / f"{written}.yaml")), None
    if not (isinstance(name, Path) or written.lower().endswith(SUFFIXES) or "/" in written or "\\" in written):
        known = [*plans, *library]
        raise InputError("unknown_scenario_or_plan", name=written, near=suggestion(written, known))
    document = read_yaml(written)
    if "targets" in document.data:
        return _default(written), None
    return build(Scenario, document), Path(written).parent


def _default(plan: str) -> Scenario:
    """Ask of a plan what it says, from its own baseline, with no lever moved."""
    return Scenario(title=Text(zh=plan, en=plan), author="tuiyan", plan=plan)


def _beside(name: str, folder: Path | None) -> str:
    """Read a path in a file as standing beside that file; leave names and absolute paths as they are."""
    looks_like_path = name.lower().endswith(SUFFIXES) or "/" in name or "\\" in name
    return str(folder / name) if folder is not None and looks_like_path and not Path(name).is_absolute() else name


def _changed(
    scenario: Scenario,
    as_of: int | None,
    rulebook: str | None,
    counting: str | None,
    readings: Mapping[str, str] | None,
    supposed: Sequence[str] | None,
) -> Scenario:
    changes: dict[str, Any] = {"readings": {**scenario.readings, **readings}} if readings else {}
    if supposed is not None:
        changes["suppose"] = tuple(supposed)
    if as_of is not None:
        changes |= {"mode": "as_of", "as_of": as_of}
    for key, value, options in (("rulebook", rulebook, RULEBOOKS), ("counting", counting, get_args(Counting))):
        if value is not None:
            if value not in options:
                near = suggestion(value, options)
                raise InputError(
                    "option_not_one_of", option=f"--{key}", found=value, options=", ".join(options), near=near
                )
            changes[key] = value
    return scenario.model_copy(update=changes) if changes else scenario


def check_loaded(loaded: LoadedScenario) -> None:
    """Refuse years, parts, targets and levers that do not fit together; raises InputError."""
    _check_years(loaded)
    _check_parts(loaded)
    _ = loaded.posterior


def _check_years(loaded: LoadedScenario) -> None:
    span = loaded.span
    if not span.plan_start - 1 <= span.state_year < span.last:
        raise InputError("as_of_outside_plan", year=span.state_year, first=span.plan_start - 1, last=span.last - 1)


def _check_parts(loaded: LoadedScenario) -> None:
    """Refuse chains, zones and targets that the scenario or the baseline names and nobody knows, and levers without years."""
    plan, baseline, span, parts = loaded.plan, loaded.baseline, loaded.span, loaded.parts
    for name, lever in loaded.scenario.levers.items():
        if lever.chain is not None and lever.chain not in parts.chains:
            near = suggestion(lever.chain, parts.chains)
            raise InputError("unknown_chain", Place(key=f"levers.{name}.chain"), name=lever.chain, near=near)
        if lever.end < span.first or lever.start > span.last:
            raise InputError(
                "lever_outside_years",
                Place(key=f"levers.{name}"),
                name=name,
                start=lever.start,
                end=lever.end,
                first=span.first,
                last=span.last,
            )
    named = {
        "chain_outputs": (baseline.chain_outputs, parts.chains, "unknown_chain"),
        "zone_outputs": (baseline.zone_outputs, parts.zones, "unknown_zone"),
        "zone_investments": (baseline.zone_investments, parts.zones, "unknown_zone"),
    }
    for table, (figures, known, code) in named.items():
        for name in figures:
            if name not in known:
                raise InputError(code, Place(key=f"{table}.{name}"), name=name, near=suggestion(name, known))
    ids = [target.id for target in plan.targets]
    for target in baseline.achieved:
        if target not in ids:
            near = suggestion(target, ids)
            raise InputError("unknown_target", Place(key="achieved"), field="achieved", name=target, near=near)
    _ = loaded.supposed
