"""The outcome series of the engine: their names, and the place of each in a row of outcomes.

Meaning, label, unit and good direction of each stand once, in `outcomes.yaml`. Counts of titles come in three readings
(model.md 2): *nested* (holds this or a higher SME title), *valid* (holds a certificate of this title), *highest* (holds no
higher title of the nest).
"""

from __future__ import annotations

from typing import Final

from model.columns import TITLE_NAMES, TITLES

COUNTED_TITLES: Final = (*TITLE_NAMES, "any_champion")
READINGS: Final = ("nested", "valid", "highest", "additions", "losses")
NESTED, VALID, HIGHEST, ADDITIONS, LOSSES = range(5)
TITLE_SERIES: Final = len(READINGS)
ANY_CHAMPION: Final = TITLES

OTHER_NAMES: Final = (
    "enterprises",
    "enterprises_founded",
    "enterprises_closed",
    "above_scale",
    "above_scale_additions",
    "above_scale_losses",
    "above_scale_with_research",
    "revenue_above_100_million",
    "revenue_above_1_billion",
    "revenue_above_5_billion",
    "revenue_above_10_billion",
    "revenue",
    "above_scale_revenue",
    "above_scale_research_spending",
    "producer_price_change",
)
SERIES_NAMES: Final = tuple(f"{title}_{reading}" for title in COUNTED_TITLES for reading in READINGS) + OTHER_NAMES
_FIRST_OTHER: Final = len(COUNTED_TITLES) * TITLE_SERIES
(
    ENTERPRISES,
    ENTERPRISES_FOUNDED,
    ENTERPRISES_CLOSED,
    ABOVE_SCALE_COUNT,
    ABOVE_SCALE_ADDITIONS,
    ABOVE_SCALE_LOSSES,
    ABOVE_SCALE_WITH_RESEARCH,
    ABOVE_100_MILLION,
    ABOVE_1_BILLION,
    ABOVE_5_BILLION,
    ABOVE_10_BILLION,
    TOTAL_REVENUE,
    ABOVE_SCALE_REVENUE,
    ABOVE_SCALE_RESEARCH_SPENDING,
    PRODUCER_PRICE_CHANGE,
) = range(_FIRST_OTHER, _FIRST_OTHER + 15)
SERIES: Final = len(SERIES_NAMES)
