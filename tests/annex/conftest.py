"""Annexes made without the engine: what they say and how they are written is tested on numbers that cost nothing."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("docx", reason="the extra annex is not installed")
pytest.importorskip("altair", reason="the extra annex is not installed")

from annex import Annex, AnnexRequest, build_annex
from scenarios import load

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[0] / "charts"), str(HERE.parents[0] / "scenarios")]
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

Make = Callable[..., Annex]
_KEPT: dict[tuple[object, ...], Annex] = {}


def made(plan: str, language: str, **choices: object) -> Annex:
    """Build an annex from the synthetic engine; the same is built once."""
    from every_outcome import full_engine

    key = (plan, language, *sorted((name, str(value)) for name, value in choices.items()))
    if key not in _KEPT:
        asked: dict[str, object] = {"sections": SIMULATED, "replicates": 120, "date": datetime.date(2026, 11, 22)}
        request = AnnexRequest(load(plan), language=language, **{**asked, **choices})  # type: ignore[arg-type]
        _KEPT[key] = build_annex(request, engine=full_engine)
    return _KEPT[key]


@pytest.fixture(params=["zh", "en"])
def annex(request: pytest.FixtureRequest) -> Annex:
    """西华's annex in both languages, with a picture and native charts of two targets."""
    return made(
        "xihua",
        str(request.param),
        sections=(*SIMULATED[:4], "charts", *SIMULATED[4:]),
        targets=("xh_n_srdi_provincial", "xh_va_all_industry"),
        charts=("scorecard", "fans", "native"),
        title="《草案》附件：目标测算 A&B <1>",
        unit="西华县工信局",
    )
