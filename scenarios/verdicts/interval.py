"""The one compiled number of the verdicts, kept on disk: a command that has run once does not compile it again."""

from __future__ import annotations

from model.compiled import kernel
from model.randomness.special_functions import beta_quantile


@kernel("float64(int64, int64, float64)")
def posterior_quantile(successes: int, total: int, level: float) -> float:
    """Give the quantile at `level` of the Jeffreys posterior Beta(successes + 1/2, total - successes + 1/2)."""
    found: float = beta_quantile(level, successes + 0.5, total - successes + 0.5)
    return found
