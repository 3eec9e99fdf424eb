"""Two scenarios side by side, replicate by replicate."""

from scenarios.compare.comparing import Comparison, compare

__all__ = ["Comparison", "compare"]
