"""Load plans, baselines and scenarios by the name under which the package has them, or by the path of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenarios.schema.baseline import Baseline
from scenarios.schema.errors import InputError, raise_all, suggestion
from scenarios.schema.indicators import IndicatorTable, load_indicators
from scenarios.schema.plan import Plan, Target
from scenarios.schema.problems import build
from scenarios.schema.reading import Document, read_yaml
from scenarios.schema.scenario import Scenario

ROOT = Path(__file__).resolve().parent.parent
PLANS, BASELINES, LIBRARY = ROOT / "plans", ROOT / "baselines", ROOT / "library"
SUFFIXES = (".yaml", ".yml")


def list_plans() -> list[str]:
    """List the ids of the plans that the package has, in alphabetical order."""
    return _names(PLANS)


def load_plan(name: str | Path) -> Plan:
    """Load a plan by id or path, every target with its status; raise InputError naming all that is wrong with it."""
    document = read_yaml(_find(name, PLANS, "unknown_plan"))
    return check_plan(build(Plan, document), document)


def load_baseline(name: str | Path) -> Baseline:
    """Load a baseline by id or path; figures it lacks come from its level's reference class, marked by `taken_from`."""
    baseline = build(Baseline, read_yaml(_find(name, BASELINES, "unknown_baseline")))
    return completed(baseline)


def load_scenario(name: str | Path) -> Scenario:
    """Load a scenario by id or path."""
    return build(Scenario, read_yaml(_find(name, LIBRARY, "unknown_scenario")))


def baseline_for(plan: Plan, name: str | Path | None = None) -> Baseline:
    """Load the named baseline, else the plan's own, else its level's reference class before the plan's first year."""
    chosen = name or plan.baseline
    if chosen is not None:
        baseline = load_baseline(chosen)
        if baseline.region.zh != plan.region.name.zh:
            raise InputError("plan_of_other_region", found=baseline.region.zh, wanted=plan.region.name.zh)
        return baseline
    bare = Baseline(
        id=f"{plan.id}_reference",
        region=plan.region.name,
        level=plan.region.level,
        year=plan.planning_period_start - 1,
    )
    return completed(bare)


def completed(baseline: Baseline) -> Baseline:
    """Fill the figures that a baseline lacks from the reference class of its level, each marked with its origin."""
    reference_id = f"reference_{baseline.level}"
    if baseline.id == reference_id:
        return baseline
    reference = build(Baseline, read_yaml(BASELINES / f"{reference_id}.yaml"))
    figures = {
        name: baseline.figures.get(name) or figure.model_copy(update={"taken_from": reference_id})
        for name, figure in reference.figures.items()
    }
    chains = baseline.chain_shares
    if chains is None and reference.chain_shares is not None:
        chains = reference.chain_shares.model_copy(update={"taken_from": reference_id})
    return baseline.model_copy(update={"figures": figures, "chain_shares": chains})


def check_plan(plan: Plan, document: Document, table: IndicatorTable | None = None) -> Plan:
    """Check what no single target shows (ids, pointers, indicators, units, parts), and give every target its status."""
    table = table or load_indicators()
    checks = (
        _ids(plan, document),
        _pointers(plan, document),
        _indicators(plan, document, table),
        _parts(plan, document),
    )
    raise_all(error for check in checks for error in check)
    targets = tuple(_with_status(target, index, document, table) for index, target in enumerate(plan.targets))
    return plan.model_copy(update={"targets": targets})


def _ids(plan: Plan, document: Document) -> Iterator[InputError]:
    seen: dict[str, int] = {}
    for index, target in enumerate(plan.targets):
        place = document.place(("targets", index, "id"))
        if target.id in seen:
            yield InputError("duplicate_id", place, name=target.id, first=seen[target.id])
        seen.setdefault(target.id, place.line or 0)


def _pointers(plan: Plan, document: Document) -> Iterator[InputError]:
    known = [target.id for target in plan.targets]
    for index, target in enumerate(plan.targets):
        for field in ("restates", "milestone_of"):
            name = getattr(target, field)
            place = document.place(("targets", index, field))
            if name == target.id:
                yield InputError("points_to_itself", place, field=field)
            elif name is not None and name not in known:
                yield InputError("unknown_target", place, field=field, name=name, near=suggestion(name, known))


def _indicators(plan: Plan, document: Document, table: IndicatorTable) -> Iterator[InputError]:
    for index, target in enumerate(plan.targets):
        indicator = table.indicators.get(target.indicator)
        if indicator is None:
            place = document.place(("targets", index, "indicator"))
            near = suggestion(target.indicator, table.indicators)
            yield InputError("unknown_indicator", place, name=target.indicator, near=near)
            continue
        units = indicator.accepted_units
        place = document.place(("targets", index, "unit"))
        if target.unit is not None and target.unit not in units:
            near = suggestion(target.unit, units)
            known = ", ".join(units)
            yield InputError(
                "unknown_unit", place, indicator=target.indicator, unit=target.unit, known=known, near=near
            )
        elif target.unit is None and target.value is not None:
            yield InputError("unit_missing", place, indicator=target.indicator, known=", ".join(units))


def _parts(plan: Plan, document: Document) -> Iterator[InputError]:
    known = [part.name for part in (*plan.clusters, *plan.zones)]
    for field in ("chains", "clusters", "zones"):
        for index, part in enumerate(getattr(plan, field)):
            if part.part_of is not None and part.part_of not in known:
                place = document.place((field, index, "part_of"))
                near = suggestion(part.part_of, known)
                yield InputError("part_unknown", place, name=part.name, part=part.part_of, near=near)


def _with_status(target: Target, index: int, document: Document, table: IndicatorTable) -> Target:
    """Take the status from the indicator, unless the row itself says otherwise and why."""
    status, reason = table.status_of(target)
    if target.status is None or target.status == status:
        return target.model_copy(update={"status": status, "reason": target.reason or reason})
    place = document.place(("targets", index, "status"))
    if target.status == "simulated":
        raise InputError("cannot_be_simulated", place, status=status)
    if target.reason is None:
        raise InputError("status_without_reason", place, status=target.status)
    return target


def _names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.yaml"))


def _find(name: str | Path, folder: Path, unknown: str) -> Path:
    """Find a file: a bare name is one of the package's own, anything that looks like a path is a path."""
    text = str(name)
    if isinstance(name, Path) or text.lower().endswith(SUFFIXES) or "/" in text or "\\" in text:
        return Path(name)
    known = _names(folder)
    if text in known:
        return folder / f"{text}.yaml"
    raise InputError(unknown, name=text, near=suggestion(text, known))
