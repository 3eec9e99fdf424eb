"""How much an enterprise-year draws: counted in the plain county, which draws one number at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.plain.county import County
from benchmarks.plain.draws import CountingDraws
from model.randomness import purposes
from model.world import World

# What is drawn for every enterprise and year is not counted among the occasional.
EVERY_YEAR: Final = (purposes.GROWTH_NOISE, purposes.RESEARCH_NOISE, purposes.EXIT)
TENTS_AT_BIRTH: Final = (
    purposes.POPULATION_INITIAL_GROWTH,
    purposes.POPULATION_EARLIER_GROWTH,
    purposes.POPULATION_GROWTH_NOISE,
)
NORMALS_AT_BIRTH: Final = (
    purposes.POPULATION_REVENUE,
    purposes.POPULATION_QUALITY,
    purposes.POPULATION_RESEARCH_ACTIVITY,
    purposes.POPULATION_RESEARCH_LEVEL,
    purposes.POPULATION_DEBT,
    purposes.POPULATION_MARGIN,
    purposes.POPULATION_RESEARCH_STAFF,
    purposes.POPULATION_NICHE_SHARE,
    purposes.POPULATION_STAFF,
)
NORMALS_IN_A_YEAR: Final = (
    purposes.DEBT_NOISE,
    purposes.MARGIN_NOISE,
    *(purposes.SCORE_NOISE + title for title in range(5)),
    *(purposes.RE_REVIEW_SCORE_NOISE + title for title in range(5)),
    purposes.PROJECT_SIZE,
    purposes.PROJECT_START_LAG,
    purposes.PROJECT_BUILD_LAG,
)


@dataclass(frozen=True)
class DrawCounts:
    """Mean draws of a kind: at a birth (incumbents of the start included), and in an enterprise-year beside the three of all."""

    founded_a_year: float
    tents_at_birth: float
    normals_at_birth: float
    uniforms_at_birth: float
    normals_a_year: float
    uniforms_a_year: float

    def per_enterprise_year(self, years: int) -> float:
        """All draws over a run of so many years, per enterprise-year."""
        births = 1.0 / years + self.founded_a_year
        at_birth = self.tents_at_birth + self.normals_at_birth + self.uniforms_at_birth
        return len(EVERY_YEAR) + self.normals_a_year + self.uniforms_a_year + births * at_birth


def count_draws(world: World, replicates: int = 3) -> DrawCounts:
    """Count what the replicates of a world draw for their enterprises."""
    years = founded = incumbents = 0
    births = [0, 0, 0]
    occasional = [0, 0]
    for replicate in range(replicates):
        county = County.keyed(world, 1, replicate, counting=True, judges_everyone=False)
        incumbents += len(county.by_identity)
        for _ in range(world.years):
            years += len(county.by_identity)
            county.step()
            founded += county.enterprises_founded
        assert isinstance(county.draws, CountingDraws)
        for purpose, count in county.draws.counts.items():
            if 200 <= purpose < 300:
                tent, normal = purpose in TENTS_AT_BIRTH, purpose in NORMALS_AT_BIRTH
                births[0 if tent else 1 if normal else 2] += count
            elif 400 <= purpose < 800 and purpose not in EVERY_YEAR:
                occasional[0 if purpose in NORMALS_IN_A_YEAR else 1] += count
    born = incumbents + founded
    return DrawCounts(
        founded_a_year=founded / years,
        tents_at_birth=births[0] / born,
        normals_at_birth=births[1] / born,
        uniforms_at_birth=births[2] / born,
        normals_a_year=occasional[0] / years,
        uniforms_a_year=occasional[1] / years,
    )
