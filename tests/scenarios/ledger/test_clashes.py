"""A ledger against a baseline: the ledger wins, what it does not claim to know is not held against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from books import code, read

from scenarios.ledger.clashes import Clash, clashes, counted, not_compared
from scenarios.messages import LANGUAGES
from scenarios.schema.baseline import Baseline

HEADER = (
    *("企业名称", "信用代码", "产业链", "开发区", "2022年营收（万元）", "2023年营收（万元）"),
    *("创新型", "专精特新", "小巨人", "省级单项冠军"),
)
ROWS = [
    ("甲公司", code(1), "面粉", "经开区", 3000, 3100, 2022, 2022, 2023, "否"),
    ("乙公司", code(2), "面粉产业链", "经开区", 2500, 2600, 2022, 2022, "否", "否"),
    ("丙公司", code(3), "面粉", "无", 1500, 1600, 2023, "否", "否", 2023),
    ("丁公司", code(4), "电子", "经开区", 900, 950, "否", "否", "否", "否"),
]


def baseline(**figures: Any) -> Baseline:
    """A baseline with figures as values (low = high) or as (median, low, high)."""
    units = {"largest_enterprise_revenue": "万元", "zone_share": "1"}
    chains = figures.pop("chains", {"面粉产业链": 0.75, "电子": 0.25})
    said = {
        name: {
            "unit": units.get(name, "家"),
            "kind": "assumed",
            "source": "测试",
            **(
                {"value": float(value)}
                if isinstance(value, int | float)
                else {
                    "distribution": {
                        "form": "triangular",
                        "left": float(value[1]),
                        "mode": float(value[0]),
                        "right": float(value[2]),
                        "low": float(value[1]),
                        "high": float(value[2]),
                    }
                }
            ),
        }
        for name, value in figures.items()
    }
    return Baseline.model_validate(
        {
            "id": "test",
            "region": {"zh": "某县", "en": "A county"},
            "level": "county",
            "year": 2023,
            "figures": said,
            "chain_shares": {"shares": chains, "kind": "assumed", "source": "测试"} if chains else None,
        }
    )


AGREEING = {
    "industrial_enterprises": 4,
    "above_scale_enterprises": 2,
    "innovative_holders": 3,
    "srdi_holders": 2,
    "little_giant_holders": 1,
    "provincial_champion_holders": 1,
    "largest_enterprise_revenue": 3100,
    "zone_share": 0.75,
}


def test_the_ledgers_own_figures(tmp_path: Path) -> None:
    found = counted(read(tmp_path, HEADER, *ROWS).ledger)
    assert {name: low for name, (low, _) in found.items()} == AGREEING
    assert all(low == high for low, high in found.values())


def test_where_they_agree_nothing_clashes(tmp_path: Path) -> None:
    assert clashes(read(tmp_path, HEADER, *ROWS).ledger, baseline(**AGREEING)) == []


@pytest.mark.parametrize("name", [name for name in AGREEING if name != "zone_share"])
def test_each_figure_clashes_on_its_own(tmp_path: Path, name: str) -> None:
    ledger = read(tmp_path, HEADER, *ROWS).ledger
    for change, kind in ((1, "outside_below"), (-1, "outside_above")):
        other = dict(AGREEING)
        other[name] = AGREEING[name] + change
        if name in ("industrial_enterprises", "srdi_holders", "innovative_holders", "above_scale_enterprises"):
            other = {name: other[name]}
        found = clashes(ledger, baseline(**other))
        assert [(clash.figure, clash.kind) for clash in found] == [(name, kind)]


def test_what_a_ledger_is_not_complete_for_only_clashes_where_it_has_more(tmp_path: Path) -> None:
    more = baseline(industrial_enterprises=3, srdi_holders=9)
    for scope, kinds in (
        ("nothing", {"industrial_enterprises": "outside_above"}),
        ("title_holders", {"industrial_enterprises": "outside_above", "srdi_holders": "outside_below"}),
    ):
        ledger = read(tmp_path, HEADER, *ROWS, complete_for=scope).ledger
        assert {clash.figure: clash.kind for clash in clashes(ledger, more)} == kinds
    ledger = read(tmp_path, HEADER, *ROWS, complete_for="nothing").ledger
    assert not_compared(ledger, baseline(srdi_holders=9, above_scale_enterprises=1)) == ["srdi_holders"]


def test_unknown_cells_are_no_clash(tmp_path: Path) -> None:
    rows = [(*row[:7], None, None, None) for row in ROWS]
    ledger = read(tmp_path, HEADER, *rows).ledger
    assert "srdi_holders" not in counted(ledger)
    rows[0] = ROWS[0]
    ledger = read(tmp_path, HEADER, *rows).ledger
    assert counted(ledger)["srdi_holders"] == (1, 4)
    assert clashes(ledger, baseline(srdi_holders=4, chains=None)) == []


def test_within_what_is_allowed_but_outside_the_interval(tmp_path: Path) -> None:
    ledger = read(tmp_path, HEADER, *ROWS).ledger
    (clash,) = clashes(ledger, baseline(industrial_enterprises=(500, 3, 1000), chains=None))
    assert (clash.kind, clash.ledger, clash.complete) == ("below", 4, True)
    assert 100 < clash.low < clash.high < 1000


def test_chains(tmp_path: Path) -> None:
    ledger = read(tmp_path, HEADER, *ROWS).ledger
    found = clashes(ledger, baseline(chains={"面粉": 0.5, "电子": 0.25, "肉制品": 0.1}))
    assert [(clash.name, clash.kind) for clash in found] == [("面粉", "differs"), ("肉制品", "differs")]
    found = clashes(ledger, baseline(chains={"面粉": 0.75}))
    assert [(clash.name, clash.kind) for clash in found] == [("电子", "unknown_chain")]
    for language in LANGUAGES:
        assert "电子" in found[0].line(language) and "电子" not in found[0].line(language, contents=False)


def test_every_kind_can_be_said() -> None:
    for kind in ("above", "below", "outside_above", "outside_below", "differs", "unknown_chain"):
        for language in LANGUAGES:
            clash = Clash("srdi_holders" if "side" in kind else "chain_share", kind, 1, 2, 3, True, True, "面粉")  # type: ignore[arg-type]
            assert clash.line(language)
            assert clash.as_json(language)["kind"] == kind
