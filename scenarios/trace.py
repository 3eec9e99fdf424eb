"""The life of one enterprise in one replicate, year by year, for scripts and for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.schema.errors import InputError

if TYPE_CHECKING:
    from model.trace import Decision, LifeYear

WAN_A_HUNDRED_MILLION = 10_000.0


@dataclass(frozen=True)
class Life:
    """One enterprise's years: state, what it was eligible for, which draw decided."""

    plan: str
    seed: int
    replicate: int
    enterprise: str
    years: tuple[LifeYear, ...]

    def to_json(self, language: str) -> dict[str, Any]:
        """Give it as plain data; money is 万元."""
        return {
            "plan": self.plan,
            "seed": self.seed,
            "replicate": self.replicate,
            "enterprise": self.enterprise,
            "unit": text("trace.unit", language),
            "years": [asdict(year) for year in self.years],
        }

    def report(self, language: str) -> str:
        """Tell it to a person."""
        return "\n".join(self._lines(language)) + "\n"

    def _lines(self, language: str) -> Iterator[str]:
        yield text(
            "trace.heading",
            language,
            enterprise=self.enterprise,
            plan=self.plan,
            replicate=self.replicate,
            seed=self.seed,
        )
        for year in self.years:
            yield ""
            yield _state(year, language)
            if year.capital is not None:
                yield "    " + _capital(year, language)
            for decision in year.decisions:
                yield "    " + decision_text(decision, language)


def _state(year: LifeYear, language: str) -> str:
    if year.event == "closed":
        return text(
            "trace.closed",
            language,
            year=year.year,
            age=year.age,
            revenue=money(year.revenue, language),
            hazard=f"{year.exit_hazard:.3f}",
            draw=f"{year.exit_draw:.3f}",
        )
    titles = text("trace.and", language).join(text(f"trace.title.{name}", language) for name in year.titles)
    words = text(
        f"trace.{year.event}",
        language,
        year=year.year,
        age=year.age,
        revenue=money(year.revenue, language),
        research=f"{(year.research_intensity or 0.0) * 100:.1f}",
        patents=f"{year.class_one_patents or 0.0:.0f}",
        scale=text("trace.above_scale" if year.above_scale else "trace.below_scale", language),
        titles=titles or text("trace.no_title", language),
    )
    if year.growth is not None and year.growth_draw is not None:
        words += text("trace.growth", language, growth=f"{year.growth * 100:+.1f}", draw=f"{year.growth_draw:.3f}")
    return words


def _capital(year: LifeYear, language: str) -> str:
    """Capital, investment and statuses of a year in one line."""
    told = [text("trace.capital", language, capital=money(year.capital, language))]
    if year.investment is not None:
        told.append(text("trace.investment", language, investment=money(year.investment, language)))
    projects = text("trace.and", language).join(year.projects)
    if year.project_funds:
        funds = money(year.project_funds, language)
        told.append(text("trace.enlarged", language, projects=projects, funds=funds))
    elif projects and year.origin == "attracted" and year.event in ("start", "founded"):
        told.append(text("trace.by_project", language, projects=projects))
    if year.event == "start" and year.statuses:
        told.append(text("trace.statuses", language, statuses=_statuses(year.statuses, language)))
    if year.statuses_gained:
        told.append(text("trace.gained", language, statuses=_statuses(year.statuses_gained, language)))
    if year.statuses_lost:
        told.append(text("trace.lost_statuses", language, statuses=_statuses(year.statuses_lost, language)))
    return text("trace.and_so", language).join(told) + text("trace.stop", language)


def _statuses(names: tuple[str, ...], language: str) -> str:
    """Statuses by the labels of their outcomes, where these words stand once."""
    from model.outcomes import outcome_of

    labels = [outcome_of(f"adopters:{name}").label for name in names]
    return text("trace.and", language).join(label.zh if language == "zh" else label.en for label in labels)


def decision_text(decision: Decision, language: str) -> str:
    """Tell what was decided on one title, and by which draw."""
    values = {
        "title": text(f"trace.title.{decision.title}", language),
        "condition": text(f"trace.condition.{decision.condition}", language) if decision.condition else "",
        "threshold": _threshold(decision, language),
        "draw": _three(decision.application_draw),
        "rate": _three(decision.application_rate),
        "score": "" if decision.score is None else f"{decision.score:.1f}",
        "cut_off": text("trace.no_cut_off", language) if decision.cut_off is None else f"{decision.cut_off:.1f}",
        "discretion_draw": _three(decision.discretion_draw),
        "discretion": _three(decision.discretion),
    }
    return text(f"trace.decision.{decision.decision}", language, **values)


def _threshold(decision: Decision, language: str) -> str:
    """Say the line, and from where on records are taken to it."""
    if decision.threshold is None:
        return ""
    line = f"{decision.threshold:g}"
    if decision.reached_from is None:
        return line
    return text("trace.bunched", language, line=line, least=f"{float(f'{decision.reached_from:.3g}'):g}")


def _three(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def name_of_place(name: str, language: str) -> str:
    """The name of a chain or zone; the rest of the chains and what lies outside the zones have words."""
    return text(f"trace.name.{name}", language) if name in ("other", "outside", "any") else name


def money(value: float | None, language: str) -> str:
    """Money as officials write it: 亿元 from one on, 万元 below."""
    amount = value or 0.0
    if amount >= WAN_A_HUNDRED_MILLION:
        return text("trace.money_large", language, amount=f"{amount / WAN_A_HUNDRED_MILLION:.2f}")
    return text("trace.money_small", language, amount=f"{amount:.0f}")


def life_of(scenario: LoadedScenario, *, seed: int, replicate: int, enterprise: str) -> Life:
    """Follow one enterprise of one replicate through the simulated years; raises InputError where there is none."""
    from model.identity import identity_number
    from model.trace import life
    from scenarios.world import world_of

    try:
        identity = identity_number(enterprise)
    except ValueError:
        raise InputError("not_an_enterprise", found=enterprise) from None
    years = life(world_of(scenario), seed, replicate, identity)
    if years is None:
        raise InputError("no_such_enterprise", found=enterprise, replicate=replicate)
    return Life(scenario.plan.id, seed, replicate, enterprise, tuple(years))
