"""The synthetic nation and province as simulators of a bank: parameters in, the figures that were published out.

Common random numbers: draw k has the same chances in every wave and under any parameters, because draws are keyed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Question
from model import columns as col
from model import inputs as inp
from model.inputs import PARAMETER_NAMES
from model.parameters.table import Override
from model.randomness import keys, purposes
from model.randomness.arithmetic import exp
from model.randomness.distributions import one_normal_from_uniform
from model.randomness.priors import FIXED, make_prior_row
from model.reference.population import ReferencePopulation, ReferenceYear, published, reference_world
from model.version import MODEL_VERSION
from model.world import Particles, World, prior_keys

Floats = NDArray[np.float64]

FIGURE: Final = "figure:"
KINDS: Final = ("admitted", "applicants", "due", "met", "renewed", "stock", "nested", "pool")
SERIES: Final = (
    *("enterprises", "above_scale", "above_scale_additions", "above_scale_losses", "above_scale_with_research"),
    *("revenue", "above_scale_revenue", "above_scale_research_spending", "capital", "industrial_investment"),
    *("value_added", "above_scale_value_added", "real_growth", "reported_growth", "producing_projects"),
    *("signed_projects", "signed_money", "started_projects", "revenue_above_100_million", "adopters:high_technology"),
    *("producer_price_change", "attracted_investment"),
)
DISCRETION_CHANGE: Final = "discretion_odds_change"
"""By how much the odds of discretion at re-reviews of little giants rose after 2023: pass rates went from 62% to 83% and 87%."""
LAST_STRICT_YEAR: Final = 2023
RATES: Final = frozenset({"real_growth", "reported_growth", "producer_price_change"})
"""Series that no scale multiplies."""


@dataclass(frozen=True)
class Setting:
    """One synthetic region, so many years on: which parameters it draws from where, and what of its accounts is given.

    `proposals` replace the priors of parameters; `figures` (by name: median, spread of its logarithm) those of assumed starting
    figures and factors; `admissions` the batches of a title and year that are known (of `scaled_admissions`: times a factor);
    where none is, a batch is drawn from its parameters.
    """

    region: str
    years: int
    seed: int
    proposals: tuple[tuple[str, Override], ...] = ()
    figures: tuple[tuple[str, float, float], ...] = ()
    admissions: tuple[tuple[str, int, float], ...] = ()
    scaled_admissions: tuple[str, ...] = ()

    @property
    def start_year(self) -> int:
        """The year at whose end it starts."""
        return int(published()[self.region]["start_year"])

    def names(self) -> tuple[str, ...]:
        """What a draw shows, in its order: `YEAR:KIND:TITLE`, `YEAR:SERIES`, counts at full scale, outside industry included."""
        found: list[str] = []
        for year in range(self.start_year, self.start_year + self.years + 1):
            found += [f"{year}:{kind}:{title}" for kind in KINDS for title in col.TITLE_NAMES]
            found += [f"{year}:{name}" for name in (*SERIES, "attracted_above_scale")]
        return tuple(found)

    def question(self, **more: Any) -> Question:
        """What a bank of this setting is asked."""
        content = {
            "region": self.region,
            "years": self.years,
            "seed": self.seed,
            "proposals": [[name, repr(value)] for name, value in self.proposals],
            "figures": [list(each) for each in self.figures],
            "admissions": [list(each) for each in self.admissions],
            "scaled": list(self.scaled_admissions),
            "results_version": MODEL_VERSION,
            **more,
        }
        return Question(content, (*PARAMETER_NAMES, *(f"figure:{name}" for name, _, _ in self.figures)), self.names())


class Population(ReferencePopulation):
    """A reference population whose batches are those of a setting."""

    def __init__(self, setting: Setting, world: World, replicate: int, factors: Mapping[str, float]) -> None:
        super().__init__(setting.region, world, setting.seed, replicate)
        self.setting = setting
        self.factors = factors
        self.known = {(title, year): count for title, year, count in setting.admissions}
        self.titles_known = {title for title, _, _ in setting.admissions}

    def batch(self, title: int, year: int) -> float:
        """Admissions of a title in a year at full scale; industry's part of them."""
        label = col.TITLE_NAMES[title]
        inside = 1.0
        if title < col.SME_TITLES:
            inside = 1.0 / (1.0 + self.region.inputs[inp.TITLE_OUTSIDE_INDUSTRY + title])
        if (label, year) in self.known:
            factor = self.factors.get(f"{label}_admissions", 1.0) if label in self.setting.scaled_admissions else 1.0
            return self.known[label, year] * factor * inside
        names = self.data.get("drawn_admissions", {}).get(label) or DRAWN.get(label, ())
        if not names:
            return 0.0
        amount = inside
        for name in names:
            amount *= float(self.region.inputs[PARAMETER_NAMES.index(name)])
        return amount


DRAWN: Final[Mapping[str, tuple[str, ...]]] = {"little_giant": ("national_little_giant_batch",)}
"""Parameters that a nation's batch is drawn from where none is known."""


