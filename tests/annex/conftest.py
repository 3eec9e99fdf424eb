"""An annex in both languages, with pictures, made without the engine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("docx", reason="the extra annex is not installed")
pytest.importorskip("altair", reason="the extra annex is not installed")

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "charts"), str(HERE.parent / "scenarios")]

from annex_making import SIMULATED, made  # noqa: E402 - the places of the helpers come first

from annex import Annex  # noqa: E402


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
