"""`tuiyan plans` and `tuiyan schema`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from scenarios.cli import main
from scenarios.schema.load import list_plans


def test_plans_lists_every_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plans"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in list_plans())
    assert main(["plans", "--json", "--lang", "en"]) == 0
    found = json.loads(capsys.readouterr().out)["plans"]
    xihua = next(plan for plan in found if plan["id"] == "xihua")
    assert (xihua["targets"], xihua["first_year"], xihua["last_year"]) == (116, 2023, 2035)
    for plan in found:
        assert plan["simulated"] + plan["programme"] + plan["not_simulated"] + plan["baseline"] == plan["targets"]


@pytest.mark.parametrize("name", ["plan", "baseline", "scenario", "run", "answers", "seek", "sensitivity", "discover"])
def test_schemas_are_valid_schemas(name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    assert main(["schema", name, "--out", str(path)]) == 0
    said = capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == said
    jsonschema.Draft202012Validator.check_schema(json.loads(said))


def test_schema_lists_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["schemas"]) >= {"plan", "baseline", "scenario", "run"}


def test_help_is_in_the_users_language(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["run", "--help"]) == 0
    assert "随机种子" in capsys.readouterr().out
    assert main(["run", "--help", "--lang", "en"]) == 0
    assert "Random seed" in capsys.readouterr().out
    monkeypatch.setenv("TUIYAN_LANG", "en")
    assert main(["--help"]) == 0
    assert "List the plans" in capsys.readouterr().out
