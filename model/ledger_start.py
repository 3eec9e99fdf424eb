"""The planner's own enterprises in the starting population (model.md 8): what their ledger knows holds, the rest is drawn.

`ledger_numbers` is float64[NUMBERS, L] (NaN: not known), `ledger_labels` int16[LABELS, L] (UNKNOWN, and HELD for a title held
until a year not known), `ledger_statuses` int16[STATUSES, L], `ledger_keys` uint64[L]. Enterprises above scale come first, each
part in the order of the keys, so the order of rows changes nothing. They take the first places above scale and the first
below; everything of them that is drawn is drawn by their own key.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from model import columns as col
from model import inputs as inp
from model import places as plc
from model.compiled import kernel, rule
from model.identity import LEDGER
from model.population import row_of
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log
from model.rules import counting, research

UNKNOWN: Final = -1
HELD: Final = -2


@rule
def ledger_above(ledger_labels: Any) -> int:
    """How many of a ledger's enterprises are above scale; they stand first."""
    above = 0
    while above < ledger_labels.shape[1] and ledger_labels[col.ABOVE_SCALE, above] == 1:
        above += 1
    return above


@kernel("void(int64[::1], int16[:,::1], float64[::1])")
def fit_ledger(settings: Any, ledger_labels: Any, inputs: Any) -> None:
    """Let the ledger's counts stand in for the baseline's where it is complete, and never let the baseline hold fewer."""
    found = ledger_labels.shape[1]
    if found == 0:
        return
    figures = inputs[inp.PARAMETERS :]
    above = ledger_above(ledger_labels)
    scope = settings[plc.LEDGER_SCOPE]
    if scope == plc.LEDGER_ALL or scope == plc.LEDGER_ABOVE_SCALE:
        figures[inp.ABOVE_SCALE_ENTERPRISES] = float(above)
    figures[inp.ABOVE_SCALE_ENTERPRISES] = max(figures[inp.ABOVE_SCALE_ENTERPRISES], float(above))
    fewest = figures[inp.ABOVE_SCALE_ENTERPRISES] + float(found - above)
    if scope == plc.LEDGER_ALL:
        figures[inp.INDUSTRIAL_ENTERPRISES] = fewest
    figures[inp.INDUSTRIAL_ENTERPRISES] = max(figures[inp.INDUSTRIAL_ENTERPRISES], fewest)
    for title in range(col.TITLES):
        holders = 0.0
        for place in range(found):
            held = 0
            for other in range(col.TITLES):
                expiry = ledger_labels[col.EXPIRY + other, place]
                if expiry == HELD or expiry >= settings[plc.START_YEAR]:
                    held |= 1 << other
            # Provincial champions are counted by their own certificates.
            counted = 1 << title if title >= col.SME_TITLES else counting.nested_titles(title, False)
            holders += 1.0 if held & counted else 0.0
        if scope == plc.LEDGER_ALL or scope == plc.LEDGER_TITLE_HOLDERS:
            figures[inp.HOLDERS + title] = holders
        figures[inp.HOLDERS + title] = max(figures[inp.HOLDERS + title], holders)


@kernel("void(int64, int64, int16[:,::1], uint64[::1], int64[::1], uint64[::1])")
def name_incumbents(
    enterprises: int, above: int, ledger_labels: Any, ledger_keys: Any, identities: Any, keys: Any
) -> None:
    """Identity and key of every incumbent: the ledger's take the first places above scale and the first below."""
    from_ledger = ledger_above(ledger_labels)
    below = ledger_labels.shape[1] - from_ledger
    for place in range(enterprises):
        index = -1
        if place < from_ledger:
            index = place
        elif above <= place < above + below:
            index = from_ledger + place - above
        if index >= 0:
            identities[place] = LEDGER + index
            keys[place] = ledger_keys[index]
        else:
            identities[place] = place
            keys[place] = key.entity_key(key.KIND_INCUMBENT, place)


@rule
def know_revenue(place: int, index: int, known: Any, numbers: Any) -> None:
    """Move the drawn accounts to the known level; years not known keep their drawn growth."""
    shift = 0.0
    if known[col.REVENUE, index] > 0.0:
        shift = log(max(known[col.REVENUE, index], 1.0)) - numbers[col.LOG_REVENUE, place]
    elif known[col.REVENUE_1, index] > 0.0 and numbers[col.REVENUE_1, place] > 0.0:
        shift = log(max(known[col.REVENUE_1, index], 1.0)) - log(numbers[col.REVENUE_1, place])
    numbers[col.LOG_REVENUE, place] = max(numbers[col.LOG_REVENUE, place] + shift, 0.0)
    numbers[col.LOG_CAPITAL, place] += shift
    factor = exp(shift)
    numbers[col.REVENUE, place] = exp(numbers[col.LOG_REVENUE, place])
    for row in range(col.REVENUE_1, col.REVENUE_3 + 1):
        numbers[row, place] *= factor
        if known[row, index] >= 0.0:
            numbers[row, place] = known[row, index]


