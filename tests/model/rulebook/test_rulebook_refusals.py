"""A rulebook file that does not fit is refused, with file, line, key, what was expected and how to mend it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from model.rulebook import RulebookError, load_rulebook
from model.rulebook.tables import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("versions", "points"):
        shutil.copytree(FOLDER / part, tmp_path / part)
    for part in ("standards.yaml", "calendar.yaml"):
        shutil.copy(FOLDER / part, tmp_path / part)
    return tmp_path


def test_the_copied_folder_loads(folder: Path) -> None:
    assert load_rulebook(folder).standards == load_rulebook().standards


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "key"),
    [
        ("versions/2026-2.yaml", "id: niche_years", "id: niche_year", "unknown_criterion", "titles.srdi.2.id"),
        ("versions/2026-2.yaml", "id: niche_years", "id: revenue", "wrong_unit", "titles.srdi.2.unit"),
        (
            "versions/2026-2.yaml",
            "threshold: 1500",
            "threshold: -1500",
            "threshold_out_of_range",
            "titles.srdi.3.threshold",
        ),
        (
            "versions/2026-2.yaml",
            "threshold: 0.80",
            "threshold: 80",
            "threshold_out_of_range",
            "titles.srdi.5.threshold",
        ),
        ("versions/2026-2.yaml", "threshold: 1500", "threshold: .nan", "wrong_value", "titles.srdi.3.threshold"),
        ("versions/2026-2.yaml", "threshold: 1500", "threshhold: 1500", "unknown_key", "titles.srdi.3.threshhold"),
        (
            "versions/2026-2.yaml",
            "threshold: innovative",
            "threshold: innovation",
            "threshold_out_of_range",
            "titles.srdi.1.threshold",
        ),
        ("versions/2026-2.yaml", "sense: at_most", "sense: at_least", "wrong_sense", "titles.srdi.6.sense"),
        ("versions/2026-2.yaml", "  srdi:\n", "  srid:\n", "unknown_key", "titles.srid"),
        ("versions/2026-2.yaml", "version: 2026-2", "version: 2022-63", "duplicate_version", "version"),
        ("points/srdi_points.yaml", "0.10: 10}", "0.10: 9}", "wrong_steps", "tables.0"),
        ("points/srdi_points.yaml", "0.04: 4", "0.04: 1", "wrong_steps", "tables.0"),
        ("points/srdi_points.yaml", "total: 100", "total: 40", "points_above_total", "total"),
        ("points/srdi_points.yaml", "id: srdi_growth", "id: srdi_grow", "unknown_table", "tables.0.id"),
        ("points/srdi_points.yaml", "scheme: srdi_points", "scheme: srdi_point", "unknown_scheme", "scheme"),
        ("standards.yaml", "above_scale.revenue:", "above_scale.revenues:", "unknown_key", "above_scale.revenues"),
        ("standards.yaml", "threshold: 2000", "threshold: 0", "wrong_value", "above_scale.revenue.threshold"),
        ("standards.yaml", "threshold: 3", "threshold: 2.5", "threshold_out_of_range", "validity.years.threshold"),
        ("calendar.yaml", "version: 2026-2", "version: 2026-3", "unknown_version", "governs.6.version"),
        ("calendar.yaml", "version: henan-2023", "version: 2026-2", "version_without_title", "governs.15.version"),
        ("calendar.yaml", '"2022": 2022-63', '"2022": 2022-64', "unknown_version", "choices.2022"),
        ("calendar.yaml", "from_year: 2011", "from_year: 11", "wrong_value", "governs.0.from_year"),
    ],
)
def test_a_mistake_is_told_with_its_place(folder: Path, file: str, old: str, new: str, code: str, key: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as refusal:
        load_rulebook(folder)
    mistake = refusal.value
    assert (mistake.code, mistake.key) == (code, key)
    assert mistake.file == str(path)
    place = path.read_text(encoding="utf-8").splitlines()
    assert mistake.line is not None and 1 <= mistake.line <= len(place)
    if code not in ("wrong_steps", "points_above_total", "duplicate_version"):
        assert new.strip().split(":")[0] in "\n".join(place[max(mistake.line - 5, 0) : mistake.line + 3])
    assert mistake.expected and mistake.remedy


def test_a_missing_source_and_a_missing_file_are_refused(folder: Path) -> None:
    path = folder / "versions" / "henan-2023.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    cut = next(number for number, line in enumerate(lines) if line.startswith("      source:"))
    path.write_text("".join(lines[:cut] + lines[cut + 1 :]), encoding="utf-8")
    with pytest.raises(RulebookError) as refusal:
        load_rulebook(folder)
    assert (refusal.value.code, refusal.value.key) == ("missing_key", "titles.provincial_champion.0.source")
    path.unlink()
    with pytest.raises(RulebookError, match="unknown version"):
        load_rulebook(folder)
    (folder / "calendar.yaml").unlink()
    with pytest.raises(RulebookError, match="file unreadable"):
        load_rulebook(folder)
