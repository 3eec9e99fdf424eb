"""The examples of docs/analysis.md run as they stand, one after the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("SALib", reason="the extra analysis is not installed")


def test_the_examples_run(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = (root / "docs" / "analysis.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", document, flags=re.DOTALL)
    assert len(blocks) >= 6
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/analysis.md", "exec"), names)
    assert len(capsys.readouterr().out) > 500
