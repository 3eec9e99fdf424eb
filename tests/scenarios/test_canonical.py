"""The digest of a scenario: everything that can move a number, nothing that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.canonical import canonical, data_digest, digest
from scenarios.loaded import load

SCENARIO = """
title: {zh: 试, en: try}
author: someone
plan: xihua
"""


def hash_of(folder: Path, more: str = "", text: str = SCENARIO) -> str:
    path = folder / "scenario.yaml"
    path.write_text(text + more, encoding="utf-8")
    return load(path).hash


def test_words_seed_replicates_defaults_and_zero_levers_do_not_count(tmp_path: Path) -> None:
    plain = hash_of(tmp_path)
    assert plain == load("xihua").hash
    assert plain == hash_of(tmp_path, text=SCENARIO.replace("someone", "another").replace("试", "别的"))
    for more in (
        "seed: 99\n",
        "replicates: 12\n",
        "rulebook: calendar\n",
        "counting: nested\n",
        "mode: as_planned\n",
        "levers: {research_support: {start: 2024, end: 2030, intensity: 0}}\n",
        "levers: {research_support: {start: 2024, end: 2030, intensity: 0.0}}\n",
        "note: {zh: 说明, en: note}\n",
        "# a comment\n",
    ):
        assert hash_of(tmp_path, more) == plain, more


def test_what_moves_numbers_counts(tmp_path: Path) -> None:
    found = [hash_of(tmp_path)]
    for more in (
        "rulebook: 2022\n",
        "counting: valid\n",
        "mode: as_of\nas_of: 2025\n",
        "levers: {research_support: {start: 2024, end: 2030, intensity: 1}}\n",
        "levers: {research_support: {start: 2025, end: 2030, intensity: 1}}\n",
        "assumptions: {founding_rate: {value: 0.1}}\n",
        "assumptions: {founding_rate: {value: 0.2}}\n",
        "baseline: reference.yaml\n",
    ):
        if "baseline" in more:
            known = Path(__file__).parents[2] / "scenarios/baselines/xihua.yaml"
            changed = known.read_text(encoding="utf-8").replace("median: 140", "median: 141", 1)
            (tmp_path / "reference.yaml").write_text(changed, encoding="utf-8")
            assert changed != known.read_text(encoding="utf-8")
        found.append(hash_of(tmp_path, more))
    assert len(set(found)) == len(found)


def test_another_plan_is_another_question() -> None:
    assert load("xihua").hash != load("shangqiu").hash


def test_equal_content_is_written_equally() -> None:
    assert canonical({"b": 3.0, "a": [1, 2.5], "title": "x"}) == '{"a":[1,2.5],"b":3}'
    assert digest({"a": 0.1}) != digest({"a": 0.1000000001})
    with pytest.raises(ValueError, match="not JSON"):
        canonical({"a": float("nan")})


def test_data_counts_by_content_not_by_layout(tmp_path: Path) -> None:
    """A comment or another spacing of a parameter file asks the same; another number does not."""
    digests = []
    for name, said in (
        ("a", "x: {value: 1.5, note: n}\n"),
        ("b", "# c\nx:\n  value: 1.50\n"),
        ("c", "x: {value: 1.6}\n"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "p.yaml").write_text(said, encoding="utf-8")
        digests.append(data_digest(folder))
    assert digests[0] == digests[1] != digests[2]
