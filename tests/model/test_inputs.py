"""Every constant stands at the place of its name; parameters exist; nothing that may be drawn is forgotten."""

from __future__ import annotations

from types import ModuleType

import pytest

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import projects as prj
from model import series as ser
from model.parameters.table import load_parameters

# Constants that stand for a group carry the group's name; the other members have an underscore or are reached by adding.
GROUPS = {
    "application_innovative": "APPLICATION",
    "renewal_discretion_innovative": "RENEWAL_DISCRETION",
    "title_outside_industry_innovative": "TITLE_OUTSIDE_INDUSTRY",
    "innovative_holders": "HOLDERS",
    "expiry_innovative": "EXPIRY",
    "decision_innovative": "DECISION",
    "adoption_start_smart_upgrade": "ADOPTION_START",
    "adoption_hazard_cloud": "ADOPTION_HAZARD",
}
# Series whose constant would otherwise be mistaken for the column of the same name.
OTHER_CONSTANTS = {
    "above_scale": "ABOVE_SCALE_COUNT",
    "revenue": "TOTAL_REVENUE",
    "revenue_above_100_million": "ABOVE_100_MILLION",
    "revenue_above_1_billion": "ABOVE_1_BILLION",
    "revenue_above_5_billion": "ABOVE_5_BILLION",
    "revenue_above_10_billion": "ABOVE_10_BILLION",
}


# Families of series: a head before the colon, and the constant of the first member.
FAMILIES = {
    "signed_projects:size": ("SIGNED_BY_SIZE", plc.SIZE_CLASS_NAMES),
    "started_projects:size": ("STARTED_BY_SIZE", plc.SIZE_CLASS_NAMES),
    "producing_projects:size": ("PRODUCING_BY_SIZE", plc.SIZE_CLASS_NAMES),
    "funds_in_place:size": ("FUNDS_BY_SIZE", plc.SIZE_CLASS_NAMES),
    "adopters": ("ADOPTERS", col.STATUS_NAMES),
    "above_scale_adopters": ("ABOVE_SCALE_ADOPTERS", col.STATUS_NAMES),
    "adoptions": ("ADOPTIONS", col.STATUS_NAMES),
}


def place(module: ModuleType, name: str, renamed: dict[str, str]) -> int | None:
    """Value of the constant that a name has in a module; None where it has none."""
    constant = renamed.get(name, name.upper())
    found = getattr(module, constant, getattr(module, f"_{constant}", None))
    return found if found is None else int(found)


@pytest.mark.parametrize("number", range(inp.PARAMETERS), ids=inp.PARAMETER_NAMES)
def test_parameter_constants(number: int) -> None:
    assert place(inp, inp.PARAMETER_NAMES[number], GROUPS) == number


@pytest.mark.parametrize("number", range(inp.FIGURES), ids=inp.FIGURE_NAMES)
def test_figure_constants(number: int) -> None:
    assert place(inp, inp.FIGURE_NAMES[number], GROUPS) == number


@pytest.mark.parametrize("number", range(col.NUMBERS), ids=col.NUMBER_NAMES)
def test_number_columns(number: int) -> None:
    assert place(col, col.NUMBER_NAMES[number], GROUPS) == number


@pytest.mark.parametrize("number", range(col.LABELS), ids=col.LABEL_NAMES)
def test_label_columns(number: int) -> None:
    name = col.LABEL_NAMES[number]
    for group, first in (("expiry_", col.EXPIRY), ("decision_", col.DECISION)):
        if name.startswith(group):
            assert number == first + col.TITLE_NAMES.index(name.removeprefix(group))
            return
    assert place(col, name, GROUPS) == number


@pytest.mark.parametrize("number", range(ser.SERIES), ids=ser.SERIES_NAMES)
def test_series(number: int) -> None:
    name = ser.SERIES_NAMES[number]
    for title, title_name in enumerate(ser.COUNTED_TITLES):
        for reading, reading_name in enumerate(ser.READINGS):
            if name == f"{title_name}_{reading_name}":
                assert number == title * ser.TITLE_SERIES + reading
                assert place(ser, reading_name, {}) == reading
                return
    head, _, member = name.rpartition(":")
    if head in FAMILIES:
        constant, members = FAMILIES[head]
        assert number == getattr(ser, constant) + members.index(member)
        return
    if name.startswith("stopped:"):
        title, reason = name.removeprefix("stopped:").split(":", 1)
        assert number == ser.STOPPED + col.TITLE_NAMES.index(title) * ser.STOPS + ser.STOP_REASONS.index(reason)
        return
    assert place(ser, name, OTHER_CONSTANTS) == number


