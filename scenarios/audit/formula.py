"""Small helpers with which rules write their arithmetic and make their findings."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.audit.findings import Finding, Grade, figure, number
from scenarios.audit.view import Clause, ids, labels
from scenarios.schema.common import Text

SIGN = {">=": "≥", ">": ">", "=": "", "~": "≈", "range": "", "<=": "≤"}


def says(clause: Clause) -> str:
    """Write a clause's figure as it stands: ≥300, 2–3, ≈16,000."""
    sign = SIGN[clause.target.operator]
    if clause.target.operator == "range":
        return f"{figure(clause.value)}–{figure(clause.value_high)}"
    return f"{sign}{figure(clause.value)}"


def amount(clause: Clause) -> str:
    """Write a clause's figure without its operator."""
    return figure(clause.value)


def joined(values: Sequence[float], sign: str = "+") -> str:
    """Write a sum or product with its numbers in it."""
    return sign.join(figure(value) for value in values)


def finding(
    rule: str,
    variant: str,
    grade: Grade,
    clauses: Sequence[Clause],
    arithmetic: str,
    *,
    reference: str | None = None,
    measure: float | None = None,
    **values: object,
) -> Finding:
    """Make a finding on clauses; their labels fill `{names}` of the message, each label `{first}`, `{second}`."""
    named = labels(*clauses)
    known: dict[str, object] = {
        "names": named,
        "first": clauses[0].label,
        "second": clauses[min(1, len(clauses) - 1)].label,
    }
    return Finding(
        rule=rule,
        variant=variant,
        grade=grade,
        targets=ids(*clauses),
        arithmetic=arithmetic,
        values={**known, **values},
        reference=reference,
        measure=measure,
    )


def several(clauses: Sequence[Clause], most: int = 6) -> Text:
    """Name clauses in a message, the first few and how many more."""
    shown, more = clauses[:most], len(clauses) - most
    zh = "、".join(clause.label.zh for clause in shown) + (f"等 {len(clauses)} 项" if more > 0 else "")
    en = "; ".join(clause.label.en for clause in shown) + (f" and {more} more" if more > 0 else "")
    return Text(zh=zh, en=en)


def percent(share: float) -> str:
    """Write a share as a percentage."""
    return f"{number(share * 100, 3)}%"


UNITS = {
    "亿元": "100m yuan",
    "万元": "10k yuan",
    "家": "enterprises",
    "个": "of them",
    "项": "of them",
    "人次": "person-times",
}


def unit_words(clause: Clause) -> Text:
    """Give a clause's unit in words for a message."""
    unit = clause.unit or "—"
    return Text(zh=unit, en=UNITS.get(unit, unit if unit.isascii() else "units"))
