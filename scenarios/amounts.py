"""What a target's clause is in the engine's series: which outcomes, of which parts, over what, counted how.

`amount_of` gives the fields of a `Question` that describe the amount of a year, or the key of the reason for which the
model has no such amount. Nothing here depends on years, so the same function decides a row's status when a plan is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from scenarios.parts import OTHER_CHAIN, OUTSIDE_ZONES, Parts
from scenarios.schema.baseline import MONEY_UNITS
from scenarios.schema.indicators import Flow, Growth, Heads, Indicator, Outcome, Ratio, Scale, Sized
from scenarios.schema.plan import Target

Fields = dict[str, Any]
Place = Literal["zone", "chain"]
WHOLE = ("region", "above_scale")
"""Scopes that are answered by the region's own series."""
PERCENT = 100.0
PER_ENGINE_MONEY = 0.0001
"""亿元 of one 万元."""
INPUTS = ("input_per_year", "input_total", "flow_per_year", "cumulative")


def amount_of(
    target: Target, indicator: Indicator, parts: Parts, counting: str = "nested", *, reported: bool = False
) -> Fields | str:
    """Give the fields of a question on this target, or the key of the reason why there is none.

    With `reported` they are those of the figure as it would be reported; the reason is then "not_reported" where the
    model knows no difference between the true and the reported figure.
    """
    for answer, build in _ANSWERS:
        definition = getattr(indicator, answer)
        if definition is not None:
            found = build(target, indicator, definition, parts, counting, reported)
            return found if isinstance(found, str) else _in_unit(target, indicator, found)
    return indicator.reason or "kind"


def _in_unit(target: Target, indicator: Indicator, found: Fields) -> Fields:
    """Turn what the engine counts in into the target's unit."""
    factor = indicator.accepted_units.get(target.unit or indicator.unit)
    if factor is None:
        raise ValueError(f"{target.id}: no factor from {target.unit} to {indicator.unit}")
    scale = found.pop("per_engine", 1.0) / factor
    return {**found, "scale": scale} if scale != 1 else found


def _count(
    target: Target, indicator: Indicator, outcome: Outcome, parts: Parts, counting: str, reported: bool
) -> Fields | str:
    if target.kind not in ("stock", "flow_per_year", "cumulative"):
        return "kind"
    if reported:
        return "not_reported"
    stocks, additions = (outcome.stock, *outcome.further), outcome.additions
    added = (additions, *outcome.further_additions) if additions is not None else ()
    losses = (outcome.losses,) if outcome.losses is not None else ()
    if target.threshold is not None:
        sized = _sized(target, outcome.sizes)
        if sized is None:
            return "size_class"
        stocks, added, losses = sized, (), ()
    place = _place(target, parts)
    if isinstance(place, str):
        if not (outcome.group_as_region and target.scope.kind == "group"):
            return place
        place = None
    if place is not None:
        kind, names = place
        heads: Heads | None = getattr(outcome, kind)
        if heads is None or target.threshold is not None:
            return "scope"
        stocks = _series(heads.stock, kind, names)
        added = _series(heads.additions, kind, names) if heads.additions else ()
        losses = ()
    fields: Fields = {"per_engine": PER_ENGINE_MONEY} if indicator.nature == "money" else {}
    if indicator.nature == "money":
        fields["log_path"] = True
    if target.kind == "stock" or _taken(target, "base") == "level":
        return {**fields, "series": _counted(stocks, counting)}
    net = _taken(target, "change") == "net"
    if not added or (net and not losses):
        return {**fields, "series": _counted(stocks, counting), "change": True}
    return {**fields, "series": _counted(added, counting), "minus": _counted(losses, counting) if net else ()}


