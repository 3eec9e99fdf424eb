"""局限与校验状况: what the numbers do not say, and what the model has been held against."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section
from annex.sections.summary import validation
from annex.writing import Writing


def section(writing: Writing) -> Section:
    """Write the limits."""
    return writing.section("limits", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    yield writing.sentences(validation(writing))
    yield writing.bullets(
        (writing.quote(f"run.legends.{place}"),) for place in range(len(writing.value("run.legends")))
    )
    yield writing.bullets(
        [
            writing.say("limits.not_a_promise"),
            writing.say("limits.error", confidence=writing.share("settings.confidence")),
            writing.say(
                "limits.start",
                assumed=writing.number("baseline.assumed", "whole"),
                count=writing.number("baseline.count", "whole"),
            ),
            writing.say(
                "limits.parameters",
                count=writing.number("parameters.count", "whole"),
                estimate=writing.number("parameters.estimate", "whole"),
                assumption=writing.number("parameters.assumption", "whole"),
            ),
            writing.say("limits.scope"),
            writing.say("limits.rules"),
            writing.say("limits.levers", line=writing.quote("run.validation_levers")),
            writing.say("limits.region"),
            writing.say("limits.charts"),
        ]
    )
