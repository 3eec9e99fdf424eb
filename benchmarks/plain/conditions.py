"""What one replicate is given: parameters and starting figures, the rules of each year, cut-offs, and what follows from them."""

from __future__ import annotations

from math import inf, sqrt
from types import SimpleNamespace
from typing import Any, Final

from benchmarks.plain.draws import Draws
from model import inputs, places
from model.randomness import keys, purposes
from model.randomness.priors import FIXED
from model.rulebook import criteria
from model.world import World

INNOVATIVE, SRDI, LITTLE_GIANT, PROVINCIAL_CHAMPION, NATIONAL_CHAMPION = TITLES = tuple(range(5))
TITLE_NAMES: Final = ("innovative", "srdi", "little_giant", "provincial_champion", "national_champion")
SME_TITLES: Final = (INNOVATIVE, SRDI, LITTLE_GIANT)
CHAMPIONS: Final = (PROVINCIAL_CHAMPION, NATIONAL_CHAMPION)
RECOGNITION, RE_REVIEW = range(2)
# Whether a round takes place: yes, no, or drawn.
HELD, NOT_HELD, DRAWN = range(3)

# Noise of growth is stated for an enterprise of 1 亿元, ln(10,000 万元), that is ten years old.
LOG_NOISE_SIZE: Final = 9.210340371976184
NOISE_AGE: Final = 10.0
OLDEST_TOLD_APART: Final = 95
# Lines of classifications, as the world states them one after another.
LINE_NAMES: Final = (
    "above_scale_line",
    "sme_employees",
    "sme_revenue",
    "small_revenue",
    "high_technology_small_line",
    "high_technology_large_line",
    "high_technology_small_intensity",
    "high_technology_middle_intensity",
    "high_technology_large_intensity",
)

Requirements = Any
"""The thresholds of one act of one title in one year, an attribute each, named as in the rulebook's data."""


