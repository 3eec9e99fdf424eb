"""Who holds the titles that the baseline counts at the start (model.md 8)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from model import columns as col
from model import inputs as inp
from model import places as plc
from model.compiled import kernel, rule
from model.outside import holders_in_industry
from model.population import research_of_block, row_of
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import log, square_root
from model.randomness.distributions import normal_cdf, one_normal_from_uniform
from model.rulebook import criteria as crit
from model.rules import accounts as acc
from model.rules import counting, points, titles
from model.title_phase import find_candidates, holds_for_lower_line, read_accounts

# Tiers of likelihood, wider than any score: those that meet every condition, those large enough, the rest by size.
TIER: Final = 1000.0
NOT_A_CANDIDATE: Final = -1e9
# A raised intensity never needs a quantile closer to 1 than this.
HIGHEST_QUANTILE: Final = 1.0 - 1e-9


@rule
def needed_intensity(criteria: Any, at: int, facts: Any, recording: float) -> float:
    """Surveyed R&D over revenue that the title asked of an enterprise with these accounts."""
    revenue = facts[acc.LAST_REVENUE]
    line = max(criteria[at, crit.RESEARCH_INTENSITY], 0.0)
    spending = max(criteria[at, crit.RESEARCH_SPENDING], criteria[at, crit.RESEARCH_SPENDING_EACH_OF_TWO])
    spending = max(spending, 0.5 * criteria[at, crit.RESEARCH_SPENDING_TWO_YEAR_SUM])
    if spending > 0.0 and revenue > 0.0:
        line = max(line, spending / revenue)
    if criteria[at, crit.BAND_HIGH_REVENUE] > 0.0:
        high = revenue >= criteria[at, crit.BAND_HIGH_REVENUE]
        line = max(line, criteria[at, crit.BAND_HIGH_INTENSITY] if high else criteria[at, crit.BAND_LOW_INTENSITY])
    return line / recording


@rule
def large_enough(criteria: Any, at: int, facts: Any, held: int) -> bool:
    """Whether revenue alone would let the enterprise hold the title."""
    return (
        titles.enough_revenue(criteria, at, facts)
        and titles.enough_three_year_revenue(criteria, at, facts, holds_for_lower_line(criteria, at, held))
        and facts[acc.LAST_REVENUE] >= criteria[at, crit.BAND_LOW_REVENUE]
    )


@rule
def likelihood(
    criteria: Any,
    at: int,
    facts: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    inputs: Any,
    held: int,
    noise: float,
) -> float:
    """How likely an enterprise holds a title: by tier, then by score (or by size where it is too small)."""
    unmet = titles.first_unmet(criteria, at, facts, breaks, increments, holds_for_lower_line(criteria, at, held))
    if unmet != titles.ALL_MET and not large_enough(criteria, at, facts, held):
        return log(max(facts[acc.LAST_REVENUE], 1.0)) - TIER + 1e-3 * noise
    own = points.score(
        int(criteria[at, crit.SCORE_SCHEME]), breaks, increments, remainders, facts, inputs[inp.INDEX_SHIFT]
    )
    own += inputs[inp.SCORE_NOISE] * noise
    return own + TIER if unmet == titles.ALL_MET else own


@rule
def raise_research(place: int, needed: float, inputs: Any, rows: Any, numbers: Any, entity: int) -> None:
    """Redraw the research of a holder below the line from its distribution above the line, by the same draw."""
    correlation = inputs[inp.QUALITY_RESEARCH_CORRELATION]
    spread = inputs[inp.RESEARCH_INTENSITY_SPREAD]
    own_spread = spread * square_root(1.0 - correlation * correlation)
    norm = log(inputs[inp.RESEARCH_INTENSITY_MEDIAN]) + spread * correlation * numbers[col.MANAGEMENT_QUALITY, place]
    numbers[col.RESEARCH_PROPENSITY, place] = 0.0
    if numbers[col.RESEARCH_INTENSITY_1, place] < needed:
        below = normal_cdf((log(needed) - norm) / own_spread)
        u = key.uniform(row_of(rows, purpose.POPULATION_RESEARCH_LEVEL), entity)
        quantile = min(below + u * (1.0 - below), HIGHEST_QUANTILE)
        numbers[col.RESEARCH_DEVIATION, place] = own_spread * one_normal_from_uniform(quantile)
    own = slice(place, place + 1)
    research_of_block(
        inputs,
        numbers[col.LOG_REVENUE, own],
        numbers[col.MANAGEMENT_QUALITY, own],
        numbers[col.RESEARCH_PROPENSITY, own],
        numbers[col.RESEARCH_DEVIATION, own],
        numbers[col.RESEARCH_INTENSITY, own],
    )
    intensity = numbers[col.RESEARCH_INTENSITY, place]
    numbers[col.RESEARCH_INTENSITY_1, place] = intensity
    numbers[col.RESEARCH_INTENSITY_2, place] = intensity
    numbers[col.RESEARCH_INTENSITY_3, place] = intensity


@kernel(
    "void(int64, int64, float64[:,::1], int64, float64[::1], float64[::1], uint64[::1], float64[:,::1], int16[:,::1],"
    " uint64)"
)
def raise_record(
    place: int,
    year: int,
    criteria: Any,
    at: int,
    facts: Any,
    inputs: Any,
    rows: Any,
    numbers: Any,
    labels: Any,
    entity: int,
) -> None:
    """Raise a holder's lasting record to what its title asked when it was given; past growth stays as it is."""
    needed = needed_intensity(criteria, at, facts, inputs[inp.RESEARCH_RECORDING])
    if needed > 0.0 or facts[acc.LAST_INTENSITY] <= 0.0:
        raise_research(place, needed, inputs, rows, numbers, entity)
    patents = criteria[at, crit.CLASS_ONE_PATENTS]
    numbers[col.CLASS_ONE_PATENTS, place] = max(numbers[col.CLASS_ONE_PATENTS, place], patents)
    share = criteria[at, crit.MAIN_SHARE]
    if facts[acc.MAIN_SHARE] < share:
        u = key.uniform(row_of(rows, purpose.POPULATION_MAIN_BUSINESS_SHARE), entity)
        numbers[col.MAIN_BUSINESS_SHARE, place] = share + (1.0 - share) * u
    if facts[acc.DEBT] > criteria[at, crit.DEBT_RATIO]:
        numbers[col.DEBT_RATIO_LEVEL, place] = min(
            numbers[col.DEBT_RATIO_LEVEL, place], min(inputs[inp.DEBT_RATIO_MEAN], criteria[at, crit.DEBT_RATIO])
        )
    if facts[acc.YEARS_IN_NICHE] < criteria[at, crit.NICHE_YEARS]:
        entered = year - 1 - int(criteria[at, crit.NICHE_YEARS])
        labels[col.NICHE_YEAR, place] = entered
        labels[col.FOUNDING_YEAR, place] = min(labels[col.FOUNDING_YEAR, place], entered)
    if facts[acc.NICHE_SHARE] < criteria[at, crit.NICHE_SHARE]:
        u = key.uniform(row_of(rows, purpose.POPULATION_NICHE_SHARE), entity)
        numbers[col.NICHE_SIZE, place] = numbers[col.REVENUE_1, place] / (criteria[at, crit.NICHE_SHARE] * (1.0 + u))
    needed_level = criteria[at, crit.RESEARCH_INSTITUTION]
    if needed_level > labels[col.RESEARCH_INSTITUTION, place]:
        labels[col.RESEARCH_INSTITUTION, place] = int(needed_level)
    # A holder has the accounts of the years that its title was judged on.
    if numbers[col.REVENUE_2, place] <= 0.0:
        numbers[col.REVENUE_2, place] = numbers[col.REVENUE_1, place]
    if numbers[col.REVENUE_3, place] <= 0.0:
        numbers[col.REVENUE_3, place] = numbers[col.REVENUE_2, place]


