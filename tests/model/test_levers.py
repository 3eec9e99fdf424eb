"""The levers: each of the engine's once, honest about its effect and its cost; mistakes refused with their place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from model.inputs import PARAMETER_NAMES
from model.levers import FILE, Lever, LeverError, load_levers
from model.parameters import load_parameters
from model.places import LEVER_NAMES

LEVERS = load_levers()
PARAMETERS = load_parameters()
# Levers of model.md section 5, by the word that a planner would look for.
ASKED_FOR = {
    "signings": "签约",
    "approval_speed": "审批",
    "industrial_investment": "投资",
    "upgrading": "三化改造",
    "upgrading_subsidy": "补贴",
    "research_support": "研发",
    "cultivation_service": "培育",
    "title_awards": "奖励",
    "finance": "基金",
    "land": "厂房",
    "training": "培训",
    "chain_chief": "链长",
    "digital_programme": "上云",
    "listing_support": "上市",
}


def each(levers: dict[str, Lever]) -> list[object]:
    return [pytest.param(lever, id=name) for name, lever in levers.items()]


every_lever = pytest.mark.parametrize("lever", each(dict(LEVERS)))


def test_every_lever_of_the_engine_has_its_entry_in_its_order() -> None:
    assert tuple(LEVERS) == LEVER_NAMES


@pytest.mark.parametrize(("name", "word"), ASKED_FOR.items())
def test_the_levers_a_planner_asks_for_are_there(name: str, word: str) -> None:
    assert word in LEVERS[name].label.zh + LEVERS[name].meaning.zh


@every_lever
def test_a_lever_says_what_it_is_in_both_languages(lever: Lever) -> None:
    assert lever.meaning.zh.endswith("。") and lever.meaning.en.endswith(".")
    assert sum(other.label.zh == lever.label.zh or other.label.en == lever.label.en for other in LEVERS.values()) == 1


@every_lever
def test_nothing_beyond_today_lies_in_the_range(lever: Lever) -> None:
    assert lever.lowest <= 0.0 < lever.highest


@every_lever
def test_an_effect_without_good_evidence_may_be_nothing(lever: Lever) -> None:
    for effect in lever.effects:
        prior = PARAMETERS[effect].prior
        assert PARAMETERS[effect].role == "input"
        if lever.evidence != "some":
            assert prior.low < 0.0 < prior.high
            assert PARAMETERS[effect].kind == "assumption"


@every_lever
def test_no_evidence_is_said_where_the_lever_is_shown(lever: Lever) -> None:
    assert lever.effect_source.startswith("没有证据") == (lever.evidence == "none")
    assert lever.effect_source.startswith("强度按定义") == (lever.evidence == "definition")


def test_every_effect_parameter_belongs_to_one_lever_and_reaches_the_engine() -> None:
    named = [effect for lever in LEVERS.values() for effect in lever.effects]
    assert sorted(named) == sorted(name for name in PARAMETERS if name.startswith("effect_"))
    assert set(named) <= set(PARAMETER_NAMES)


@every_lever
def test_a_unit_cost_without_a_source_is_a_wide_assumption_for_the_planner(lever: Lever) -> None:
    cost = lever.unit_cost
    assert (cost.kind == "assumption") == cost.source.startswith("假设，未找到数据")
    assert ("请规划者填写" in cost.source) == (cost.kind == "assumption")
    assert cost.prior.low > 0.0
    # Without a price list a cost is known to an order of magnitude at best.
    assert cost.prior.high >= 20.0 * cost.prior.low


def test_a_county_could_pay_each_lever_but_not_from_small_change() -> None:
    # Public money for intensity 1 (10 projects) in a county of 140 above-scale enterprises, at the middle of the prior: between
    # some hundred thousand yuan and some hundred million yuan a year.
    for name, lever in LEVERS.items():
        intensity = 10.0 if lever.unit == "个/年" else 1.0
        money = lever.unit_cost.money(lever.unit_cost.prior.centre, intensity, 140.0)
        assert 0.003 <= money <= 6.0, name


def test_money_grows_with_intensity_and_with_the_enterprises_it_reaches() -> None:
    service, signings = LEVERS["cultivation_service"].unit_cost, LEVERS["signings"].unit_cost
    assert service.money(0.0002, 0.5, 140.0) == pytest.approx(0.014)
    assert service.money(0.0002, 0.5, 280.0) == pytest.approx(0.028)
    assert signings.money(0.02, 10.0, 140.0) == signings.money(0.02, 10.0, 280.0) == pytest.approx(0.2)
    assert LEVERS["signing_size"].unit_cost.money(0.002, -0.5, 100.0) == pytest.approx(0.1)
    assert signings.money(0.02, 0.0, 140.0) == 0.0


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "nearest"),
    [
        ("research_support:", "research_suport:", "unknown_lever", "research_suport", "research_support"),
        ("  by_chain: true", "  by_chains: true", "unknown_key", "cultivation_service.by_chains", "by_chain"),
        ('  unit: "1"\n', "", "missing_key", "cultivation_service.unit", None),
        ("  evidence: weak", "  evidence: strong", "wrong_value", "approval_speed.evidence", None),
        ("  evidence: weak", "  evidence: definition", "evidence_without_effect", "approval_speed.evidence", None),
        ("[effect_training]", "[effect_trainig]", "unknown_parameter", "training.effects.0", "effect_training"),
        ("[effect_training]", "[leader_pull]", "zero_outside_prior", "training.effects.0", None),
        ("moves: [signed_money]", "moves: [signed_mony]", "unknown_outcome", "signing_size.moves.0", "signed_money"),
        ("  lowest: -1.0", "  lowest: 0.5", "out_of_range", "signing_size.lowest", None),
        ("sigma: 1.0, low: 0.001", "low: 0.001", "missing_key", "signings.unit_cost.prior.sigma", None),
        ("links: [demand]", "links: [demands]", "wrong_value", "training.links.0", None),
    ],
)
def test_mistakes_are_refused_with_their_place(
    tmp_path: Path, old: str, new: str, code: str, key: str, nearest: str | None
) -> None:
    path = tmp_path / "levers.yaml"
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LeverError) as caught:
        load_levers(path)
    assert (caught.value.code, caught.value.key) == (code, key)
    assert caught.value.line is not None
    assert nearest is None or caught.value.nearest == nearest


def test_a_missing_lever_is_named(tmp_path: Path) -> None:
    path = tmp_path / "levers.yaml"
    text = FILE.read_text(encoding="utf-8")
    path.write_text(text[: text.index("listing_support:\n")], encoding="utf-8")
    with pytest.raises(LeverError) as caught:
        load_levers(path)
    assert (caught.value.code, caught.value.found) == ("missing_lever", "listing_support")


def test_loading_levers_starts_no_compiler() -> None:
    code = (
        "import sys; from model.levers import load_levers; load_levers(); print({'numba', 'mesa'} & set(sys.modules))"
    )
    root = Path(__file__).resolve().parents[2]
    shown = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
