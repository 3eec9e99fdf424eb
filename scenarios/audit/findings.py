"""What the audit finds: a grade, the clauses, the arithmetic with its numbers, the message and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from scenarios.messages.catalogue import text
from scenarios.schema.common import Text

Grade = Literal["contradiction", "one_reading", "implausible", "binds_nothing", "cannot_check", "closes"]
GRADES: tuple[Grade, ...] = get_args(Grade)
"""From the gravest to the harmless, in the order in which findings are shown.

contradiction: the figures cannot all be true. one_reading: they cannot under one reading of the clause, and can under
another. implausible: outside a reference range that has a source. binds_nothing: other figures imply it. cannot_check: a
figure is missing, and is named. closes: checked, and in order.
"""


@dataclass(frozen=True)
class Finding:
    """One result of one rule on one set of clauses.

    `values` fill the message `audit.<rule>.<variant>.what` and `.mend`; a value that is a Text is shown in the reader's
    language. `measure` is the number that the rule compared (None where it compared none), for tests and scripts.
    """

    rule: str
    variant: str
    grade: Grade
    targets: tuple[str, ...]
    arithmetic: str
    values: Mapping[str, object] = field(default_factory=dict)
    reference: str | None = None
    measure: float | None = None

    @property
    def id(self) -> str:
        """Name the finding by its rule and its clauses, so that it keeps its name when other clauses change."""
        return f"{self.rule}:{'+'.join(self.targets[:3])}" + (
            f"+{len(self.targets) - 3}" if len(self.targets) > 3 else ""
        )

    def message(self, language: str) -> str:
        """Say what was found, in a language."""
        return text(f"audit.{self.rule}.{self.variant}.what", language, **self._in(language))

    def remedy(self, language: str) -> str:
        """Say what would mend it, or what to find out."""
        return text(f"audit.{self.rule}.{self.variant}.mend", language, **self._in(language))

    def _in(self, language: str) -> dict[str, object]:
        return {name: shown(value, language) for name, value in self.values.items()}


@dataclass(frozen=True)
class ImpliedFigure:
    """A figure that the plan does not give but that follows from what it gives, offered to the baseline.

    `low` and `high` are equal where the plan leaves no freedom; `unit` is that of the clause it follows from.
    """

    quantity: str
    label: Text
    scope: str
    year: int
    low: float
    high: float
    unit: str
    targets: tuple[str, ...]
    arithmetic: str
    assumption: Text | None = None


@dataclass(frozen=True)
class AuditReport:
    """All findings on one plan, gravest first; the figures it implies; the rules that were run."""

    plan: str
    findings: tuple[Finding, ...]
    implied_baselines: tuple[ImpliedFigure, ...]
    checked_rules: tuple[str, ...]
    headings: Mapping[str, str] = field(default_factory=dict)

    def of_grade(self, *grades: Grade) -> tuple[Finding, ...]:
        """Keep the findings of some grades."""
        return tuple(finding for finding in self.findings if finding.grade in grades)

    @property
    def counts(self) -> dict[str, int]:
        """Count the findings of every grade."""
        return {grade: len(self.of_grade(grade)) for grade in GRADES}


def shown(value: object, language: str) -> object:
    """Show a value of a message: numbers without needless digits, texts in the reader's language."""
    if isinstance(value, Text):
        return value[language]
    if isinstance(value, float):
        return number(value)
    if isinstance(value, tuple):
        return ("、" if language == "zh" else ", ").join(str(shown(one, language)) for one in value)
    return value


def number(value: float, digits: int = 4) -> str:
    """Write a computed number: at most four significant digits, no exponent, no trailing zeros."""
    if value != value or value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "-∞" if value < 0 else "?"
    return figure(float(f"{value:.{digits}g}"))


def figure(value: float) -> str:
    """Write a figure of the plan as it stands there, thousands marked."""
    text_of = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text_of if text_of not in ("", "-0") else "0"
