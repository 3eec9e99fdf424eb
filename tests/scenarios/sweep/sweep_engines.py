"""An engine made by hand whose answers depend on the point."""

from __future__ import annotations

from typing import Any

from synthetic import FakeEngine


class PointEngine(FakeEngine):
    """The synthetic engine, its random walks steeper with the lever, so that points differ."""

    def __call__(self, scenario: Any, **options: Any) -> Any:
        lever = scenario.scenario.levers.get("cultivation_service")
        self.rate = 1.0 + (lever.intensity if lever else 0.0)
        return super().__call__(scenario, **options)
