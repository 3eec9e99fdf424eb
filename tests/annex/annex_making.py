"""Annexes made without the engine: what they say and how they are written is tested on numbers that cost nothing."""

from __future__ import annotations

import datetime

from every_outcome import full_engine

from annex import Annex, AnnexRequest, build_annex
from scenarios import load
from scenarios.answers.drawn import judged_rows

SIMULATED = (
    "summary",
    "method",
    "start",
    "verdicts",
    "audit",
    "revised",
    "unknowns",
    "conditions",
    "limits",
    "sources",
)
"""Sections that need no further simulation of the real engine."""
KEPT: dict[tuple[object, ...], Annex] = {}


def made(plan: str, language: str, **choices: object) -> Annex:
    """Build an annex from the synthetic engine; the same is built once."""
    key = (plan, language, *sorted((name, str(value)) for name, value in choices.items()))
    if key not in KEPT:
        loaded = load(plan)
        # The synthetic engine grows by leaps that no real one makes: targets of growth are left out of those looked at closely.
        levels = [row.target.id for row in judged_rows(loaded) if row.question and row.question.growth == "none"]
        asked: dict[str, object] = {"sections": SIMULATED, "replicates": 120, "date": datetime.date(2026, 11, 22)}
        asked["targets"] = tuple(levels[:8])
        request = AnnexRequest(loaded, language=language, **{**asked, **choices})  # type: ignore[arg-type]
        KEPT[key] = build_annex(request, engine=full_engine)
    return KEPT[key]