class Conditions:
    """Everything fixed before the first enterprise is founded."""

    def __init__(self, world: World, draws: Draws) -> None:
        self.world = world
        self.draws = draws
        self.start_year = world.start_year
        self.validity = int(world.settings[places.VALIDITY])
        self.national_is_provincial = bool(world.settings[places.NATIONAL_COUNTS_AS_PROVINCIAL])
        self.counts_outside_industry = bool(world.settings[places.OUTSIDE_INDUSTRY_COUNTED])
        self.attracts = bool(world.settings[places.ATTRACTION])
        self.census_break_year = int(world.settings[places.CENSUS_BREAK_YEAR])
        self.lines: Any = SimpleNamespace(**dict(zip(LINE_NAMES, world.lines.tolist(), strict=True)))
        self.above_scale_line: float = self.lines.above_scale_line
        self.chain_shares: list[float] = world.chain_shares[places.SHARE].tolist()
        self.chain_cumulative: list[float] = world.chain_shares[places.CUMULATIVE].tolist()
        self.zone_shares: list[float] = world.zone_shares[places.SHARE].tolist()
        self.zone_cumulative: list[float] = world.zone_shares[places.CUMULATIVE].tolist()
        # Levers by year, lever and chain (the whole county's last); what is imposed by year.
        self.levers: list[list[list[float]]] = world.levers.tolist()
        self.imposed: list[list[float]] = world.imposed.tolist()
        self.draw_parameters()
        self.draw_rules()
        self.draw_cut_offs()
        self.tables = [
            [step for step in zip(breaks, increments, strict=True) if step[0] < inf]
            for breaks, increments in zip(world.breaks.tolist(), world.increments.tolist(), strict=True)
        ]
        self.remainders: list[float] = world.remainders.tolist()
        self.derive()

    def draw_parameters(self) -> None:
        """Draw every parameter and starting figure from its prior; counts are whole, SME titles nested."""
        world = self.world
        values = []
        for number, row in enumerate(world.priors):
            purpose = purposes.PARAMETERS if number < len(inputs.PARAMETER_NAMES) else purposes.BASELINE_FIGURES
            values.append(self.draws.prior(row, world.prior_keys[number], purpose))
        taken = self.draws.particle(world.particles.weights)
        for column, place in enumerate(world.particles.places.tolist() if taken is not None else []):
            if world.priors[place, 0] != FIXED:
                values[place] = float(world.particles.values[taken, column])
        self.values = values
        self.parameters: Any = SimpleNamespace(**dict(zip(inputs.PARAMETER_NAMES, values, strict=False)))
        given = values[len(inputs.PARAMETER_NAMES) :]
        figures: Any = SimpleNamespace(**dict(zip(inputs.FIGURE_NAMES, given, strict=False)))
        outputs = given[len(inputs.FIGURE_NAMES) :]
        chains = len(world.chain_names)
        self.chain_outputs, self.zone_outputs = outputs[:chains], outputs[chains:]
        for name in inputs.FIGURE_NAMES:
            if name.endswith(("enterprises", "holders")):
                setattr(figures, name, int(getattr(figures, name) + 0.5))
        if figures.industrial_enterprises <= 0:
            share = self.parameters.above_scale_share
            figures.industrial_enterprises = int(figures.above_scale_enterprises / share + 0.5)
        figures.industrial_enterprises = max(figures.industrial_enterprises, figures.above_scale_enterprises)
        figures.srdi_holders = max(figures.srdi_holders, figures.little_giant_holders)
        figures.innovative_holders = max(figures.innovative_holders, figures.srdi_holders)
        self.figures = figures
        self.holders = [getattr(figures, f"{title}_holders") for title in TITLE_NAMES]

    def draw_rules(self) -> None:
        """Lay out the rulebook by year, act and title; from the year of a drawn revision on, what it moves is tighter."""
        p, world = self.parameters, self.world
        first = int(world.settings[places.FIRST_REVISION_YEAR])
        county = self.draws.entity(keys.KIND_WORLD, 0)
        bunched = [criteria.NAMES[number] for number in criteria.BUNCHED_AT]
        moved = [criteria.NAMES[number] for number in criteria.MOVED_BY_A_REVISION]
        self.rules: list[list[list[Requirements]]] = []
        revised = False
        for step, table in enumerate(world.criteria.tolist()):
            year = self.start_year + step
            rows = [SimpleNamespace(**dict(zip(criteria.NAMES, row, strict=True))) for row in table]
            for row in rows:
                for name in bunched:
                    setattr(row, name, getattr(row, name) * (1.0 - p.line_bunching))
            if step > 0 and year >= first:
                chance = self.draws.uniform(county, purposes.RULE_REVISION, year)
                revised = revised or chance < p.rule_revision_probability
            if revised:
                for row in rows:
                    for name in moved:
                        setattr(row, name, getattr(row, name) * p.rule_revision_tightening)
            self.rules.append([rows[: len(TITLES)], rows[len(TITLES) :]])

    def draw_cut_offs(self) -> None:
        """Cut-offs by year and title: what is expected given the inputs, and one residual a title; none without a round."""
        p, world = self.parameters, self.world
        self.cut_offs = [[inf] * len(TITLES) for _ in world.cut_off_means]
        for title in TITLES:
            entity = self.draws.entity(keys.KIND_TITLE, title)
            residual = self.draws.normal(entity, purposes.CUT_OFF_RESIDUAL + title)
            shift = 0.0
            for number, centre, scale, slope in world.cut_off_slopes[title].tolist():
                if slope != 0.0:
                    shift += slope * (self.input_value(int(number)) - centre) / scale
            for step, row in enumerate(self.cut_offs):
                held = world.rounds[step, title] == HELD
                if world.rounds[step, title] == DRAWN:
                    year = self.start_year + step
                    chance = self.draws.uniform(entity, purposes.CHAMPION_ROUND_HELD, year)
                    held = chance < p.champion_round_probability
                if held:
                    mean, spread = float(world.cut_off_means[step, title]), float(world.cut_off_spreads[step, title])
                    row[title] = mean + shift + spread * residual

    def input_value(self, number: int) -> float:
        """Value of an input by its number, after rounding and nesting."""
        figure = number - len(inputs.PARAMETER_NAMES)
        if 0 <= figure < len(inputs.FIGURE_NAMES):
            return float(getattr(self.figures, inputs.FIGURE_NAMES[figure]))
        return self.values[number]

    def drawn(self) -> list[float]:
        """Every input in the engine's order."""
        return [self.input_value(number) for number in range(len(self.values))]

    def derive(self) -> None:
        """Numbers that the rules would otherwise compute again for every enterprise."""
        p, log, exp = self.parameters, self.draws.log, self.draws.exp
        self.application: list[float] = [getattr(p, f"application_{title}") for title in TITLE_NAMES]
        self.discretion: list[float] = [getattr(p, f"renewal_discretion_{title}") for title in TITLE_NAMES]
        # Amounts raised are exponential; the parameter is their median, ln 2 times the mean.
        self.mean_equity = p.equity_financing_amount / log(2.0)
        self.adoption_start: dict[str, float] = self._by_status("adoption_start_")
        self.adoption_hazard: dict[str, float] = self._by_status("adoption_hazard_")
        # Capital over the revenue that it yields when fully used.
        self.log_capital_ratio = -log(p.output_per_investment * p.output_realisation)
        self.log_line = log(self.above_scale_line)
        self.log_reference = log(p.growth_reference_revenue)
        self.log_median = log(p.median_revenue)
        self.log_research_norm = log(p.research_intensity_median)
        own_part = sqrt(1.0 - p.quality_research_correlation * p.quality_research_correlation)
        self.own_part = own_part
        self.research_own_spread = p.research_intensity_spread * own_part
        self.research_loading = p.research_intensity_spread * p.quality_research_correlation
        self.research_innovation = self.research_own_spread * sqrt(
            1.0 - p.research_persistence * p.research_persistence
        )
        self.debt_lasting = p.debt_ratio_spread * sqrt(1.0 - p.debt_ratio_transitory)
        self.debt_yearly = p.debt_ratio_spread * sqrt(p.debt_ratio_transitory)
        self.margin_lasting = p.net_margin_spread * sqrt(1.0 - p.net_margin_transitory)
        self.margin_yearly = p.net_margin_spread * sqrt(p.net_margin_transitory)
        shape = p.growth_noise_shape
        self.draws.set_tent_shape(shape)
        log_gamma = self.draws.log_gamma
        # Second and fourth moments of the unit Subbotin: b^(n/b) G((n + 1)/b) / G(1/b).
        self.noise_variance = exp(2.0 / shape * log(shape) + log_gamma(3.0 / shape) - log_gamma(1.0 / shape))
        fourth_moment = exp(4.0 / shape * log(shape) + log_gamma(5.0 / shape) - log_gamma(1.0 / shape))
        self.noise_fourth_cumulant = fourth_moment - 3.0 * self.noise_variance * self.noise_variance
        ages = range(OLDEST_TOLD_APART + 1)
        self.noise_by_age = [exp(-p.noise_age_exponent * log(max(float(age), 1.0) / NOISE_AGE)) for age in ages]
        self.exit_by_age = [
            (age + 1.0) / (p.exit_peak_age + 1.0)
            if age < p.exit_peak_age
            else exp(-p.exit_age_decay * (age - p.exit_peak_age))
            for age in ages
        ]

    def _by_status(self, head: str) -> dict[str, float]:
        """Values of the parameters of this name, by what it ends in."""
        own = vars(self.parameters)
        return {name.removeprefix(head): value for name, value in own.items() if name.startswith(head)}

    def zone_share(self, zone: int) -> float:
        """Share of a zone in all enterprises; zone 0 is what lies outside."""
        inside: float = self.figures.zone_share
        return inside * self.zone_shares[zone - 1] if zone > 0 else 1.0 - inside
