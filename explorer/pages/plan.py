"""规划与目标: the planner's question answered at first sight, how far the answer can be trusted, and every target of the plan."""

from __future__ import annotations

from explorer.answering import answers
from explorer.components.target_detail import target_detail
from explorer.components.targets import plan_table, verdict_bars
from explorer.components.trust import stamp, standing, trust
from explorer.components.verdict import headline
from explorer.state import asked, language

speech = language()
with answers([asked()]) as (answered,):
    headline(answered, speech)
    standing(answered, speech)
    trust(answered, speech)
    verdict_bars(answered, speech)
    target_detail(answered, speech)
    plan_table(answered, speech)
    stamp(answered, speech)
