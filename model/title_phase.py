"""The year's decisions on titles: re-review from the top down, then at most one rung up (model.md 3.7 and 4)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import series as ser
from model.compiled import column_kernel, kernel, rule
from model.phases import count_changes
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import square_root
from model.randomness.distributions import one_normal_from_uniform
from model.rulebook import criteria as crit
from model.rules import accounts as acc
from model.rules import counting, points, titles

# Key rows of a year's decisions: the yearly parts of two ratios, then one row a title for each kind of draw.
DEBT_ROW, MARGIN_ROW, APPLICATION_ROW, SCORE_ROW, RE_REVIEW_ROW, RE_REVIEW_SCORE_ROW, SECOND_SCORE_ROW = (
    0,
    1,
    2,
    2 + col.TITLES,
    2 + 2 * col.TITLES,
    2 + 3 * col.TITLES,
    2 + 4 * col.TITLES,
)
DECISION_ROWS: Final = 2 + 5 * col.TITLES


@kernel("void(int64, uint64, uint64[::1])")
def fill_decision_rows(year: int, replicate: int, rows: Any) -> None:
    """Key rows of the decisions of `year`; ratios are those of the accounts of the year before."""
    rows[DEBT_ROW] = key.row_key(replicate, year - 1, purpose.DEBT_NOISE)
    rows[MARGIN_ROW] = key.row_key(replicate, year - 1, purpose.MARGIN_NOISE)
    for title in range(col.TITLES):
        rows[APPLICATION_ROW + title] = key.row_key(replicate, year, purpose.APPLICATION + title)
        rows[SCORE_ROW + title] = key.row_key(replicate, year, purpose.SCORE_NOISE + title)
        rows[RE_REVIEW_ROW + title] = key.row_key(replicate, year, purpose.RE_REVIEW + title)
        rows[RE_REVIEW_SCORE_ROW + title] = key.row_key(replicate, year, purpose.RE_REVIEW_SCORE_NOISE + title)
        rows[SECOND_SCORE_ROW + title] = key.row_key(replicate, year - 1, purpose.RE_REVIEW_SCORE_NOISE + title)


@rule
def read_accounts(
    place: int, year: int, rows: Any, inputs: Any, macro: Any, numbers: Any, labels: Any, keys: Any, facts: Any
) -> None:
    """Fill `facts` with the accounts on which decisions of `year` rest."""
    entity = keys[place]
    debt = numbers[col.DEBT_RATIO_LEVEL, place] + inputs[inp.DEBT_RATIO_SPREAD] * square_root(
        inputs[inp.DEBT_RATIO_TRANSITORY]
    ) * one_normal_from_uniform(key.uniform(rows[DEBT_ROW], entity))
    margin = numbers[col.NET_MARGIN_LEVEL, place] + inputs[inp.NET_MARGIN_SPREAD] * square_root(
        inputs[inp.NET_MARGIN_TRANSITORY]
    ) * one_normal_from_uniform(key.uniform(rows[MARGIN_ROW], entity))
    acc.fill_accounts(
        facts, numbers, labels, place, year, inputs[inp.RESEARCH_RECORDING], macro[plc.NICHE_MARKET_1], debt, margin
    )


@rule
def holds_for_lower_line(criteria: Any, at: int, held: int) -> bool:
    """Whether the titles held open the lower line of three-year revenue."""
    needed = int(criteria[at, crit.TITLE_FOR_LOWER_REVENUE])
    return needed >= 0 and (held & counting.nested_titles(needed, False)) != 0


@kernel("int64(float64[:,::1], int64, float64[::1], float64[:,::1], float64[:,::1], int64)")
def unmet_condition(criteria: Any, at: int, facts: Any, breaks: Any, increments: Any, held: int) -> int:
    """First hard condition that is not met, those on titles held included; ALL_MET where none is."""
    previous = int(criteria[at, crit.PREVIOUS_TITLE])
    if previous >= 0 and (held & counting.nested_titles(previous, False)) == 0:
        return crit.PREVIOUS_TITLE
    barred = int(criteria[at, crit.BARRED_BY_TITLE])
    if barred >= 0 and (held & (1 << barred)) != 0:
        return crit.BARRED_BY_TITLE
    return titles.first_unmet(criteria, at, facts, breaks, increments, holds_for_lower_line(criteria, at, held))


@kernel(
    "float64(float64[:,::1], int64, float64[::1], float64[:,::1], float64[:,::1], float64[::1], float64[::1], uint64, uint64)"
)
def own_score(
    criteria: Any,
    at: int,
    facts: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    inputs: Any,
    row: int,
    entity: int,
) -> float:
    """Score of an enterprise with the noise of one assessment."""
    noise = inputs[inp.SCORE_NOISE] * one_normal_from_uniform(key.uniform(row, entity))
    scheme = int(criteria[at, crit.SCORE_SCHEME])
    return points.score(scheme, breaks, increments, remainders, facts, inputs[inp.INDEX_SHIFT]) + noise


@rule
def recognise(
    title: int,
    criteria: Any,
    at: int,
    facts: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    inputs: Any,
    held: int,
    rate: float,
    cut_off: float,
    rows: Any,
    entity: int,
) -> int:
    """Decide on a first recognition; returns a decision code."""
    unmet = unmet_condition(criteria, at, facts, breaks, increments, held)
    if unmet != titles.ALL_MET:
        return col.NOT_ELIGIBLE * col.DECISION_STEP + unmet
    if key.uniform(rows[APPLICATION_ROW + title], entity) >= rate:
        return col.NOT_APPLIED * col.DECISION_STEP
    scored = own_score(criteria, at, facts, breaks, increments, remainders, inputs, rows[SCORE_ROW + title], entity)
    if scored < cut_off:
        return col.BELOW_CUT_OFF * col.DECISION_STEP
    if scored < criteria[at, crit.SCORE] and not titles.takes_direct_route(criteria, at, facts):
        return col.BELOW_CUT_OFF * col.DECISION_STEP + crit.SCORE
    return col.ADMITTED * col.DECISION_STEP


@rule
def re_review(
    title: int,
    criteria: Any,
    at: int,
    facts: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    inputs: Any,
    held: int,
    rows: Any,
    entity: int,
) -> int:
    """Decide on a re-review; returns a decision code. What fails the letter may still pass by discretion (assumed)."""
    unmet = unmet_condition(criteria, at, facts, breaks, increments, held)
    if unmet == titles.ALL_MET and criteria[at, crit.SCORE] > -crit.INFINITY:
        scored = own_score(
            criteria, at, facts, breaks, increments, remainders, inputs, rows[RE_REVIEW_SCORE_ROW + title], entity
        )
        if criteria[at, crit.SCORE_EITHER_OF_TWO_YEARS] > 0.0:
            scored = max(
                scored,
                own_score(
                    criteria, at, facts, breaks, increments, remainders, inputs, rows[SECOND_SCORE_ROW + title], entity
                ),
            )
        if scored < criteria[at, crit.SCORE] and not titles.takes_direct_route(criteria, at, facts):
            unmet = crit.SCORE
    if unmet == titles.ALL_MET:
        return col.RENEWED * col.DECISION_STEP
    if key.uniform(rows[RE_REVIEW_ROW + title], entity) < inputs[inp.RENEWAL_DISCRETION + title]:
        return col.RENEWED_BY_DISCRETION * col.DECISION_STEP + unmet
    return col.LOST * col.DECISION_STEP + unmet


@rule
def nothing_to_show_fails(criteria: Any, breaks: Any, increments: Any) -> bool:
    """Whether an enterprise without research, patents, equity and title fails every title it might apply for.

    Then its accounts need not be read: true of all published versions, not of every what-if.
    """
    innovation = points.points(breaks, increments, crit.INNOVATIVE_PATENTS, 0.0) + points.points(
        breaks, increments, crit.INNOVATIVE_RESEARCH_INTENSITY, 0.0
    )
    first_rung = titles.thresholds_of(col.RECOGNITION, col.INNOVATIVE)
    hopeless = (
        innovation < criteria[first_rung, crit.SCORE_INNOVATION]
        and criteria[first_rung, crit.RESEARCH_DIRECT_ROUTE] == crit.INFINITY
        and criteria[first_rung, crit.EQUITY_DIRECT_ROUTE] > 0.0
        and criteria[first_rung, crit.INSTITUTION_DIRECT_ROUTE] > 0.0
        and criteria[first_rung, crit.HIGH_TECH_DIRECT_ROUTE] > 0.0
    )
    for title in range(col.SME_TITLES, col.TITLES):
        at = titles.thresholds_of(col.RECOGNITION, title)
        asks_patents = (
            criteria[at, crit.CLASS_ONE_PATENTS] > 0.0 and criteria[at, crit.CLASS_ONE_PATENTS_INSTITUTION_WAIVER] > 0.0
        )
        asks_research = criteria[at, crit.RESEARCH_INTENSITY] > 0.0
        hopeless = hopeless and (criteria[at, crit.OPEN] < 1.0 or asks_patents or asks_research)
    return hopeless


@rule
def stop_reason(code: int) -> int:
    """Number of the reason for which a decision code stops an enterprise (series.STOP_REASONS)."""
    kind = code // col.DECISION_STEP
    if kind == col.NOT_APPLIED:
        return ser.STOP_NOT_APPLIED
    if kind == col.BELOW_CUT_OFF:
        return ser.STOP_BELOW_CUT_OFF
    return code % col.DECISION_STEP


@rule
def next_sme_title(held: int) -> int:
    """The rung above the highest one held, or -1 at the top."""
    if held & (1 << col.LITTLE_GIANT):
        return -1
    if held & (1 << col.SRDI):
        return col.LITTLE_GIANT
    if held & (1 << col.INNOVATIVE):
        return col.SRDI
    return col.INNOVATIVE


@column_kernel(
    "void(boolean, float64[::1], float64[::1], float64[::1], int16[::1], int16[::1], int16[::1], int16[::1], int16[::1],"
    " int16[::1], int16[::1])"
)
def mark_candidates(
    all_are: bool,
    last_intensity: Any,
    patents: Any,
    equity: Any,
    alive: Any,
    expiry_0: Any,
    expiry_1: Any,
    expiry_2: Any,
    expiry_3: Any,
    expiry_4: Any,
    candidate: Any,
) -> None:
    """Say for a block whose accounts are worth reading: who does research, has patents or equity, or ever held a title."""
    for place in range(alive.shape[0]):
        ever_held = max(
            max(expiry_0[place], expiry_1[place]), max(expiry_2[place], max(expiry_3[place], expiry_4[place]))
        )
        something = (
            (last_intensity[place] > 0.0) | (patents[place] >= 1.0) | (equity[place] > 0.0) | (ever_held > 0) | all_are
        )
        candidate[place] = alive[place] if something else np.int16(0)


@kernel("void(int64, int64, boolean, float64[:,::1], int16[:,::1], int16[::1])")
def find_candidates(first: int, stop: int, all_are: bool, numbers: Any, labels: Any, candidate: Any) -> None:
    """Mark the candidates among the places `first` up to `stop` (at most a block) in `candidate`."""
    mark_candidates(
        all_are,
        numbers[col.RESEARCH_INTENSITY_1, first:stop],
        numbers[col.CLASS_ONE_PATENTS, first:stop],
        numbers[col.EQUITY_FINANCING, first:stop],
        labels[col.ALIVE, first:stop],
        labels[col.EXPIRY, first:stop],
        labels[col.EXPIRY + 1, first:stop],
        labels[col.EXPIRY + 2, first:stop],
        labels[col.EXPIRY + 3, first:stop],
        labels[col.EXPIRY + 4, first:stop],
        candidate[: stop - first],
    )


@kernel(
    "void(int64, int64, int64, int64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,::1],"
    " float64[::1], float64[::1], float64[:,::1], float64[::1], float64[::1], float64[:,::1], int16[:,::1], uint64[::1],"
    " uint64[::1], float64[::1], int16[::1], float64[::1])"
)
def decide_titles(
    first: int,
    stop: int,
    year: int,
    settings: Any,
    lines: Any,
    criteria: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    cut_offs: Any,
    chains: Any,
    inputs: Any,
    macro: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
    rows: Any,
    facts: Any,
    candidate: Any,
    outcome: Any,
) -> None:
    """Decide on every title of the enterprises at `first` up to `stop`, at most a block.

    `criteria` and `cut_offs` (float64[TITLES], +inf where no round takes place) are those of the year; `chains` says how likely
    an eligible enterprise applies. `facts` (FACTS) and `candidate` (BLOCK) are scratch.
    """
    last_expiry = year + settings[plc.VALIDITY] - 1
    national_is_provincial = settings[plc.NATIONAL_COUNTS_AS_PROVINCIAL] == 1
    for title in range(col.TITLES):
        for place in range(first, stop):
            labels[col.DECISION + title, place] = col.NO_DECISION
    find_candidates(first, stop, not nothing_to_show_fails(criteria, breaks, increments), numbers, labels, candidate)
    for place in range(first, stop):
        if candidate[place - first] == 0:
            continue
        entity = keys[place]
        read_accounts(place, year, rows, inputs, macro, numbers, labels, keys, facts)
        before = counting.titles_held(labels, place, year - 1)
        outgrown = titles.outgrows_sme(facts, lines[plc.SME_EMPLOYEES], lines[plc.SME_REVENUE])
        for title in range(col.TITLES - 1, -1, -1):
            expiry = labels[col.EXPIRY + title, place]
            if expiry == 0 or expiry >= year:
                continue
            held = counting.titles_held(labels, place, year)
            if title < col.SME_TITLES and (held & counting.higher_titles(title)) != 0:
                labels[col.DECISION + title, place] = col.DEEMED_KEPT * col.DECISION_STEP
                continue
            at = titles.thresholds_of(col.RE_REVIEW, title)
            code = col.OUTGREW * col.DECISION_STEP
            if not (outgrown and criteria[at, crit.SME_ONLY] > 0.0):
                code = re_review(
                    title, criteria, at, facts, breaks, increments, remainders, inputs, before, rows, entity
                )
            labels[col.DECISION + title, place] = code
            kind = code // col.DECISION_STEP
            kept = kind == col.RENEWED or kind == col.RENEWED_BY_DISCRETION
            labels[col.EXPIRY + title, place] = last_expiry if kept else 0
        held = counting.titles_held(labels, place, year)
        for attempt in range(col.SME_TITLES - 1, col.TITLES):
            title = attempt
            if attempt < col.SME_TITLES:
                title = next_sme_title(held)
            # A title already held, or lost this very year, is not applied for.
            if title < 0 or (held & (1 << title)) != 0 or labels[col.DECISION + title, place] != col.NO_DECISION:
                continue
            at = titles.thresholds_of(col.RECOGNITION, title)
            if criteria[at, crit.OPEN] < 1.0:
                continue
            if outgrown and criteria[at, crit.SME_ONLY] > 0.0:
                if title < col.SME_TITLES:
                    outcome[ser.STOPPED + title * ser.STOPS + ser.STOP_OUTGREW] += 1.0
                continue
            code = recognise(
                title,
                criteria,
                at,
                facts,
                breaks,
                increments,
                remainders,
                inputs,
                held,
                chains[plc.APPLICATION_RATE + title, labels[col.CHAIN, place]],
                cut_offs[title],
                rows,
                entity,
            )
            labels[col.DECISION + title, place] = code
            if code // col.DECISION_STEP == col.ADMITTED:
                labels[col.EXPIRY + title, place] = last_expiry
            elif title < col.SME_TITLES:
                outcome[ser.STOPPED + title * ser.STOPS + stop_reason(code)] += 1.0
        now = counting.titles_held(labels, place, year)
        if before != now:
            count_changes(before, now, national_is_provincial, outcome)