@rule
def know_research(place: int, index: int, known: Any, inputs: Any, numbers: Any) -> None:
    """Take the known R&D over revenue: a ledger states what is audited for titles, the model keeps what is surveyed."""
    latest = known[col.RESEARCH_INTENSITY, index]
    if not latest >= 0.0:
        latest = known[col.RESEARCH_INTENSITY_1, index]
    if not latest >= 0.0:
        return
    surveyed = min(latest / inputs[inp.RESEARCH_RECORDING], research.INTENSITY_CEILING)
    if surveyed > 0.0:
        loading = inputs[inp.RESEARCH_INTENSITY_SPREAD] * inputs[inp.QUALITY_RESEARCH_CORRELATION]
        norm = log(inputs[inp.RESEARCH_INTENSITY_MEDIAN]) + loading * numbers[col.MANAGEMENT_QUALITY, place]
        numbers[col.RESEARCH_PROPENSITY, place] = 0.0
        numbers[col.RESEARCH_DEVIATION, place] = log(surveyed) - norm
    else:
        numbers[col.RESEARCH_PROPENSITY, place] = 1.0
    for row in range(col.RESEARCH_INTENSITY, col.RESEARCH_INTENSITY_3 + 1):
        own = known[row, index]
        numbers[row, place] = surveyed
        if own >= 0.0:
            numbers[row, place] = min(own / inputs[inp.RESEARCH_RECORDING], research.INTENSITY_CEILING)


@kernel(
    "void(int64, int64[::1], float64[::1], uint64[::1], float64[:,::1], int16[:,::1], float64[:,::1], int16[:,::1],"
    " int64[::1], uint64[::1])"
)
def apply_ledger(
    places: int,
    settings: Any,
    inputs: Any,
    rows: Any,
    known: Any,
    known_labels: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
) -> None:
    """Write what the ledger knows over what was drawn; doing so twice changes nothing more."""
    if known_labels.shape[1] == 0:
        return
    start_year = settings[plc.START_YEAR]
    titles_known = (
        settings[plc.LEDGER_SCOPE] == plc.LEDGER_ALL or settings[plc.LEDGER_SCOPE] == plc.LEDGER_TITLE_HOLDERS
    )
    for place in range(places):
        index = identities[place] - LEDGER
        if index < 0:
            continue
        know_revenue(place, index, known, numbers)
        know_research(place, index, known, inputs, numbers)
        for row in range(col.CLASS_ONE_PATENTS, col.NUMBERS):
            if row != col.LOG_CAPITAL or known[row, index] > -np.inf:
                value = known[row, index]
                if not np.isnan(value):
                    numbers[row, place] = value
        for row in range(col.CHAIN, col.ABOVE_SCALE):
            if known_labels[row, index] != UNKNOWN:
                labels[row, place] = known_labels[row, index]
        for title in range(col.TITLES):
            expiry = known_labels[col.EXPIRY + title, index]
            if expiry == HELD:
                u = key.uniform(row_of(rows, purpose.POPULATION_TITLE_EXPIRY + title), keys[place])
                labels[col.EXPIRY + title, place] = start_year + int(u * settings[plc.VALIDITY])
            elif expiry != UNKNOWN:
                labels[col.EXPIRY + title, place] = expiry if expiry >= start_year else 0
            elif titles_known:
                labels[col.EXPIRY + title, place] = 0


@kernel("void(int64, int64[::1], int16[:,::1], int16[:,::1], int64[::1])")
def apply_statuses(places: int, settings: Any, known: Any, labels: Any, identities: Any) -> None:
    """Write the statuses that the ledger knows over those drawn."""
    if known.shape[1] == 0:
        return
    for place in range(places):
        index = identities[place] - LEDGER
        if index < 0:
            continue
        adopted = labels[col.ADOPTED, place]
        for status in range(col.STATUSES):
            if known[status, index] == 1:
                adopted |= 1 << status
            elif known[status, index] == 0:
                adopted &= ~(1 << status)
        if known[col.HIGH_TECHNOLOGY, index] == 1 and labels[col.HIGH_TECHNOLOGY_EXPIRY, place] == 0:
            labels[col.HIGH_TECHNOLOGY_EXPIRY, place] = settings[plc.START_YEAR] + settings[plc.VALIDITY] - 1
        if known[col.HIGH_TECHNOLOGY, index] == 0:
            labels[col.HIGH_TECHNOLOGY_EXPIRY, place] = 0
        labels[col.ADOPTED, place] = adopted
