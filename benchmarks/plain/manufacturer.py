"""An enterprise as a Mesa agent: how it grows, researches, closes, and climbs the ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import mesa

from benchmarks.plain import capital, ladder, statuses
from benchmarks.plain.conditions import (
    CHAMPIONS,
    LITTLE_GIANT,
    LOG_NOISE_SIZE,
    OLDEST_TOLD_APART,
    RE_REVIEW,
    RECOGNITION,
    SME_TITLES,
    SRDI,
    TITLE_NAMES,
    TITLES,
    Requirements,
)
from benchmarks.plain.draws import Key
from benchmarks.plain.ladder import Accounts
from model.randomness import purposes

if TYPE_CHECKING:
    from benchmarks.plain.county import County
    from benchmarks.plain.economy import Chain, Zone

# Bounds that the rules set: on the scale of noise, on who does R&D and how much, on what size does to closing.
WIDEST_NOISE: Final = 0.4
MOST_ACTIVE: Final = 0.95
MOST_RESEARCH: Final = 0.5
SAFEST, FRAILEST = 0.1, 2.0
# patents_per_million is stated a million yuan; money is 万元.
MILLION: Final = 100.0

Decision = tuple[str, str | None]


class Manufacturer(mesa.Agent):  # type: ignore[misc]  # mesa's classes carry no types that mypy reads
    """One industrial enterprise."""

    model: County

    def __init__(self, county: County, identity: int, key: Key, founding_year: int, chain: Chain, zone: Zone) -> None:
        super().__init__(county)
        self.identity = identity
        self.key = key
        self.founding_year = founding_year
        self.chain = chain
        self.zone = zone
        self.origin = "incumbent"
        self.above_scale = 0
        self.log_revenue = self.revenue = self.revenue_1 = self.revenue_2 = self.revenue_3 = 0.0
        self.growth_noise = 0.0
        self.research_intensity = 0.0
        self.research_intensity_1 = self.research_intensity_2 = self.research_intensity_3 = 0.0
        self.class_one_patents = 0.0
        self.log_capital = 0.0
        self.invested = self.upgraded = 0.0
        self.will_upgrade = False
        self.adopted: set[str] = set()
        self.high_technology_expiry = 0
        self.expiry = [0] * len(TITLES)
        self.decisions: dict[int, Decision] = {}

    # Business

    def invest(self) -> None:
        """The year's investment, before anything grows."""
        capital.invest(self)

    def live_through_the_year(self) -> None:
        """One year, in order."""
        self.close_the_books()
        self.grow()
        self.research()
        self.file_patents()
        if self.must_close():
            self.model.lose(self)
            return
        self.classify()
        self.deal_with_titles()
        statuses.adopt(self)

    def close_the_books(self) -> None:
        """This year's figures become last year's."""
        self.revenue_3, self.revenue_2, self.revenue_1 = self.revenue_2, self.revenue_1, self.revenue
        self.research_intensity_3 = self.research_intensity_2
        self.research_intensity_2 = self.research_intensity_1
        self.research_intensity_1 = self.research_intensity

    def is_srdi_or_higher(self, year: int) -> bool:
        """Whether it was an SRDI SME or little giant at the end of a year."""
        return self.expiry[SRDI] >= year or self.expiry[LITTLE_GIANT] >= year

    def grow(self) -> None:
        """Revenue follows the common drift, its chain, its size, quality and title, and its own noise."""
        county = self.model
        conditions, p = county.conditions, county.conditions.parameters
        last_year = county.year - 1
        size = self.log_revenue
        expected = (
            county.common_growth
            + self.chain.growth_term
            + p.mean_reversion * (size - conditions.log_reference)
            + (p.subscale_growth_offset if size < conditions.log_line else 0.0)
            + p.quality_growth_effect * self.management_quality
            + (p.title_growth_effect if self.is_srdi_or_higher(last_year) else 0.0)
        )
        expected += self.growth_by_capacity(size)
        if self.origin == "attracted":
            expected += county.ramp.get(county.year - self.founding_year, 0.0)
        spread = self.noise_spread(size, last_year - self.founding_year)
        noise = county.draws.tent(self.key, purposes.GROWTH_NOISE, county.year)
        own = spread * noise
        memory = p.growth_autocorrelation
        growth = expected + own + memory * self.growth_noise - self.noise_correction(spread, memory)
        self.growth_noise = own
        self.log_revenue = max(size + growth, 0.0)
        self.revenue = county.draws.exp(self.log_revenue)

    def growth_by_capacity(self, size: float) -> float:
        """Growth that spare capacity allows, or missing capacity costs, within limits."""
        conditions, p = self.model.conditions, self.model.conditions.parameters
        gap = self.log_capital - conditions.log_capital_ratio - size
        return float(p.capacity_growth_effect * min(max(gap, -p.absorption_limit), p.absorption_limit))

    def enlarge(self, output: float, funds: float) -> None:
        """A project adds output and capital to it."""
        exp, log = self.model.draws.exp, self.model.draws.log
        self.log_revenue = log(exp(self.log_revenue) + output)
        if funds > 0.0:
            self.log_capital = log(exp(self.log_capital) + funds)

    def noise_spread(self, size: float, age: int) -> float:
        """Scale of the yearly noise: narrower the larger and the older an enterprise is."""
        conditions = self.model.conditions
        p = conditions.parameters
        by_age = conditions.noise_by_age[min(max(age, 1), OLDEST_TOLD_APART)]
        by_size = conditions.draws.exp(p.noise_size_exponent * (LOG_NOISE_SIZE - size))
        return float(min(p.growth_noise_scale * by_age * by_size, WIDEST_NOISE))

    def noise_correction(self, spread: float, memory: float) -> float:
        """What noise of this scale adds to expected revenue, and growth must therefore not: two terms of its series.

        `memory` is the part of it that comes again the year after.
        """
        conditions = self.model.conditions
        lasting = spread * (1.0 + memory)
        square = lasting * lasting
        return 0.5 * conditions.noise_variance * square + conditions.noise_fourth_cumulant / 24.0 * square * square

    def research(self) -> None:
        """R&D over revenue moves about its norm; a title and support lift it."""
        county = self.model
        conditions, p = county.conditions, county.conditions.parameters
        draw = county.draws.normal(self.key, purposes.RESEARCH_NOISE, county.year)
        self.research_deviation = (
            p.research_persistence * self.research_deviation + conditions.research_innovation * draw
        )
        lift = self.chain.research_lift
        if self.is_srdi_or_higher(county.year - 1):
            lift += p.title_research_effect
        self.research_intensity = self.intensity(lift) if self.does_research() else 0.0

    def does_research(self) -> bool:
        """Whether it is among those of its size that do any; the larger, the more do, but never all."""
        conditions, p = self.model.conditions, self.model.conditions.parameters
        by_size = conditions.draws.exp(p.research_size_elasticity * (self.log_revenue - conditions.log_reference))
        return bool(self.research_propensity < min(p.research_active_share * by_size, MOST_ACTIVE))

    def intensity(self, lift: float) -> float:
        """R&D over revenue at the present deviation."""
        conditions = self.model.conditions
        norm = conditions.log_research_norm + conditions.research_loading * self.management_quality
        return min(conditions.draws.exp(norm + self.research_deviation + lift), MOST_RESEARCH)

    def file_patents(self) -> None:
        """Class-I patents come of what was spent two to three years ago."""
        if self.research_intensity_2 <= 0.0 and self.research_intensity_3 <= 0.0:
            return
        county = self.model
        p = county.conditions.parameters
        nearer = 3.0 - p.patent_lag
        spent_2 = self.research_intensity_2 * self.revenue_2
        spent_3 = self.research_intensity_3 * self.revenue_3
        expected = p.patents_per_million / MILLION * (nearer * spent_2 + (1.0 - nearer) * spent_3)
        self.class_one_patents += county.draws.poisson(self.key, expected, purposes.PATENTS, county.year)

    def must_close(self) -> bool:
        """Whether it closes this year: the more likely the smaller it is, by age along a curve."""
        county = self.model
        conditions, p = county.conditions, county.conditions.parameters
        age = min(max(county.year - self.founding_year, 0), OLDEST_TOLD_APART)
        by_size = county.draws.exp(p.exit_size_elasticity * (conditions.log_median - self.log_revenue))
        hazard = p.young_exit_hazard * conditions.exit_by_age[age] * min(max(by_size, SAFEST), FRAILEST)
        return bool(county.draws.uniform(self.key, purposes.EXIT, county.year) < hazard)

    def classify(self) -> None:
        """规上 follows from last year's revenue."""
        now = 1 if self.revenue_1 >= self.model.conditions.above_scale_line else 0
        if now != self.above_scale:
            self.model.count_above_scale(now - self.above_scale, self.zone)
            self.above_scale = now

    # Titles

    def titles(self, year: int) -> set[int]:
        """Titles whose certificate counts at the end of a year."""
        return {title for title, expiry in enumerate(self.expiry) if expiry >= year}

    def has_something_to_show(self) -> bool:
        """Whether judging it can have an outcome at all: research, a patent, equity, or a title once given."""
        return (
            self.research_intensity_1 > 0.0
            or self.class_one_patents >= 1.0
            or self.equity_financing > 0.0
            or max(self.expiry) > 0
        )

    def accounts(self, year: int) -> Accounts:
        """The books on which a decision of `year` rests."""
        county = self.model
        conditions, draws = county.conditions, county.draws
        recording = conditions.parameters.research_recording
        revenue, earlier = self.revenue_1, self.revenue_2
        intensity = self.research_intensity_1 * recording
        earlier_intensity = self.research_intensity_2 * recording
        debt = draws.normal(self.key, purposes.DEBT_NOISE, year - 1)
        margin = draws.normal(self.key, purposes.MARGIN_NOISE, year - 1)
        return Accounts(
            revenue=revenue,
            three_year_revenue=(revenue + earlier + self.revenue_3) / 3.0,
            growth=ladder.growth_over(revenue, earlier),
            earlier_growth=ladder.growth_over(earlier, self.revenue_3),
            intensity=intensity,
            earlier_intensity=earlier_intensity,
            spending=intensity * revenue,
            earlier_spending=earlier_intensity * earlier,
            patents=self.class_one_patents,
            main_share=self.main_business_share,
            debt_ratio=self.debt_ratio_level + conditions.debt_yearly * debt,
            net_margin=self.net_margin_level + conditions.margin_yearly * margin,
            research_staff_share=self.research_staff_share,
            niche_share=revenue / (self.niche_size * county.last_niche_market),
            years_in_niche=year - 1 - self.niche_year,
            equity=self.equity_financing,
            employees=revenue / self.revenue_per_employee,
            institution=self.research_institution if intensity > 0.0 else 0,
            emerging_field=self.emerging_field,
            quality=self.management_quality,
            # Granted late in its first year, a certificate is in force in the round after its last.
            high_technology=self.high_technology_expiry >= year - 1,
        )

    def deal_with_titles(self) -> None:
        """Expired titles are re-reviewed from the top down; then it may apply for one rung more, and as a champion."""
        county = self.model
        self.decisions.clear()
        something_to_show = self.has_something_to_show()
        if not (county.judges_everyone or something_to_show):
            return
        # Who has nothing to show is not on its way to a title, though it be judged; a title lost this very year was something.
        self.is_on_the_way = something_to_show or county.everyone_is_on_the_way
        year = county.year
        shown = self.accounts(year)
        before = self.titles(year - 1)
        too_large = ladder.has_outgrown_sme(shown, county.conditions)
        for title in reversed(TITLES):
            if 0 < self.expiry[title] < year:
                self.renew(title, shown, before, too_large)
        held = self.titles(year)
        rung = ladder.next_rung(held)
        for title in CHAMPIONS if rung is None else (rung, *CHAMPIONS):
            if title in held or title in self.decisions:
                continue
            asked = county.rules[RECOGNITION][title]
            if not asked.open:
                continue
            if too_large and asked.sme_only:
                self.stop_at(title, "outgrew")
                continue
            verdict, unmet = self.decisions[title] = self.apply_for(title, asked, shown, held)
            if verdict == "admitted":
                self.expiry[title] = year + county.conditions.validity - 1
            else:
                self.stop_at(title, unmet if verdict == "not_eligible" else verdict)
        now = self.titles(year)
        if now != before:
            county.count_titles(before, now)

    def stop_at(self, title: int, reason: str | None) -> None:
        """Count where it stopped on its way to an SME title, if it was on its way at all."""
        if title in SME_TITLES and self.is_on_the_way:
            self.model.flows[f"stopped:{TITLE_NAMES[title]}:{reason}"] += 1

    def renew(self, title: int, shown: Accounts, before: set[int], too_large: bool) -> None:
        """Re-review of an expired title; a lower one is deemed kept while a higher is valid."""
        county = self.model
        if title in SME_TITLES and self.titles(county.year) & ladder.HIGHER[title]:
            self.decisions[title] = ("deemed_kept", None)
            return
        if too_large and county.rules[RE_REVIEW][title].sme_only:
            self.decisions[title] = ("outgrew", None)
        else:
            self.decisions[title] = self.stand_re_review(title, shown, before)
        kept = self.decisions[title][0] in ("renewed", "renewed_by_discretion")
        self.expiry[title] = county.year + county.conditions.validity - 1 if kept else 0

    def stand_re_review(self, title: int, shown: Accounts, before: set[int]) -> Decision:
        """Whether a title is renewed: by the letter, or else by discretion."""
        county = self.model
        asked = county.rules[RE_REVIEW][title]
        unmet = ladder.unmet_requirement(asked, shown, before, county.conditions)
        if unmet is None and asked.score > float("-inf"):
            purpose = purposes.RE_REVIEW_SCORE_NOISE + title
            scored = self.score(asked, shown, purpose, county.year)
            if asked.score_either_of_two_years:
                scored = max(scored, self.score(asked, shown, purpose, county.year - 1))
            if scored < asked.score and not ladder.goes_straight_through(asked, shown):
                unmet = "score"
        if unmet is None:
            return "renewed", None
        chance = county.draws.uniform(self.key, purposes.RE_REVIEW + title, county.year)
        passes = chance < county.conditions.discretion[title]
        return "renewed_by_discretion" if passes else "lost", unmet

    def apply_for(self, title: int, asked: Requirements, shown: Accounts, held: set[int]) -> Decision:
        """What comes of trying for a title: eligible, willing, above the year's cut-off and the line."""
        county = self.model
        unmet = ladder.unmet_requirement(asked, shown, held, county.conditions)
        if unmet is not None:
            return "not_eligible", unmet
        if county.draws.uniform(self.key, purposes.APPLICATION + title, county.year) >= self.chain.application[title]:
            return "not_applied", None
        scored = self.score(asked, shown, purposes.SCORE_NOISE + title, county.year)
        if scored < county.cut_offs[title]:
            return "below_cut_off", None
        if scored < asked.score and not ladder.goes_straight_through(asked, shown):
            return "below_cut_off", "score"
        return "admitted", None

    def score(self, asked: Requirements, shown: Accounts, purpose: int, year: int) -> float:
        """Score with the noise of one assessment."""
        conditions = self.model.conditions
        noise = conditions.parameters.score_noise * conditions.draws.normal(self.key, purpose, year)
        return float(ladder.score(asked, shown, conditions) + noise)

    # Character, drawn once

    management_quality: float
    research_propensity: float
    research_deviation: float
    debt_ratio_level: float
    net_margin_level: float
    research_staff_share: float
    main_business_share: float
    niche_size: float
    revenue_per_employee: float
    equity_financing: float
    research_institution: int
    emerging_field: int
    niche_year: int
    is_on_the_way: bool
    # Where it stands in the county's roll.
    place: int
