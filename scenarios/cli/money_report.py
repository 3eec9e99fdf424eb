"""The parts of a report on money, programmes and reported figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.cli.wording import amount, chance
from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.money import fulfilment, money_check
from scenarios.readings import number
from scenarios.result import RunResult
from scenarios.schema.baseline import MONEY_UNITS

MONEY_ROWS = ("investment", "funds", "signed_money")


def investment_line(loaded: LoadedScenario, language: str) -> str:
    """Say whether investment is an outcome or what of the plan's inputs is supposed to come."""
    rows = []
    for name, spans in loaded.supposed.imposed.items():
        for first, due, value in spans:
            shown = value / MONEY_UNITS["亿元"] if name in MONEY_ROWS else value
            rows.append(text(f"run.imposed.{name}", language, value=number(round(shown, 2)), first=first, due=due))
    listed = text("reading.separator", language).join(rows)
    return text(f"run.investment.{loaded.investment_mode}", language, **({"rows": listed} if rows else {}))


def money_lines(result: RunResult, language: str) -> Iterator[str]:
    """Say what the plan's own money implies, and what the replicates make of theirs."""
    found = money_check(result)
    if found is None:
        return
    plan = result.scenario.plan
    yield text(
        "run.money",
        language,
        investment=plan.target(found.investment_id).label[language],
        output=plan.target(found.output_id).label[language],
    )
    yield text(
        "run.money_plan",
        language,
        yearly=amount(found.yearly),
        first=found.first_year,
        due=found.due_year,
        total=amount(found.total),
        output=amount(found.value_added),
        implied=amount(found.implied),
    )
    if found.marginal is not None:
        yield text("run.money_marginal", language, **_spread(found.marginal))
    spent, earned, ratio = found.modelled_yearly, found.modelled_value_added, found.modelled
    yield text(
        "run.money_model",
        language,
        yearly=amount(spent["p50"]),
        yearly_low=amount(spent["p05"]),
        yearly_high=amount(spent["p95"]),
        output=amount(earned["p50"]),
        output_low=amount(earned["p05"]),
        output_high=amount(earned["p95"]),
        ratio=amount(ratio["p50"]),
        low=amount(ratio["p05"]),
        high=amount(ratio["p95"]),
    )
    if found.modelled_marginal is not None:
        yield text(
            "run.money_model_marginal", language, rising=f"{found.rising:.0%}", **_spread(found.modelled_marginal)
        )


def reported_lines(result: RunResult, language: str) -> Iterator[str]:
    """Put figures as they would be reported beside the true ones."""
    lines = []
    for answer in result.answers:
        true, reported = answer.verdict, answer.reported
        if true is None or reported is None or reported.proportion is None or true.quantiles is None:
            continue
        if true.question.target_id != answer.target_id:
            continue
        lines.append(
            text(
                "run.reported_row",
                language,
                id=answer.target_id,
                modelled=amount(true.quantiles["p50"]),
                reported=amount((reported.quantiles or {})["p50"]),
                unit=answer.row.target.unit,
                chance=chance(reported.proportion, language),
            )
        )
    started = fulfilment(result)
    if started is not None:
        modelled, reported_start = started["modelled"], started["as_reported"]
        lines.append(
            text(
                "run.fulfilment",
                language,
                modelled=f"{modelled['p50']:.0%}",
                modelled_low=f"{modelled['p05']:.0%}",
                modelled_high=f"{modelled['p95']:.0%}",
                reported=f"{reported_start['p50']:.0%}",
                reported_low=f"{reported_start['p05']:.0%}",
                reported_high=f"{reported_start['p95']:.0%}",
            )
        )
    if lines:
        yield text("run.reported", language)
        yield from lines


def delivery_lines(result: RunResult, language: str) -> Iterator[str]:
    """Say what each programme delivers by its due year."""
    answers = [answer for answer in result.answers if answer.delivery is not None]
    if not answers:
        return
    yield text("run.deliveries", language)
    for answer in answers:
        target, found = answer.row.target, answer.delivery or {}
        yield text(
            "run.delivery_row",
            language,
            id=answer.target_id,
            value=number(target.value or 0.0),
            unit=target.unit,
            low=amount(found["p05"]),
            median=amount(found["p50"]),
            high=amount(found["p95"]),
        )


def _spread(found: Mapping[str, float]) -> dict[str, str]:
    return {"median": amount(found["p50"]), "low": amount(found["p05"]), "high": amount(found["p95"])}
