"""What the rules on projects, capital, statuses and chains keep to, whatever they are given."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from model.rules import adoption, attraction, economy, investment

# The first call of a rule compiles it.
steady = settings(deadline=None, derandomize=True)
chances = st.floats(0.0, 1.0)
inner = st.floats(0.01, 0.99)
shifts = st.floats(-5.0, 5.0)
logs = st.floats(-5.0, 18.0)
money = st.floats(1.0, 1e8)


@steady
@given(inner, shifts, shifts)
def test_a_shifted_probability_is_one_and_rises_with_the_shift(probability: float, one: float, other: float) -> None:
    low, high = (attraction.shifted_probability(probability, shift) for shift in sorted((one, other)))
    assert 0.0 <= low <= high <= 1.0
    back = attraction.shifted_probability(attraction.shifted_probability(probability, one), -one)
    assert math.isclose(back, probability, rel_tol=1e-6)


@steady
@given(chances, chances, inner, inner, st.floats(-2.0, 3.0), st.floats(0.2, 2.0))
def test_a_size_lies_in_its_class_and_rises_with_its_draw(
    u: float, v: float, one: float, other: float, log_median: float, spread: float
) -> None:
    low, high = sorted((one, other))
    bounds = [attraction.size_between(end, low, high, log_median, spread) for end in (0.0, 1.0)]
    first, second = (attraction.size_between(draw, low, high, log_median, spread) for draw in sorted((u, v)))
    assert bounds[0] * (1 - 1e-9) <= first <= second * (1 + 1e-9) <= bounds[1] * (1 + 2e-9)


@steady
@given(inner, st.floats(-2.0, 0.0), st.floats(0.1, 200.0), st.floats(1.0, 4.0), st.floats(0.5, 10.0), shifts)
def test_conversion_falls_with_size_and_rises_with_help(
    conversion: float, slope: float, size: float, larger: float, median: float, lift: float
) -> None:
    small = attraction.start_probability(conversion, slope, size, median, lift)
    assert attraction.start_probability(conversion, slope, size * larger, median, lift) <= small * (1 + 1e-12)
    assert attraction.start_probability(conversion, slope, size, median, lift + 0.5) >= small * (1 - 1e-12)


@steady
@given(st.floats(0.1, 60.0), st.floats(0.0, 1.5), inner, inner)
def test_lags_are_positive_and_rise_with_the_draw(months: float, spread: float, one: float, other: float) -> None:
    low, high = (attraction.lag_in_years(months, spread, u) for u in sorted((one, other)))
    assert 0.0 < low <= high * (1 + 1e-12)


@steady
@given(inner, inner, inner, chances)
def test_delivered_money_makes_the_stated_share_and_never_more_than_the_contract(
    share: float, starts: float, produces: float, lost: float
) -> None:
    delivered = attraction.delivered_share(share, starts, produces, lost)
    assert 0.0 < delivered <= 1.0
    arrives = delivered * starts * (produces + (1.0 - produces) * lost)
    assert arrives <= share * (1 + 1e-12)
    assert delivered == 1.0 or math.isclose(arrives, share, rel_tol=1e-9)


@steady
@given(st.floats(2000.0, 2050.0), st.floats(2000.0, 2050.0), st.floats(0.0, 20.0), st.floats(0.0, 5.0))
def test_building_never_goes_back(time: float, start: float, years: float, later: float) -> None:
    built = attraction.built_share(time, start, start + years)
    assert 0.0 <= built <= attraction.built_share(time + later, start, start + years) <= 1.0


@steady
@given(logs, logs, inner, inner)
def test_investment_is_never_negative_and_rises_with_what_is_wanted(
    log_capital: float, wanted: float, adjustment: float, depreciation: float
) -> None:
    amount = investment.endogenous_investment(log_capital, wanted, adjustment, depreciation)
    assert amount >= 0.0
    assert investment.endogenous_investment(log_capital, wanted + 0.1, adjustment, depreciation) >= amount
    if wanted >= log_capital:
        # Capital does not fall where more of it is wanted.
        assert amount >= depreciation * math.exp(log_capital) * (1 - 1e-9)


@steady
@given(logs, logs, st.floats(-2.0, 2.0), st.floats(0.0, 0.5), st.floats(0.01, 1.0))
def test_capacity_moves_growth_by_no_more_than_its_limit_and_with_its_sign(
    log_revenue: float, log_capital: float, log_ratio: float, effect: float, limit: float
) -> None:
    growth = investment.capacity_growth(log_revenue, log_capital, log_ratio, effect, limit)
    assert abs(growth) <= effect * limit * (1 + 1e-12)
    gap = log_capital - log_ratio - log_revenue
    assert growth * gap >= 0.0


@steady
@given(money, money, st.floats(1.0, 2.0))
def test_idle_capital_is_a_part_of_capital(capital: float, used: float, slack: float) -> None:
    assert 0.0 <= investment.idle_capital(capital, used, slack) <= capital


@steady
@given(chances, st.floats(0.0, 50.0), st.floats(0.0, 20.0), st.floats(1.0, 3.0))
def test_a_hazard_is_a_probability_and_rises_with_the_policy(
    base: float, weight: float, factor: float, more: float
) -> None:
    hazard = adoption.adoption_hazard(base, weight, factor)
    assert 0.0 <= hazard <= adoption.adoption_hazard(base, weight, factor * more) <= adoption.HIGHEST_HAZARD


@steady
@given(st.floats(0.0, 1e6), st.floats(0.0, 0.5), st.integers(0, 20))
def test_more_research_and_more_patents_never_cost_the_certificate(
    revenue: float, intensity: float, patents: int
) -> None:
    lines = (5000.0, 20_000.0, 0.05, 0.04, 0.03)
    if adoption.is_high_technology(revenue, intensity, float(patents), *lines):
        assert adoption.is_high_technology(revenue, intensity + 0.01, float(patents), *lines)
        assert adoption.is_high_technology(revenue, intensity, float(patents + 1), *lines)
        assert patents >= 1


@steady
@given(st.floats(-5.0, 5.0), st.floats(-0.2, 0.3), chances, st.floats(0.0, 0.5))
def test_a_leader_pulls_in_the_direction_of_its_surprise_within_bounds(
    leader: float, usual: float, matching: float, pull: float
) -> None:
    pulled = economy.leader_pull(leader, usual, matching, pull)
    assert abs(pulled) <= pull * matching * economy.LARGEST_LEADER_SURPRISE * (1 + 1e-12)
    assert pulled * (leader - usual) >= 0.0


@steady
@given(st.floats(-1.0, 1.0), money, st.floats(0.0, 10.0), st.floats(0.05, 0.6))
def test_matching_gains_are_bounded_and_bear_the_sign_of_the_rise(
    rise: float, leader: float, others: float, rate: float
) -> None:
    gain = economy.matching_gain(rise, leader, leader * (1.0 + others), rate)
    assert abs(gain) <= economy.LARGEST_MATCHING_GAIN
    assert gain * rise >= 0.0