@kernel("float64(float64[::1], int64)")
def value_at_rank(values: Any, rank: int) -> float:
    """The value that would stand at `rank` if `values` were sorted; moves them about (C. A. R. Hoare 1961, *Find*)."""
    low = 0
    high = values.shape[0] - 1
    while low < high:
        pivot = values[rank]
        up = low
        down = high
        while up <= down:
            while values[up] < pivot:
                up += 1
            while pivot < values[down]:
                down -= 1
            if up <= down:
                values[up], values[down] = values[down], values[up]
                up += 1
                down -= 1
        if down < rank:
            low = up
        if rank < up:
            high = down
    return values[rank]


@rule
def holders_still_needed(title: int, counts: Any) -> int:
    """How many enterprises of no higher SME title must be given `title` so that the nested count holds."""
    wanted = int(counts[title])
    if title < col.LITTLE_GIANT:
        return wanted - int(counts[title + 1])
    return wanted


@rule
def already_held(title: int, year: int, places: int, labels: Any) -> int:
    """How many hold a title by a ledger, and no higher one of its nest: they are not drawn again."""
    found = 0
    for place in range(places):
        held = counting.titles_held(labels, place, year)
        own = held & (1 << title)
        higher = title < col.SME_TITLES and (held & counting.higher_titles(title)) != 0
        found += 1 if own != 0 and not higher else 0
    return found


