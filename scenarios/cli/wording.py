"""Numbers written for people, never saying more than they know."""

from __future__ import annotations

import math

from scenarios.messages import text
from scenarios.messages.shares import plain
from scenarios.verdicts import Proportion


def chance(proportion: Proportion, language: str) -> str:
    """Write a probability with its 95% error, in percent; never 0% or 100%, and the error never rounded down.

    Where the error reaches beyond 0% or 100%, the bound on the other side is written instead: 0.2% (≤1.0%).
    """
    low, high = proportion.interval
    if proportion.successes == 0:
        return text("cli.chance.below", language, limit=_percent(math.ceil(high * 1000) / 1000, 1))
    if proportion.successes == proportion.total:
        return text("cli.chance.above", language, limit=_percent(math.floor(low * 1000) / 1000, 1))
    share = proportion.probability
    error = max(share - low, high - share)
    digits = 1 if error < 0.01 or share < 0.05 or share > 0.95 else 0
    if not 0 < round(share * 100, digits) < 100:
        edge = share < 0.5
        return text("cli.chance.below" if edge else "cli.chance.above", language, limit="0.1%" if edge else "99.9%")
    step = 10 ** (digits + 2)
    said, error = _percent(share, digits), math.ceil(error * step) / step
    if error > round(share, digits + 2):
        return text("cli.chance.at_most", language, share=said, limit=_percent(math.ceil(high * step) / step, digits))
    if error > round(1.0 - share, digits + 2):
        return text("cli.chance.at_least", language, share=said, limit=_percent(math.floor(low * step) / step, digits))
    return text("cli.chance.about", language, share=said, error=_percent(error, digits))


def amount(value: float) -> str:
    """Write a number of things or money with at most one decimal: 60, 28.5, 1234."""
    return plain(value)


def _percent(share: float, digits: int) -> str:
    return f"{share * 100:.{digits}f}%"
