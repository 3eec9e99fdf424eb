"""Every function gives the recorded bits: here, and compiled for a processor that has none of this one's vector units."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.model.randomness.recorded_bits import computed, differences, recorded


def test_bits_are_as_recorded() -> None:
    """If this fails after a change that is meant to move results: python -m tests.model.randomness.recorded_bits."""
    assert differences(computed(), recorded()) == []


def test_a_changed_bit_would_be_found() -> None:
    then = recorded()
    then["exp"] = [*then["exp"][:-1], float.fromhex(then["exp"][-1]).hex()[:-5] + "0p+9"]
    assert differences(recorded(), then) != []


@pytest.mark.skipif(platform.machine().lower() not in ("x86_64", "amd64"), reason="names a processor of this family")
def test_bits_on_a_plain_processor(root: Path) -> None:
    """The oldest x86-64 there is: no AVX, no fused multiply-add, vectors of two."""
    environment = {**os.environ, "NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": ""}
    done = subprocess.run(
        [sys.executable, "-m", "tests.model.randomness.recorded_bits", "--check"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
