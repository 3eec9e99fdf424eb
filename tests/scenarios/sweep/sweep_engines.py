"""An engine made by hand whose answers depend on the point, and a small sweep's file."""

from __future__ import annotations

from typing import Any

from synthetic import FakeEngine

FILE = """
title: {zh: 试, en: trial}
author: test
scenario: xihua
replicates: 12
vary:
  levers.cultivation_service.intensity: {values: [0, 1]}
"""


class PointEngine(FakeEngine):
    """The synthetic engine, its random walks steeper with the lever, so that points differ."""

    def __call__(self, scenario: Any, **options: Any) -> Any:
        lever = scenario.scenario.levers.get("cultivation_service")
        self.rate = 1.0 + (lever.intensity if lever else 0.0)
        return super().__call__(scenario, **options)
