"""`tuiyan audit` and `tuiyan template`, as they are typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scenarios.cli import main
from scenarios.importing import template_xlsx


def test_json_has_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "xihua", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["plan"] == "xihua"
    assert len(found["checked_rules"]) >= 50
    for finding in found["findings"]:
        assert {"id", "grade", "targets", "message", "arithmetic"} <= set(finding)
    ids = [finding["id"] for finding in found["findings"]]
    assert len(ids) == len(set(ids))


def test_json_keeps_to_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads((Path("scenarios") / "schema" / "audit_result.schema.json").read_text(encoding="utf-8"))
    for plan in ("xihua", "xiangcheng"):
        assert main(["audit", plan, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert set(found) == set(schema["properties"]) == set(schema["required"])
        for name, items in (("findings", found["findings"]), ("implied_baselines", found["implied_baselines"])):
            keys = set(schema["properties"][name]["items"]["required"])
            assert all(set(item) == keys for item in items)
        grades = schema["properties"]["findings"]["items"]["properties"]["grade"]["enum"]
        assert {finding["grade"] for finding in found["findings"]} <= set(grades)


@pytest.mark.parametrize(("language", "word"), [("zh", "矛盾"), ("en", "contradiction")])
def test_the_table_speaks_both_languages(capsys: pytest.CaptureFixture[str], language: str, word: str) -> None:
    assert main(["audit", "xiangcheng", "--lang", language]) == 0
    said = capsys.readouterr().out
    assert word in said
    assert "35.4 > 26" in said


def test_reports_are_written_in_three_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix, sign in (("md", "## 矛盾"), ("json", '"findings"'), ("csv", "算式")):
        path = tmp_path / f"report.{suffix}"
        assert main(["audit", "xiangcheng", "--out", str(path)]) == 0
        assert sign in path.read_text(encoding="utf-8")
    assert capsys.readouterr().err == ""
    cells = (tmp_path / "report.csv").read_text(encoding="utf-8")
    assert not re.search(r'(^|,)"?[=+@]', cells, re.MULTILINE)


def test_a_filled_in_sheet_is_audited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "目标.xlsx"
    path.write_bytes(template_xlsx())
    assert main(["audit", str(path)]) == 0
    assert "某某县" in capsys.readouterr().out


def test_templates_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template"]) == 0
    assert "targets:" in capsys.readouterr().out
    for name in ("a.xlsx", "a.yaml"):
        assert main(["template", "--out", str(tmp_path / name)]) == 0
        capsys.readouterr()
        assert main(["audit", str(tmp_path / name)]) == 0
        capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["audit", "xihau"], "xihua"),
        (["audit", "missing.xlsx"], "missing.xlsx"),
        (["audit", "missing.yaml"], "missing.yaml"),
        (["template", "--out", "a.doc"], ".xlsx"),
        (["audit", "xihua", "--lang", "fr"], "zh"),
        (["audit", "xihua", "--out", "no/such/folder/a.md"], "no/such/folder"),
    ],
)
def test_bad_input_has_status_two_and_says_what_to_do(
    words: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert expected in said.err
