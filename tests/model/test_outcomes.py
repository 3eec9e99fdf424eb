"""The list of outcomes: every series of the engine once, and mistakes in the file refused with their place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from model.outcomes import FILE, OutcomeError, load_outcomes
from model.series import COUNTED_TITLES, SERIES_NAMES


def test_every_series_has_its_entry_in_the_order_of_the_engine() -> None:
    assert tuple(load_outcomes()) == SERIES_NAMES


def test_the_file_keeps_the_order_of_the_engine() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    written = [line.removesuffix(":") for line in lines if line.endswith(":") and not line.startswith(("#", " "))]
    assert tuple(written) == SERIES_NAMES


def test_every_outcome_says_what_it_is_in_both_languages() -> None:
    labels = {"zh": set[str](), "en": set[str]()}
    for name, outcome in load_outcomes().items():
        assert outcome.id == name
        assert outcome.meaning.zh.endswith("。") and outcome.meaning.en.endswith(".")
        labels["zh"].add(outcome.label.zh)
        labels["en"].add(outcome.label.en)
    assert len(labels["zh"]) == len(labels["en"]) == len(SERIES_NAMES)


def test_kinds_of_title_series() -> None:
    outcomes = load_outcomes()
    for title in COUNTED_TITLES:
        assert {outcomes[f"{title}_{reading}"].kind for reading in ("nested", "valid", "highest")} == {"stock"}
        assert {outcomes[f"{title}_{change}"].kind for change in ("additions", "losses")} == {"flow"}
        assert outcomes[f"{title}_additions"].better == "higher"
        assert outcomes[f"{title}_losses"].better == "lower"


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("srdi_nested:", "srdi_nestd:", "unknown_outcome", "srdi_nestd"),
        ("  kind: stock", "  kind: heap", "wrong_value", "innovative_nested.kind"),
        ("  better: higher", "  good: higher", "unknown_key", "innovative_nested.good"),
        ("  unit: 家\n", "", "missing_key", "innovative_nested.unit"),
    ],
)
def test_mistakes_are_refused_with_their_place(tmp_path: Path, old: str, new: str, code: str, key: str) -> None:
    path = tmp_path / "outcomes.yaml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OutcomeError) as caught:
        load_outcomes(path)
    assert (caught.value.code, caught.value.key) == (code, key)
    assert caught.value.line is not None


def test_a_missing_outcome_is_named(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.yaml"
    text = FILE.read_text(encoding="utf-8")
    start, stop = text.index("revenue:\n"), text.index("above_scale_revenue:")
    path.write_text(text[:start] + text[stop:], encoding="utf-8")
    with pytest.raises(OutcomeError) as caught:
        load_outcomes(path)
    assert (caught.value.code, caught.value.found) == ("missing_outcome", "revenue")


def test_loading_outcomes_starts_no_compiler() -> None:
    code = "import sys; from model.outcomes import load_outcomes; load_outcomes(); print({'numba', 'mesa'} & set(sys.modules))"
    root = Path(__file__).resolve().parents[2]
    shown = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
