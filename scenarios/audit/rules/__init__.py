"""The rules, by topic; importing this package registers them in the order in which they are run."""

from scenarios.audit.rules import (
    coverage,
    growth,
    investment,
    ladder,
    milestones,
    missing,
    parts,
    shares,
    sizes,
    statements,
    titles,
    value,
)

__all__ = [
    "coverage",
    "growth",
    "investment",
    "ladder",
    "milestones",
    "missing",
    "parts",
    "shares",
    "sizes",
    "statements",
    "titles",
    "value",
]
