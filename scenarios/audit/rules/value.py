"""Output, value added and the investment it takes."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.audit.engine import rule
from scenarios.audit.findings import Finding, figure, number
from scenarios.audit.formula import finding, percent
from scenarios.audit.rules.parts import region_output
from scenarios.audit.view import Clause, PlanView

LEVELS = ("value_added_industry", "value_added_above_scale", "value_added_manufacturing")


def widest_value_added(view: PlanView) -> Clause | None:
    """Give the widest figure of industrial value added that the plan names for its end."""
    found = view.of(*LEVELS, kinds=("stock",), scope=("region", ()))
    return found[0] if found else None


@rule
def value_added_rate(view: PlanView) -> Iterator[Finding]:
    """Output as the chains and clusters have it, and value added as the goals have it, imply a value-added rate."""
    output, rate = region_output(view), view.reference("value_added_rate")
    if output is None:
        return
    size, plain_output, clauses, formula = output
    for level in view.of(*LEVELS, kinds=("stock",), scope=("region", ())):
        if level in clauses or size.low <= 0:
            continue
        implied = level.planned / size
        # Chains hold enterprises below scale too, whose value added is not in the figure of above-scale industry.
        covered = view.reference("above_scale_share_of_value_added").low if level.meaning.quantity == LEVELS[1] else 1.0
        middle = level.value / plain_output
        arithmetic = f"{figure(level.value)}/({formula})={percent(middle)}"
        if implied.high < rate.low * covered:
            yield finding(
                "value_added_rate",
                "low",
                "implausible",
                (level, *clauses),
                f"{arithmetic} < {percent(rate.low)}",
                reference="value_added_rate",
                measure=middle,
                rate=percent(middle),
                low=percent(rate.low),
                high=percent(rate.high),
                needed=number(plain_output * rate.low),
                bearable=number(level.value / rate.low),
            )
        elif implied.low > rate.high:
            # The named chains need not be all industry, so a high rate says only how much lies outside them.
            outside = level.value / rate.high - plain_output
            yield finding(
                "value_added_rate",
                "high",
                "cannot_check",
                (level, *clauses),
                f"{arithmetic} > {percent(rate.high)}",
                reference="value_added_rate",
                measure=middle,
                rate=percent(middle),
                high=percent(rate.high),
                outside=number(outside),
            )
        else:
            yield finding(
                "value_added_rate",
                "closes",
                "closes",
                (level, *clauses),
                arithmetic,
                reference="value_added_rate",
                measure=middle,
                rate=percent(middle),
                low=percent(rate.low),
                high=percent(rate.high),
            )


@rule
def capital_output(view: PlanView) -> Iterator[Finding]:
    """All investment of the plan's years against the most that value added can grow on the way to its figure."""
    level = widest_value_added(view)
    reference, growth = view.reference("capital_output_ratio"), view.reference("real_growth_industry").high / 100
    for invested in view.of("industrial_investment", kinds=("input_per_year",), scope=("region", ())):
        if level is None or invested.years < 2 or view.due_of(invested) != view.due_of(level):
            continue
        years = invested.years
        start = next(iter(view.of(level.meaning.quantity, kinds=("baseline",))), None)
        share = 1 - (1 + growth) ** -years
        most = level.planned.high - start.value if start else level.planned.high * share
        plain = level.value - start.value if start else level.value * share
        if most <= 0 or plain <= 0:
            continue
        least = invested.planned.low * years / most
        ratio = invested.value * years / plain
        text = (
            f"{figure(level.value)}−{figure(start.value)}"
            if start
            else f"{figure(level.value)}×(1−1.{figure(growth * 100):0>2}^−{years})"
        )
        arithmetic = f"{figure(invested.value)}×{years}/({text})={number(ratio)}"
        clauses = (invested, level, start) if start else (invested, level)
        if least > reference.high:
            yield finding(
                "capital_output",
                "outside",
                "implausible",
                clauses,
                f"{arithmetic} > {figure(reference.high)}",
                reference="capital_output_ratio",
                measure=ratio,
                ratio=ratio,
                low=reference.low,
                high=reference.high,
                total=invested.value * years,
                years=years,
                fitting=number(plain * reference.high / years),
                growth=percent(growth),
                rise=number(plain),
            )
        elif start and invested.planned.high * years / max(level.planned.low - start.value, 1e-9) < reference.low:
            yield finding(
                "capital_output",
                "too_little",
                "implausible",
                clauses,
                f"{arithmetic} < {figure(reference.low)}",
                reference="capital_output_ratio",
                measure=ratio,
                ratio=ratio,
                low=reference.low,
                high=reference.high,
                total=invested.value * years,
                years=years,
                fitting=number(plain * reference.low / years),
                growth=percent(growth),
                rise=number(plain),
            )
        else:
            yield finding(
                "capital_output",
                "closes",
                "closes",
                clauses,
                arithmetic,
                reference="capital_output_ratio",
                measure=ratio,
                ratio=ratio,
                low=reference.low,
                high=reference.high,
                total=invested.value * years,
                years=years,
                growth=percent(growth),
                rise=number(plain),
            )


