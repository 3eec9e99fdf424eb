"""Wishes in a world where each lever raises the margin by a stated effect a unit, against a spread of 1 and a gap of 1."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.levers import load_levers
from scenarios import load
from scenarios.seeking import SeekAnswer, SeekRequest
from scenarios.seeking.ranking import medians
from scenarios.seeking.seek import SeekTask
from scenarios.seeking.space import space_of
from scenarios.trials import rows_asked

Numbers = NDArray[np.float64]
LEVERS = ("research_support", "title_awards", "training")
TARGET = "xh_n_srdi_provincial"


def answer(effects: tuple[float, float, float], **wish: Any) -> SeekAnswer:
    """Seek in such a world."""
    loaded = load("xihua")
    levers = tuple(load_levers()[name] for name in LEVERS)
    request = SeekRequest((TARGET,), replicates=100, confirm=200, **wish)
    units = medians(levers, request.costs)
    space = space_of(levers, np.zeros((3, 2)), units, (10, 1000.0), request.bounds)

    def trial(change: Numbers, first: int, count: int) -> Numbers:
        drawn = np.random.default_rng(7).normal(size=4000)[first : first + count]
        return np.asarray((drawn - 1.0 + change @ np.array(effects))[:, None])

    rows = rows_asked(loaded, request.targets)
    return SeekTask(loaded, request, rows, levers, space, units, (2026, 2035), 1, trial).answer()
