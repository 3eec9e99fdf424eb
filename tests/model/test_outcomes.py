"""The list of outcomes: every series of the engine once, and mistakes in the file refused with their place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from model.columns import SME_TITLES, STATUS_NAMES, TITLE_NAMES
from model.outcomes import FILE, OutcomeError, load_outcomes, outcome_of
from model.places import SIZE_CLASS_NAMES
from model.series import (
    CHAIN_HEADS,
    COUNTED_TITLES,
    SERIES_NAMES,
    SIZE_CLASS_HEADS,
    STOP_REASONS,
    ZONE_HEADS,
    series_names,
)

UNITS = {"家", "个", "万元", "亩", "1/年", "1", "ln"}


def test_every_series_has_its_entry_in_the_order_of_the_engine() -> None:
    assert tuple(load_outcomes()) == SERIES_NAMES


def test_the_file_holds_every_series_and_family_once() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    written = [line.removesuffix(":") for line in lines if line.endswith(":") and not line.startswith(("#", " "))]
    families = {f"chain:{head}" for head in CHAIN_HEADS} | {f"zone:{head}" for head in ZONE_HEADS}
    families |= {f"stopped:{reason}" for reason in STOP_REASONS}
    plain = {name for name in SERIES_NAMES if not name.startswith("stopped:")}
    assert len(written) == len(set(written))
    assert set(written) == plain | families | {"names"}


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


def test_units_are_those_that_people_count_in() -> None:
    outcomes = load_outcomes()
    assert {outcome.unit for outcome in outcomes.values()} <= UNITS
    for outcome in outcomes.values():
        # Counts are of enterprises or projects; money, land, shares and growth are never counted.
        assert (outcome.unit in ("家", "个")) == (outcome.kind in ("stock", "flow")), outcome.id
        assert (outcome.unit in ("万元", "亩")) == (outcome.kind == "sum"), outcome.id


def test_what_is_lost_or_lies_idle_is_better_lower() -> None:
    outcomes = load_outcomes()
    lower = ("idle_capital", "unplaced_investment", "projects_lost_before_start", "projects_lost_after_start")
    assert {outcomes[name].better for name in (*lower, "projects_waiting_for_land", "above_scale_losses")} == {"lower"}
    higher = ("gdp", "attracted_investment", "value_added", "producing_projects", "chain_leaders", "real_growth")
    assert {outcomes[name].better for name in higher} == {"higher"}


def test_what_is_reported_is_never_called_good() -> None:
    # A reported rate rises with its own bias: no direction of it is good news.
    outcomes = load_outcomes()
    assert outcomes["reported_growth"].better == outcomes["reported_fulfilment"].better == "neutral"


@pytest.mark.parametrize("status", STATUS_NAMES)
def test_a_status_has_two_stocks_and_a_flow_of_the_same_name(status: str) -> None:
    outcomes = load_outcomes()
    everyone, above, new = (outcomes[f"{head}:{status}"] for head in ("adopters", "above_scale_adopters", "adoptions"))
    assert (everyone.kind, above.kind, new.kind) == ("stock", "stock", "flow")
    assert above.label.zh == f"{everyone.label.zh}（规上）" and new.label.zh == f"新增{everyone.label.zh}"


@pytest.mark.parametrize("head", SIZE_CLASS_HEADS)
def test_size_classes_follow_upon_each_other(head: str) -> None:
    labels = [outcome_of(f"{head}:size:{size}").label.zh for size in SIZE_CLASS_NAMES]
    ranges = [label[label.index("（") + 1 : -1].replace(" 亿元", "") for label in labels]
    assert ranges == ["1-5", "5-10", "10-50", "50-100", "100以上"]


@pytest.mark.parametrize("title", TITLE_NAMES[:SME_TITLES])
@pytest.mark.parametrize("reason", STOP_REASONS)
def test_where_enterprises_stop_names_the_title_and_the_condition(title: str, reason: str) -> None:
    outcome = load_outcomes()[f"stopped:{title}:{reason}"]
    name = load_outcomes()[f"{title}_nested"].label
    assert outcome.label.zh.startswith(f"{name.zh}：") and outcome.label.en.startswith(f"{name.en}:")
    assert "{" not in outcome.label.zh + outcome.label.en + outcome.meaning.zh + outcome.meaning.en


def test_every_series_of_a_world_with_chains_and_zones_is_an_outcome() -> None:
    names = series_names(("面制品", "产业链:甲", "other"), ("outside", "西华经济开发区", "{name}"))
    outcomes = [outcome_of(name) for name in names]
    assert [outcome.id for outcome in outcomes] == list(names)
    assert len({outcome.label.zh for outcome in outcomes}) == len(names)
    assert len({outcome.label.en for outcome in outcomes}) == len(names)


def test_the_name_of_a_chain_or_zone_is_filled_in() -> None:
    assert outcome_of("output:chain:面制品").label.zh == "面制品：产值"
    assert outcome_of("output:chain:面制品").unit == "万元"
    assert outcome_of("land_used:zone:西华经济开发区").label.zh == "西华经济开发区：开工用地"
    # The rest of the chains and what lies outside the zones have words, not code names.
    assert outcome_of("above_scale:chain:other").label.zh == "其他产业链：规上工业企业"
    assert outcome_of("above_scale:zone:outside").label.zh == "开发区以外：规上工业企业"
    # Such a name in the other family is a name like any other.
    assert outcome_of("above_scale:zone:other").label.zh.startswith("other：")
    assert outcome_of("srdi_nested") is load_outcomes()["srdi_nested"]


@pytest.mark.parametrize(
    ("series", "nearest"),
    [
        ("revenu", "revenue"),
        ("outptu:chain:面制品", "output:chain:面制品"),
        ("output:chain:", None),
        ("output:town:面制品", None),
        ("srdi:zone:开发区", None),
        ("chain:output", None),
        ("", None),
    ],
)
def test_what_is_no_series_is_refused(series: str, nearest: str | None) -> None:
    with pytest.raises(OutcomeError) as caught:
        outcome_of(series)
    assert (caught.value.code, caught.value.key) == ("unknown_outcome", series)
    assert nearest is None or caught.value.nearest == nearest


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("srdi_nested:", "srdi_nestd:", "unknown_outcome", "srdi_nestd"),
        ("  kind: stock", "  kind: heap", "wrong_value", "innovative_nested.kind"),
        ("  better: higher", "  good: higher", "unknown_key", "innovative_nested.good"),
        ("  unit: 家\n", "", "missing_key", "innovative_nested.unit"),
        ('zh: "{name}：产值"', 'zh: "产值"', "missing_word", "chain:output.label.zh"),
        ("  outside: {", "  outdoors: {", "wrong_value", "names"),
        ("zone:land_used:", "zone:land_usd:", "unknown_outcome", "zone:land_usd"),
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