def _ratio(
    target: Target, indicator: Indicator, ratio: Ratio, parts: Parts, counting: str, reported: bool
) -> Fields | str:
    if target.kind not in ("share", "coverage", "stock"):
        return "kind"
    if reported and not ratio.reported and ratio.reported_input is None:
        return "not_reported"
    of, over = (ratio.reported if reported and ratio.reported else ratio.of), ratio.over
    place = _place(target, parts)
    if ratio.head is not None:
        above: tuple[Place, tuple[str, ...]] | str | None = place
        if ratio.parts == "all_chains":
            above = ("chain", parts.chains) if parts.chains else "scope"
        elif ratio.of_part is not None:
            above = ("chain", parts.chains_of(ratio.of_part)) if parts.chains_of(ratio.of_part) else "part_unknown"
        if above is None or isinstance(above, str):
            return above or "scope"
        of = _series(ratio.head, *above)
        if ratio.over_all == "scope":
            if place is None or isinstance(place, str):
                return place or "scope"
            over = _series(ratio.head, *place)
        elif ratio.over_all == "chains":
            over = _series(ratio.head, "chain", (*parts.chains, OTHER_CHAIN))
        elif ratio.over_all == "zones":
            over = _series(ratio.head, "zone", (*parts.zones, OUTSIDE_ZONES))
    elif place is not None and not (isinstance(place, str) or ratio.group_as_region):
        return "scope"
    elif isinstance(place, str) and not ratio.group_as_region:
        return place
    fields: Fields = {"series": of, "denominator": over, "per_engine": PERCENT}
    if ratio.union and len(of) > 1:
        fields |= {"members": tuple((name,) for name in of), "taken": "union"}
    if ratio.added_input is not None:
        fields["added_input"] = ratio.added_input
    if ratio.limit is not None:
        fields["limit"] = ratio.limit
    if reported and ratio.reported_input is not None:
        fields["reported_input"] = ratio.reported_input
    if ratio.pooled:
        fields["pooled"] = True
    if ratio.gain and _taken(target, "base") != "level":
        fields["since_start"] = True
    return fields


def _growth(
    target: Target, indicator: Indicator, growth: Growth, parts: Parts, counting: str, reported: bool
) -> Fields | str:
    if target.kind != "growth_rate":
        return "kind"
    place = _place(target, parts)
    if isinstance(place, str):
        return place
    nominal = _taken(target, "prices") == "nominal"
    if reported and (growth.reported is None or nominal):
        return "not_reported"
    rate = growth.reported if reported else growth.rate
    if place is not None:
        if growth.head is None:
            return "scope"
        found: Fields = {"series": _series(growth.head, *place), "growth": "of_levels"}
    elif rate is not None and not (nominal and growth.levels):
        found = {"series": (rate,), "growth": "of_rates"}
    elif growth.levels is not None:
        found = {"series": (growth.levels,), "growth": "of_levels"}
    else:
        return "scope"
    if growth.lead:
        found["growth"] = "lead"
        found["behind"] = (growth.behind,) if growth.behind is not None else ()
        found["behind_input"] = growth.behind_input or ""
    return found


def _flow(
    target: Target, indicator: Indicator, flow: Flow, parts: Parts, counting: str, reported: bool
) -> Fields | str:
    if target.kind not in INPUTS:
        return "kind"
    if reported:
        return "not_reported"
    signed = _taken(target, "stage") == "signed"
    series: tuple[str, ...] = (flow.signed if signed and flow.signed is not None else flow.series,)
    head = flow.signed_head if signed and flow.signed_head is not None else flow.head
    fields: Fields = {"per_engine": PER_ENGINE_MONEY} if indicator.nature == "money" else {}
    place = _place(target, parts)
    if isinstance(place, str):
        return place
    if target.threshold is not None:
        sized = _sized(target, flow.sizes)
        if sized is None:
            return "size_class"
        series = sized
        if place is not None and not (target.unit or "").endswith("/区"):
            if sized != (flow.series,):
                return "size_class"
            series = ()
    if place is None:
        return {**fields, "series": series}
    kind, names = place
    if (target.unit or "").endswith("/区"):
        return {**fields, "series": series, "per_engine": fields.get("per_engine", 1.0) / len(names)}
    return {**fields, "series": _series(head, kind, names)} if head is not None else "scope"