class RegionSimulator:
    """Runs draws of a setting: `simulate(k)` from the proposals, `at(k, theta)` with some inputs given.

    `parameters` names what theta holds: parameters of the model, and `figure:NAME` for assumed figures and factors.
    """

    def __init__(self, setting: Setting, parameters: Sequence[str] = ()) -> None:
        self.setting = setting
        self.parameters = tuple(parameters)
        self.world = reference_world(setting.region, setting.years, dict(setting.proposals), levels=False)
        self.own = [name for name in parameters if not name.startswith(FIGURE)]
        self.places = np.array([PARAMETER_NAMES.index(name) for name in self.own], dtype=np.int64)
        self.scale = float(published()[setting.region]["scale"])

    def simulate(self, draw: int) -> tuple[Floats, Floats]:
        """Inputs and what is shown of draw number `draw`, all parameters from their priors or proposals."""
        return self._run(self.world, draw, self._factors(draw))

    def at(self, draw: int, theta: Floats) -> tuple[Floats, Floats]:
        """The same draw with the simulator's parameters at `theta` float64[parameters]."""
        given = dict(zip(self.parameters, theta.tolist(), strict=True))
        values = np.array([[given[name] for name in self.own]])
        factors = self._factors(draw) | {
            name.removeprefix(FIGURE): value for name, value in given.items() if name.startswith(FIGURE)
        }
        return self._run(replace(self.world, particles=Particles(np.ones(1), self.places, values)), draw, factors)

    def _run(self, world: World, draw: int, factors: Mapping[str, float]) -> tuple[Floats, Floats]:
        priors = world.priors.copy()
        for name, value in factors.items():
            if name in inp.FIGURE_NAMES:
                place = inp.PARAMETERS + inp.FIGURE_NAMES.index(name)
                priors[place] = make_prior_row(FIXED, value / self.scale, 0.0, 0.0, -np.inf, np.inf)
        population = Population(self.setting, replace(world, priors=priors), draw, factors)
        shown = [self._row(population, None)]
        for _ in range(self.setting.years):
            shown.append(self._row(population, self._year(population)))
        inputs = population.region.inputs[: len(PARAMETER_NAMES)]
        return np.concatenate([inputs, [factors[name] for name, _, _ in self.setting.figures]]), np.concatenate(shown)

    def _factors(self, draw: int) -> dict[str, float]:
        """Assumed starting figures and factors of a draw, keyed by its number and their names."""
        seed = np.uint64(self.setting.seed)
        row = np.uint64(keys.row_key(np.uint64(keys.replicate_key(seed, draw)), 0, purposes.BASELINE_FIGURES))
        names = [name for name, _, _ in self.setting.figures]
        entities = prior_keys([f"calibration:{name}" for name in names])
        return {
            name: float(median * exp(spread * one_normal_from_uniform(keys.uniform(row, entity))))
            for (name, median, spread), entity in zip(self.setting.figures, entities, strict=True)
        }

    def _year(self, population: Population) -> ReferenceYear:
        """Run a year. Re-reviews to 2023 were stricter than later ones: the odds of discretion change once, by a factor."""
        region = population.region
        change = population.factors.get(DISCRETION_CHANGE)
        if change is None or region.year + 1 > LAST_STRICT_YEAR:
            return population.run_year()
        place = inp.RENEWAL_DISCRETION + col.LITTLE_GIANT
        later = float(region.inputs[place])
        odds = later / max(1.0 - later, 1e-9) / change
        shown = population.run_year({col.LITTLE_GIANT: odds / (1.0 + odds)})
        region.inputs[place] = later
        return shown

    def _row(self, population: Population, shown: ReferenceYear | None) -> Floats:
        region, scale = population.region, population.scale
        year = region.year
        labels = region.labels[:, : region.places]
        found: list[float] = []
        for kind in KINDS:
            for title in range(col.TITLES):
                outside = 1.0
                if title < col.SME_TITLES:
                    outside = 1.0 + float(region.inputs[inp.TITLE_OUTSIDE_INDUSTRY + title])
                held = labels[col.EXPIRY + title] >= year
                if kind == "stock":
                    value = float(held.sum()) * scale
                elif kind == "nested":
                    last = col.LITTLE_GIANT if title < col.SME_TITLES else title
                    for above in range(title + 1, last + 1):
                        held = held | (labels[col.EXPIRY + above] >= year)
                    value = float(held.sum()) * scale
                elif shown is None:
                    value = 0.0
                elif kind == "pool":
                    # Who could rise before this year's decisions: holders of the rung below without this one.
                    below = shown.candidates[title - 1] if title > 0 else 0.0
                    value, outside = max(below - shown.candidates[title], 0.0), 1.0
                else:
                    attribute = {"met": "met_at_review"}.get(kind, kind)
                    value = float(getattr(shown, attribute).get(title, 0.0))
                found.append(value * outside)
        row = region.raw_outcomes[year - region.world.start_year]
        for name in SERIES:
            value = float(row[region.world.series.index(name)])
            found.append(value if name in RATES else value * scale)
        found.append(shown.attracted_above_scale if shown is not None else 0.0)
        return np.array(found)