@rule
def investment_rate(view: PlanView) -> Iterator[Finding]:
    """Investment of one year against the value added (or the revenue) of the same place."""
    reference, rate = view.reference("investment_to_value_added"), view.reference("value_added_rate").interval
    for invested in view.of("industrial_investment", "zone_fixed_investment", kinds=("input_per_year",)):
        if invested.scope == ("region", ()):
            level = widest_value_added(view)
            if level is None or level.value <= 0 or view.due_of(level) != view.due_of(invested):
                continue
            ratio, text = invested.planned / level.planned, figure(level.value)
            middle = invested.value / level.value
        else:
            level = next(iter(view.of("zone_revenue", kinds=("stock",), scope=invested.scope)), None)
            if level is None or level.value <= 0 or view.due_of(level) != view.due_of(invested):
                continue
            ratio = invested.planned / (level.planned * rate)
            text = f"({figure(level.value)}×{percent(rate.low)}–{percent(rate.high)})"
            middle = invested.value / (level.value * (rate.low + rate.high) / 2)
        arithmetic = f"{figure(invested.value)}/{text}={number(middle)}"
        outside = ratio.low > reference.high or ratio.high < reference.low
        if outside or invested.scope == ("region", ()):
            yield finding(
                "investment_rate",
                "outside" if outside else "closes",
                "implausible" if outside else "closes",
                (invested, level),
                arithmetic + (f" ∉ [{figure(reference.low)}, {figure(reference.high)}]" if outside else ""),
                reference="investment_to_value_added",
                measure=middle,
                ratio=middle,
                low=reference.low,
                high=reference.high,
            )


@rule
def research_spending(view: PlanView) -> Iterator[Finding]:
    """The research that intensity and output imply, shared out over all enterprises that are to do research."""
    output = region_output(view)
    firms = next(iter(view.of("above_scale", kinds=("stock",), scope=("region", ()))), None)
    coverage = next(iter(view.of("research_activity_coverage", kinds=("coverage",))), None)
    for intensity in view.of("research_intensity", kinds=("share",)):
        if output is None or firms is None or coverage is None or firms.value <= 0 or coverage.value <= 0:
            continue
        _size, plain_output, clauses, formula = output
        total = plain_output * intensity.value / 100
        each = total / (firms.value * coverage.value / 100) * 10_000
        arithmetic = (
            f"({formula})×{figure(intensity.value)}%={number(total)}; /("
            f"{figure(firms.value)}×{figure(coverage.value)}%)={number(each)} 万元"
        )
        yield finding(
            "research_spending",
            "closes",
            "closes",
            (intensity, firms, coverage, *clauses),
            arithmetic,
            measure=total,
            total=total,
            each=each,
        )
