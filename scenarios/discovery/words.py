"""A box as one sentence, in numbers that a planner can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.messages import text

if TYPE_CHECKING:
    from scenarios.discovery.boxes import Edge
    from scenarios.discovery.discover import DiscoverAnswer

LARGE = 10_000.0


def sentence(answer: DiscoverAnswer, language: str) -> str:
    """Say under which conditions the outcome is frequent, or that no condition was found."""
    separator = text("discover.and_targets", language)
    targets = separator.join(label[language] for label in answer.target_labels[:3])
    if len(answer.target_labels) > 3 or not answer.target_labels:
        targets = text("discover.whole_plan", language, count=len(answer.target_labels))
    values = {
        "targets": targets,
        "happens": text(f"discover.{answer.outcome}", language),
        "case": text("discover.points" if answer.sweep else "discover.replicates", language),
        "cases": answer.cases,
    }
    if answer.box is None and answer.share.successes in (0, answer.share.total):
        # The rarer outcome is explained, so where it never happens the other one always does.
        always = (answer.outcome == "fails") == (answer.share.successes > 0)
        return text("discover.always_fails" if always else "discover.never_fails", language, **values)
    if answer.box is None:
        return text("discover.nothing", language, share=f"{answer.share.probability:.0%}", **values)
    box = answer.box
    conditions = text("discover.and", language).join(condition(answer, edge, language) for edge in box.edges)
    low, high = box.density.interval
    return text(
        "discover.sentence",
        language,
        conditions=conditions,
        density=f"{box.density.probability:.0%}",
        low=f"{low:.0%}",
        high=f"{high:.0%}",
        base=f"{box.base.probability:.0%}",
        coverage=f"{box.coverage.probability:.0%}",
        **values,
    )


def condition(answer: DiscoverAnswer, edge: Edge, language: str) -> str:
    """Say one edge in the unit of its input."""
    return text(
        "discover.at_least" if edge.at_least else "discover.at_most",
        language,
        name=answer.labels[edge.name][language],
        limit=shown(edge.limit),
        unit=answer.units[edge.name] if answer.units[edge.name] != "1" else "",
    )


def shown(value: float) -> str:
    """Write a limit with three significant digits."""
    return f"{value:,.0f}" if abs(value) >= LARGE / 100 else f"{value:.3g}"