@pytest.mark.parametrize("name", ser.CHAIN_HEADS)
def test_series_of_a_chain(name: str) -> None:
    number = ser.CHAIN_HEADS.index(name)
    if name in col.TITLE_NAMES:
        assert number == ser.CHAIN_TITLES + col.TITLE_NAMES.index(name)
    else:
        assert number == getattr(ser, f"CHAIN_{name.removesuffix('_in_place').upper()}")


@pytest.mark.parametrize("name", ser.ZONE_HEADS)
def test_series_of_a_zone(name: str) -> None:
    assert ser.ZONE_HEADS.index(name) == getattr(ser, f"ZONE_{name.removesuffix('_in_place').upper()}")


def test_series_of_chains_and_zones_follow_those_of_the_region() -> None:
    names = ser.series_names(("a", "b"), ("outside", "z"))
    assert names[: ser.SERIES] == ser.SERIES_NAMES
    assert names[ser.SERIES + ser.CHAIN_SERIES + ser.CHAIN_OUTPUT] == "output:chain:b"
    first_zone = ser.SERIES + 2 * ser.CHAIN_SERIES
    assert names[first_zone + ser.ZONE_SERIES + ser.ZONE_LAND_USED] == "land_used:zone:z"


@pytest.mark.parametrize(
    ("names", "constants"),
    [
        (prj.PROJECT_NUMBER_NAMES, prj),
        (prj.PROJECT_LABEL_NAMES, prj),
        (prj.STAGE_NAMES, prj),
        (col.STATUS_NAMES, col),
        (col.ORIGIN_NAMES, col),
    ],
    ids=["project numbers", "project labels", "stages", "statuses", "origins"],
)
def test_columns_of_projects_stages_and_statuses(names: tuple[str, ...], constants: ModuleType) -> None:
    assert [getattr(constants, name.upper()) for name in names] == list(range(len(names)))


def test_what_may_be_imposed_stands_at_its_name() -> None:
    assert [getattr(plc, f"IMPOSED_{name.upper()}") for name in plc.IMPOSED_NAMES] == list(range(plc.IMPOSED))


def test_names_are_given_once() -> None:
    for names in (
        inp.PARAMETER_NAMES + tuple(f"baseline:{name}" for name in inp.FIGURE_NAMES),
        col.NUMBER_NAMES + col.LABEL_NAMES,
        ser.SERIES_NAMES,
        plc.LEVER_NAMES,
        col.TITLE_NAMES,
    ):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("group", ["application", "renewal_discretion", "title_outside_industry"])
def test_groups_run_over_the_titles_in_their_order(group: str) -> None:
    first = getattr(inp, group.upper())
    members = [name for name in inp.PARAMETER_NAMES if name.startswith(f"{group}_")]
    assert members == [f"{group}_{title}" for title in col.TITLE_NAMES[: len(members)]]
    assert [inp.PARAMETER_NAMES.index(member) for member in members] == list(range(first, first + len(members)))


def test_holders_run_over_the_titles_in_their_order() -> None:
    names = inp.FIGURE_NAMES[inp.HOLDERS : inp.HOLDERS + col.TITLES]
    assert names == tuple(f"{title}_holders" for title in col.TITLE_NAMES)


def test_levers_stand_at_their_names() -> None:
    assert [getattr(plc, name.upper()) for name in plc.LEVER_NAMES] == list(range(plc.LEVERS))


@pytest.mark.parametrize("name", inp.PARAMETER_NAMES)
def test_the_engine_draws_inputs_only(name: str) -> None:
    assert load_parameters()[name].role == "input"


def test_every_input_of_the_main_job_is_drawn() -> None:
    wanted = {name for name, entry in load_parameters().items() if (entry.role, entry.used_from) == ("input", "main")}
    assert wanted == set(inp.PARAMETER_NAMES)