def _scale(
    target: Target, indicator: Indicator, scale: Scale, parts: Parts, counting: str, reported: bool
) -> Fields | str:
    if target.kind != "stock":
        return "kind"
    if reported:
        return "not_reported"
    if scale.count is not None:
        return _parts_above(target, scale, parts)
    place = _place(target, parts)
    combination = _taken(target, "combination")
    if place is None and combination in ("each", "any") and parts.clusters:
        place = ("chain", tuple(dict.fromkeys(chain for name in parts.clusters for chain in parts.chains_of(name))))
    if place is None or isinstance(place, str):
        return place or "scope"
    kind, names = place
    fields: Fields = {"series": _series(scale.head, kind, names), "per_engine": PER_ENGINE_MONEY, "log_path": True}
    if combination is None:
        combination = "each" if target.scope.each else "combined"
    if combination == "combined":
        return fields
    members = _members(target, scale.head, kind, parts)
    if len(members) > 1:
        fields |= {"members": members, "taken": "greatest" if combination == "any" else "least"}
    return fields


def _parts_above(target: Target, scale: Scale, parts: Parts) -> Fields | str:
    """Count the parts that reach the size of the clause."""
    if target.threshold is None:
        return "size_class"
    kind: Place = "zone" if scale.count == "zones" else "chain"
    if target.scope.kind in WHOLE:
        everything = {"zones": parts.zones, "chains": parts.chains, "clusters": parts.clusters}[str(scale.count)]
        groups = [parts.zones_of(name) if kind == "zone" else parts.chains_of(name) for name in everything]
        members = tuple(_series(scale.head, kind, names) for names in groups if names)
    else:
        place = _place(target, parts)
        if place is None or isinstance(place, str):
            return place or "scope"
        members = _members(target, scale.head, kind, parts)
    if not members:
        return "scope"
    size = _floor(target) * MONEY_UNITS["亿元"]
    series = tuple(dict.fromkeys(name for names in members for name in names))
    return {"series": series, "members": members, "taken": "count", "size": size}


def _members(target: Target, head: str, kind: Place, parts: Parts) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for name in target.scope.names or parts.clusters:
        if kind == "zone":
            found += [(zone,) for zone in parts.zones_of(name)]
        else:
            found += parts.members_of(name)
    return tuple(_series(head, kind, names) for names in found)


def _place(target: Target, parts: Parts) -> tuple[Place, tuple[str, ...]] | str | None:
    """Give the parts of the world that a scope covers; None for the whole region, a reason where it covers nothing known."""
    if target.scope.kind in WHOLE:
        return None
    if target.scope.kind == "county":
        return "scope"
    kind: Place = "zone" if target.scope.kind == "zone" else "chain"
    find: Callable[[str], tuple[str, ...]] = parts.zones_of if kind == "zone" else parts.chains_of
    found = [find(name) for name in target.scope.names]
    if not all(found):
        return "part_unknown"
    return kind, tuple(dict.fromkeys(name for names in found for name in names))


def _series(head: str, kind: Place, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{head}:{kind}:{name}" for name in names)


def _sized(target: Target, sizes: tuple[Sized, ...]) -> tuple[str, ...] | None:
    floor = _floor(target)
    return next((sized.series for sized in sizes if sized.floor == floor), None)


def _floor(target: Target) -> float:
    """Give the floor of a clause in 亿元."""
    assert target.threshold is not None
    return target.threshold.value * MONEY_UNITS.get(target.threshold.unit, 1.0) / MONEY_UNITS["亿元"]


def _counted(names: tuple[str, ...], counting: str) -> tuple[str, ...]:
    return tuple(name.format(counting=counting) for name in names)


def _taken(target: Target, choice: str) -> str | None:
    reading = target.readings.get(choice)  # type: ignore[call-overload]
    return reading.taken if reading is not None else None


_ANSWERS: tuple[tuple[str, Callable[..., Fields | str]], ...] = (
    ("outcome", _count),
    ("ratio", _ratio),
    ("growth", _growth),
    ("flow", _flow),
    ("scale", _scale),
)
