"""The link: what was asked comes back as it was, whatever it was, and nothing else can be smuggled in.

`TUIYAN_LONG=1` runs the 10,000 random scenarios of the full form.
"""

from __future__ import annotations

import base64
import json
import os
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.link import KEYS, MOST_LETTERS, VERSION, decode, default_scenario, encode
from scenarios.messages import LANGUAGES, messages
from scenarios.schema.errors import InputError
from scenarios.schema.load import list_plans
from scenarios.schema.scenario import Scenario
from tests.explorer.strategies import scenarios

LONG = os.environ.get("TUIYAN_LONG") == "1"
ROUND_TRIPS = 10_000 if LONG else 200


def packed(content: object) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return VERSION + base64.urlsafe_b64encode(zlib.compress(raw)).decode().rstrip("=")


@settings(max_examples=ROUND_TRIPS, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_every_scenario_comes_back_as_it_was(scenario: Scenario) -> None:
    letters = encode(scenario)
    assert decode(scenario.plan, letters) == scenario
    assert encode(decode(scenario.plan, letters)) == letters, "the same question has one link"
    assert set(letters) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize("plan", list_plans())
def test_a_plan_as_it_stands_needs_no_letters(plan: str) -> None:
    assert encode(default_scenario(plan)) == ""
    assert decode(plan, "") == default_scenario(plan)


def test_a_link_of_three_changes_is_short() -> None:
    scenario = Scenario.model_validate(
        default_scenario("xihua").model_dump()
        | {
            "levers": {"research_support": {"start": 2026, "end": 2035, "intensity": 0.25}},
            "assumptions": {"real_growth_above_scale": {"value": 0.07}},
            "figures": {"above_scale_enterprises": {"value": 132.0}},
        }
    )
    assert len(encode(scenario)) < 200


def test_words_about_a_scenario_are_not_in_the_link() -> None:
    named = default_scenario("xihua").model_copy(update={"author": "![x](http://evil.example/a.png)"})
    assert encode(named) == ""


def refused(plan: str, letters: str) -> InputError:
    with pytest.raises(InputError) as caught:
        decode(plan, letters)
    for language in LANGUAGES:
        assert caught.value.text(messages(language)), f"{caught.value.code} has no text"
    return caught.value


GOOD = encode(
    Scenario.model_validate(
        default_scenario("xihua").model_dump()
        | {"levers": {"research_support": {"start": 2026, "end": 2035, "intensity": 0.25}}}
    )
)


@pytest.mark.parametrize("cut", range(1, len(GOOD) - 1, 3))
def test_a_link_cut_off_anywhere_is_called_damaged(cut: int) -> None:
    assert refused("xihua", GOOD[:cut]).code in ("link_damaged", "link_other_version")


@settings(max_examples=200, deadline=None)
@given(place=st.integers(1, len(GOOD) - 1), letter=st.sampled_from("ABCabc012-_"))
def test_a_mistyped_letter_is_found(place: int, letter: str) -> None:
    changed = GOOD[:place] + letter + GOOD[place + 1 :]
    try:
        # The last letter may hold bits that mean nothing.
        assert decode("xihua", changed) == decode("xihua", GOOD)
    except InputError as error:
        assert error.code == "link_damaged"


HOSTILE = {
    "not base64": "1***",
    "another version": "9" + GOOD[1:],
    "too long": "1" + "A" * MOST_LETTERS,
    "a bomb": packed(b"0" * 50_000_000),
    "deep": packed(b"[" * 100_000),
    "deep object": packed(b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    "a list": packed([1, 2]),
    "NaN": packed(b'{"k": NaN}'),
    "infinite": packed(b'{"a": {"real_growth_above_scale": 1e999}}'),
    "twice": packed(b'{"k": 1, "k": 2}'),
    "huge integer": packed(b'{"k": ' + b"9" * 5000 + b"}"),
    "unknown key": packed({"zz": 1}),
    "prototype": packed({"__class__": 1}),
    "text for number": packed({"k": "500"}),
    "negative replicates": packed({"k": -5}),
    "too many replicates": packed({"k": 10**9}),
    "true for number": packed({"s": True}),
    "lever without end": packed({"l": {"research_support": [2026]}}),
    "lever as text": packed({"l": "research_support"}),
    "lever backwards": packed({"l": {"research_support": [2035, 2026, 1]}}),
    "lever of nothing": packed({"l": {"research_support": [2026, 2035, None]}}),
    "path as baseline": packed({"b": "../../etc/passwd"}),
    "file as baseline": packed({"b": "/etc/passwd.yaml"}),
    "unknown reading": packed({"d": {"nonsense": "net"}}),
    "unknown figure": packed({"f": {"moon": 1}}),
    "not text": packed(b"\xff\xfe"),
    "empty content": packed(b""),
    "null": packed(None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_link_is_refused_in_words(name: str) -> None:
    refused("xihua", HOSTILE[name])


@pytest.mark.parametrize(
    "plan", ["nowhere", "../xihua", "/etc/passwd", "xihua.yaml", "upload-000000000000", "", "西华"]
)
def test_a_link_names_plans_of_the_package_only(plan: str) -> None:
    assert refused(plan, "").code in ("link_unknown_plan", "link_uploaded_plan")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(letters: str) -> None:
    try:
        decode("xihua", letters)
    except InputError as error:
        assert error.code


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "x"]), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_content_breaks_the_reader(content: object) -> None:
    try:
        decode("xihua", packed(content))
    except InputError as error:
        assert error.code
