"""The life of one enterprise in one replicate, year by year. The engine's part is not in this checkout yet."""

from __future__ import annotations

from typing import Any, Protocol

from scenarios.loaded import LoadedScenario


class Life(Protocol):
    """One enterprise's years: state, what it was eligible for, which draw decided."""

    def to_json(self, language: str) -> dict[str, Any]:
        """Give it as plain data."""
        ...

    def report(self, language: str) -> str:
        """Tell it to a person."""
        ...


class NotBuiltError(RuntimeError):
    """A part of the product that this checkout does not have."""


def life_of(scenario: LoadedScenario, *, seed: int, replicate: int, enterprise: int) -> Life:
    """Follow one enterprise of one replicate through the simulated years; raises InputError where there is none."""
    raise NotBuiltError("model.trace")
