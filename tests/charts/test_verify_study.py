"""The study of edited exports: what it promises is shared out, each copy differs, and a run that stopped goes on."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="the extra explorer is not installed")

from tests.charts import verify_study
from tests.charts.verify_edits import edit
from tests.charts.verify_exports import Export
from tests.charts.verify_study import copies, report, study


def made(kind: str, number: int, form: str) -> Export:
    return Export(kind, f"{kind} {number}", form, lambda: b"")


def test_exports_are_shared_out_among_formats_and_kinds() -> None:
    every = [made(kind, number, "csv") for kind in ("run", "figure", "audit") for number in range(50)]
    every += [made("trace", 0, "json"), made("seek", 0, "json")]
    found = copies(every, 101, 7, ("csv", "json", "docx"))
    assert len(found) == 101 and Counter(each.form for each, _ in found) == {"csv": 51, "json": 50}
    files = [key for key, _ in Counter((each.name, each.form) for each, _ in found).items()]
    assert len(files) == verify_study.FILES + 2
    assert {each.kind for each, _ in found} == {"run", "figure", "audit", "trace", "seek"}
    order = [each.name for each, _ in found]
    assert all(
        name not in order[place + 1 :] for place, name in enumerate(order) if order[place + 1 : place + 2] != [name]
    )
    assert found == copies(every, 101, 7, ("csv", "json", "docx"))


def test_another_number_is_changed_in_every_copy() -> None:
    content = json.dumps({"a": 11, "b": [22, {"c": 33.5}], "text": "44", "flag": True, "tuiyan-stamp": "x"}).encode()
    said = [edit(content, "json", random.Random(copy), copy, "order").said for copy in range(3)]
    assert sorted(said) == ["11", "22", "33.5"]


def test_a_study_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = tmp_path / "state.jsonl"
    asked: dict[str, Any] = {"plans": ["xihua"], "forms": ("csv", "json", "html"), "commands": False, "state": state}
    found = study(6, 3, **asked)
    assert len(found) == 6 and all(each.equal and each.named for each in found), [each.trouble for each in found]
    lines = state.read_text(encoding="utf-8").splitlines()
    state.write_text("\n".join([*lines[:5], lines[5][:20]]), encoding="utf-8")
    again: list[int] = []
    true_one = verify_study._one
    monkeypatch.setattr(verify_study, "_one", lambda number, *rest: again.append(number) or true_one(number, *rest))
    other = study(6, 3, **asked)
    assert again == [5] and [each.name for each in other] == [each.name for each in found]
    assert "| all | 6 | 6 | 6 | 6 |" in report(found, 60.0, 3, ["xihua"])