@kernel(
    "int64(int64, int64, boolean, int64, float64[::1], float64[:,::1], float64[:,::1], float64[:,::1], float64[::1],"
    " float64[::1], uint64, uint64[::1], float64[:,::1], int16[:,::1], uint64[::1], float64[::1], int16[::1], float64[::1])"
)
def score_candidates(
    title: int,
    places: int,
    all_are: bool,
    year: int,
    inputs: Any,
    criteria: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    macro: Any,
    noise_row: int,
    decision_rows: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
    facts: Any,
    candidate: Any,
    scores: Any,
) -> int:
    """Fill `scores` with how likely each enterprise holds a title, NOT_A_CANDIDATE for the others; returns how many may."""
    at = titles.thresholds_of(col.RECOGNITION, title)
    found = 0
    for first in range(0, places, candidate.shape[0]):
        stop = min(first + candidate.shape[0], places)
        find_candidates(first, stop, all_are, numbers, labels, candidate)
        for place in range(first, stop):
            scores[place] = NOT_A_CANDIDATE
            if candidate[place - first] == 0 or labels[col.EXPIRY + title, place] > 0:
                continue
            read_accounts(place, year, decision_rows, inputs, macro, numbers, labels, keys, facts)
            noise = one_normal_from_uniform(key.uniform(noise_row, keys[place]))
            scores[place] = likelihood(criteria, at, facts, breaks, increments, remainders, inputs, 0, noise)
            found += 1
    return found


@kernel(
    "void(int64, int64, int64, int64, float64, float64[::1], float64[::1], float64[:,::1], float64[::1], uint64[::1],"
    " uint64[::1], float64[:,::1], int16[:,::1], uint64[::1], float64[::1])"
)
def give_title(
    title: int,
    places: int,
    year: int,
    validity: int,
    threshold: float,
    scores: Any,
    inputs: Any,
    criteria: Any,
    macro: Any,
    rows: Any,
    decision_rows: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
    facts: Any,
) -> None:
    """Give a title, and those nested in it, to every enterprise whose score reaches the threshold."""
    at = titles.thresholds_of(col.RECOGNITION, title)
    expiry_rows = purpose.POPULATION_TITLE_EXPIRY
    for place in range(places):
        if scores[place] < threshold:
            continue
        read_accounts(place, year, decision_rows, inputs, macro, numbers, labels, keys, facts)
        raise_record(place, year, criteria, at, facts, inputs, rows, numbers, labels, keys[place])
        lowest = col.INNOVATIVE if title < col.SME_TITLES else title
        for given in range(lowest, title + 1):
            u = key.uniform(row_of(rows, expiry_rows + given), keys[place])
            labels[col.EXPIRY + given, place] = year + int(u * validity)


@kernel(
    "void(int64, int64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,::1], float64[::1], float64[::1],"
    " uint64[::1], uint64[::1], float64[:,::1], int16[:,::1], uint64[::1], float64[::1], int16[::1])",
    allocates=True,
)
def give_titles(
    places: int,
    settings: Any,
    inputs: Any,
    criteria: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    macro: Any,
    rows: Any,
    decision_rows: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
    facts: Any,
    candidate: Any,
) -> None:
    """Give each title to the most likely enterprises, from the top rung down, as many as the drawn baseline says."""
    year = settings[plc.START_YEAR]
    scope = settings[plc.LEDGER_SCOPE]
    if scope == plc.LEDGER_ALL or scope == plc.LEDGER_TITLE_HOLDERS:
        # A ledger that knows every holder has given all titles already.
        return
    counts = np.empty(col.TITLES)
    for title in range(col.TITLES):
        counts[title] = inputs[inp.PARAMETERS + inp.HOLDERS + title]
        if title < col.SME_TITLES and settings[plc.OUTSIDE_INDUSTRY_COUNTED] == 1:
            counts[title] = holders_in_industry(counts[title], inputs[inp.TITLE_OUTSIDE_INDUSTRY + title])
    for title in range(col.LITTLE_GIANT - 1, -1, -1):
        counts[title] = max(counts[title], counts[title + 1])
    scores = np.empty(places)
    for order in range(col.TITLES):
        # Little giants first, then down the nest, then the champions.
        title = col.LITTLE_GIANT - order if order < col.SME_TITLES else order
        wanted = min(holders_still_needed(title, counts), places)
        if wanted > 0:
            wanted -= already_held(title, year, places, labels)
        if wanted <= 0:
            continue
        noise_row = row_of(rows, purpose.POPULATION_TITLE_HOLDER + title)
        found = 0
        for attempt in range(2):
            # Those with something to show come first; where they are too few, everyone is looked at.
            if attempt == 1 and found >= wanted:
                break
            found = score_candidates(
                title,
                places,
                attempt == 1,
                year,
                inputs,
                criteria,
                breaks,
                increments,
                remainders,
                macro,
                noise_row,
                decision_rows,
                numbers,
                labels,
                keys,
                facts,
                candidate,
                scores,
            )
        # Where there are not enough, the worst of those given it is no candidate.
        threshold = NOT_A_CANDIDATE
        if found >= wanted:
            ranked = np.empty(found)
            count = 0
            for place in range(places):
                if scores[place] != NOT_A_CANDIDATE:
                    ranked[count] = scores[place]
                    count += 1
            threshold = value_at_rank(ranked, count - wanted)
        give_title(
            title,
            places,
            year,
            settings[plc.VALIDITY],
            threshold,
            scores,
            inputs,
            criteria,
            macro,
            rows,
            decision_rows,
            numbers,
            labels,
            keys,
            facts,
        )
