"""Finding plans, baselines and scenarios by name or path, and the schemas of the files."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from scenarios.schema.errors import InputError
from scenarios.schema.export import MODELS, json_schema
from scenarios.schema.load import BASELINES, PLANS, list_plans, load_baseline, load_plan, load_scenario
from scenarios.schema.reading import read_yaml


def test_the_five_plans_are_listed() -> None:
    assert list_plans() == ["shangqiu", "xiangcheng", "xihua", "xuchang", "zhumadian"]


def test_a_plan_loads_by_name_and_by_path() -> None:
    assert load_plan("xihua") == load_plan(PLANS / "xihua.yaml") == load_plan(str(PLANS / "xihua.yaml"))


@pytest.mark.parametrize(
    ("loader", "name", "code", "near"),
    [
        (load_plan, "xihwa", "unknown_plan", "xihua"),
        (load_baseline, "xihu", "unknown_baseline", "xihua"),
        (load_plan, "no/such.yaml", "file_missing", None),
        (load_scenario, "anything", "unknown_scenario", None),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(loader: object, name: str, code: str, near: str | None) -> None:
    assert callable(loader)
    with pytest.raises(InputError) as caught:
        loader(name)
    assert caught.value.code == code
    assert near is None or caught.value.values["near"] == near


def test_a_name_cannot_leave_the_folder() -> None:
    with pytest.raises(InputError):
        load_plan("../plans/xihua")


@pytest.mark.parametrize("name", sorted(MODELS))
def test_schemas_are_valid_and_strict(name: str) -> None:
    schema = json_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(("name", "folder"), [("plan", PLANS), ("baseline", BASELINES)])
def test_committed_files_satisfy_the_exported_schema(name: str, folder: Path) -> None:
    validator = jsonschema.Draft202012Validator(json_schema(name))
    files = sorted(folder.glob("*.yaml"))
    assert len(files) >= 3
    for path in files:
        assert not list(validator.iter_errors(read_yaml(path).data)), path.name


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    data = read_yaml(PLANS / "xihua.yaml").data
    data["targets"][0]["vale"] = 3
    assert not jsonschema.Draft202012Validator(json_schema("plan")).is_valid(data)


def test_unknown_schema_names_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        json_schema("plans")
    assert caught.value.values["near"] == "plan"
