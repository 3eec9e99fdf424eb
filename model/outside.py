"""Title holders outside industry: a stated share added to the counts of SME titles (model.md 2; assumed, can be switched off).

The engine simulates industry. At the start, what the baseline counts beyond the holders in industry stands outside;
afterwards holders outside move with those inside. Rounding is systematic, one draw a replicate and title, so counts stay
whole and never jump.
"""

from __future__ import annotations

from typing import Any

from model import columns as col
from model import inputs as inp
from model import series as ser
from model.compiled import kernel, rule
from model.randomness import keys as key
from model.randomness import purposes as purpose


@rule
def holders_in_industry(holders: float, outside_share: float) -> float:
    """Whole number of a published count of holders that stands in industry; `outside_share` is outside over inside."""
    return float(int(holders / (1.0 + outside_share) + 0.5))


@rule
def whole(amount: float, u: float) -> float:
    """Systematic rounding of a positive amount: up when its fraction reaches past 1 - u."""
    return float(int(max(amount, 0.0) + u))


@kernel("void(uint64, float64[::1], float64[:,::1])")
def add_holders_outside_industry(replicate: int, inputs: Any, outcomes: Any) -> None:
    """Add the holders outside industry to the stocks, additions and losses of the SME titles in float64[years + 1, SERIES].

    Stocks follow from additions and losses, so accounts close; higher titles come first, and a lower title counts at least
    those of the higher one, so nested counts stay nested.
    """
    for title in range(col.SME_TITLES - 1, -1, -1):
        share = inputs[inp.TITLE_OUTSIDE_INDUSTRY + title]
        row = key.row_key(replicate, 0, purpose.OUTSIDE_INDUSTRY_SHARE + title)
        u = key.uniform(row, key.entity_key(key.KIND_TITLE, title))
        base = title * ser.TITLE_SERIES
        above = base + ser.TITLE_SERIES
        outside = max(inputs[inp.PARAMETERS + inp.HOLDERS + title] - outcomes[0, base + ser.NESTED], 0.0)
        added = 0.0
        lost = 0.0
        for step in range(outcomes.shape[0]):
            now = outcomes[step]
            inside = now[base + ser.NESTED]
            before = whole(share * added, u)
            added += now[base + ser.ADDITIONS]
            new = whole(share * added, u) - before
            before = whole(share * lost, u)
            lost += now[base + ser.LOSSES]
            gone = min(whole(share * lost, u) - before, outside + new)
            if title < col.SME_TITLES - 1:
                new += max(now[above + ser.NESTED] - (inside + outside + new - gone), 0.0)
            outside += new - gone if step > 0 else 0.0
            now[base + ser.ADDITIONS] += new if step > 0 else 0.0
            now[base + ser.LOSSES] += gone if step > 0 else 0.0
            valid_outside = min(whole(share * now[base + ser.VALID], u), outside)
            highest_outside = min(whole(share * now[base + ser.HIGHEST], u), valid_outside)
            now[base + ser.NESTED] = inside + outside
            now[base + ser.VALID] += valid_outside
            now[base + ser.HIGHEST] += highest_outside
