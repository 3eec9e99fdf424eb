"""Load plans, baselines and scenarios by the name under which the package has them, or by the path of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from scenarios.parts import Parts, parts_of
from scenarios.schema.baseline import NESTED, Baseline, BaselineFigure, ChainShares, FigureName, ZoneShares
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
    """Load the named baseline, else the plan's own, else its level's reference class before the plan's first year.

    Chains and zones that the plan names and the baseline does not know get a share of what it leaves, visibly assumed.
    """
    chosen = name or plan.baseline
    if chosen is not None:
        baseline = load_baseline(chosen)
        if baseline.region.zh != plan.region.name.zh:
            raise InputError("plan_of_other_region", found=baseline.region.zh, wanted=plan.region.name.zh)
        return with_parts(baseline, plan)
    bare = Baseline(
        id=f"{plan.id}_reference",
        region=plan.region.name,
        level=plan.region.level,
        year=plan.planning_period_start - 1,
    )
    return with_parts(completed(bare), plan)


REFERENCE_PARTS = 0.6
"""Share of the enterprises that named chains hold where nothing is known: that of the reference classes' own chains."""


def with_parts(baseline: Baseline, plan: Plan) -> Baseline:
    """Give every chain and zone that the plan names a place in the baseline, the missing ones equal shares.

    A table taken from a reference class names nobody's chains, so the plan's own take its place. Else the missing ones share
    half of what the table leaves to none. Zones that nobody gave shares have equal ones.
    """
    changes: dict[str, object] = {}
    table = baseline.chain_shares
    own = table is not None and table.taken_from is None
    parts = parts_of(plan, baseline if own else baseline.model_copy(update={"chain_shares": None}))
    known = dict(table.shares) if table is not None and own else {}
    missing = [name for name in parts.chains if name not in known]
    if missing:
        room = (1 - sum(known.values())) / 2 if own else REFERENCE_PARTS
        shares = known | dict.fromkeys(missing, room / len(missing))
        origin = None if own else f"reference_{baseline.level}"
        changes["chain_shares"] = ChainShares(
            shares=shares,
            part_of=table.part_of if table is not None and own else {},
            kind="assumed",
            source=EQUAL_SHARES,
            taken_from=origin,
        )
    zones = baseline.zone_shares
    if parts.zones and (zones is None or set(parts.zones) - set(zones.shares)):
        given = dict(zones.shares) if zones is not None else {}
        absent = [name for name in parts.zones if name not in given]
        left = max(0.0, 1 - sum(given.values()))
        changes["zone_shares"] = ZoneShares(
            shares=given | dict.fromkeys(absent, left / len(absent)),
            part_of=zones.part_of if zones is not None else {},
            kind="assumed",
            source=EQUAL_SHARES,
        )
    return baseline.model_copy(update=changes)


EQUAL_SHARES = "没有公布；规划点名而基线未给份额的，按相等份额假设"


def completed(baseline: Baseline) -> Baseline:
    """Fill the figures that a baseline lacks from the reference class of its level, each marked with its origin.

    Raises InputError where a figure of the baseline and one of the reference class cannot both hold.
    """
    reference_id = f"reference_{baseline.level}"
    if baseline.id == reference_id:
        return baseline
    reference = build(Baseline, read_yaml(BASELINES / f"{reference_id}.yaml"))
    figures = {
        name: baseline.figures.get(name) or figure.model_copy(update={"taken_from": reference_id})
        for name, figure in reference.figures.items()
    } | {name: figure for name, figure in baseline.figures.items() if name not in reference.figures}
    chains = baseline.chain_shares
    if chains is None and reference.chain_shares is not None:
        chains = reference.chain_shares.model_copy(update={"taken_from": reference_id})
    if clashing(figures, "above_scale_enterprises", "industrial_enterprises") and _taken(
        figures["industrial_enterprises"]
    ):
        del figures["industrial_enterprises"]  # the engine derives it from those above scale
    found = baseline.model_copy(update={"figures": figures, "chain_shares": chains})
    for inner, outer in NESTED:
        if clashing(figures, inner, outer):
            low, high = figures[inner].support[0], figures[outer].support[1]
            raise InputError("not_nested", inner=inner, outer=outer, low=low, high=high)
    return found


def clashing(figures: Mapping[FigureName, BaselineFigure], inner: FigureName, outer: FigureName) -> bool:
    """Tell whether the least of one figure exceeds the most of the one that contains it."""
    if inner not in figures or outer not in figures:
        return False
    return figures[inner].support[0] > figures[outer].support[1]


def _taken(figure: BaselineFigure) -> bool:
    return figure.taken_from is not None


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
    parts = parts_of(plan)
    targets = tuple(_with_status(target, parts, index, document, table) for index, target in enumerate(plan.targets))
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


def _with_status(target: Target, parts: Parts, index: int, document: Document, table: IndicatorTable) -> Target:
    """Take the status from the indicator, unless the row itself says otherwise and why."""
    from scenarios.readings import status_of  # a row is answered where a question can be made of it

    status, key = status_of(target, parts, table)
    reason = table.reasons[key] if key is not None else None
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
