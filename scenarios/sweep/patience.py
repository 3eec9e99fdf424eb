"""How long a unit may take before it counts as hung."""

from __future__ import annotations

BEFORE_ANY = 600.0
"""Seconds for the first units, which may compile the engine first."""
LEAST = 60.0
TIMES = 50.0
"""A unit that takes so many times as long as the slowest so far, replicate for replicate, is hung."""
ATTEMPTS = 3
"""How often a unit is tried before it is left undone."""


class Patience:
    """A limit in seconds: the stated one, else one learnt from the units that were finished."""

    def __init__(self, stated: float | None = None) -> None:
        self.stated = stated
        self.slowest = 0.0

    def learn(self, seconds: float, replicates: int) -> None:
        """Take a finished unit into account."""
        self.slowest = max(self.slowest, seconds / max(1, replicates))

    def limit(self, replicates: int) -> float:
        """Give the seconds after which a unit of so many replicates counts as hung."""
        if self.stated is not None:
            return self.stated
        return max(LEAST, TIMES * self.slowest * replicates) if self.slowest else BEFORE_ANY
