"""What a draw is for: one number a purpose, part of the key of every draw.

Numbers are never reused and never changed: a purpose that falls out of use keeps its number here, marked retired.
Each group has room to grow inside its hundred. A purpose that exists once a title takes `PURPOSE + title` (titles are
0..4, ten places are reserved).
"""

from __future__ import annotations

from typing import Final

# 100-199: once a replicate
PARAMETERS: Final = 100  # value of parameter p (entity: the parameter)
BASELINE_FIGURES: Final = 101  # value of a starting figure (entity: the figure)
POSTERIOR_PARTICLE: Final = 102  # which particle of a posterior the replicate takes (entity: the world)

# 200-299: starting population, and the fields of an enterprise at its birth
POPULATION_REVENUE: Final = 200  # size stratum and revenue within it
POPULATION_CHAIN: Final = 201
POPULATION_ZONE: Final = 202
POPULATION_AGE: Final = 203
POPULATION_NICHE_YEARS: Final = 204
POPULATION_QUALITY: Final = 205  # management quality
POPULATION_RESEARCH_ACTIVITY: Final = 206  # whether it does research at all
POPULATION_RESEARCH_LEVEL: Final = 207  # R&D intensity, given that it does
POPULATION_PATENTS: Final = 208
POPULATION_MAIN_BUSINESS_SHARE: Final = 209
POPULATION_DEBT: Final = 210
POPULATION_MARGIN: Final = 211
POPULATION_STAFF: Final = 212
POPULATION_NICHE_SHARE: Final = 213
POPULATION_EMERGING_FIELD: Final = 214
POPULATION_EQUITY_FINANCING: Final = 215
POPULATION_RESEARCH_INSTITUTION: Final = 216
POPULATION_INITIAL_GROWTH: Final = 217  # growth of the year before the start
POPULATION_TITLE_LIKELIHOOD: Final = 218  # who holds the titles that the baseline counts
POPULATION_TITLE_EXPIRY: Final = 230  # + title: the year in which a title held at the start expires
POPULATION_TITLE_HOLDER: Final = 240  # + title: likelihood noise by title
POPULATION_EARLIER_GROWTH: Final = 250  # growth two years before the start
POPULATION_GROWTH_NOISE: Final = 251  # growth noise carried into the first year
POPULATION_STRATUM: Final = 252  # where the size stratum is drawn apart from revenue
POPULATION_RESEARCH_STAFF: Final = 253
POPULATION_FIXED_CAPITAL: Final = 254
POPULATION_ORIGIN: Final = 255

# 300-399: every year, of the region, a chain or a title
REGION_SHOCK: Final = 300
CHAIN_SHOCK: Final = 301
PRODUCER_PRICE: Final = 302
CHAMPION_ROUND_HELD: Final = 303  # whether a national 单项冠军 round takes place
BATCH_SIZE: Final = 310  # + title: size of a national or provincial batch
CUT_OFF_RESIDUAL: Final = 320  # + title: what the cut-off deviates by from its expectation
ENTRY_COUNT: Final = 330  # number of start-ups of a cell
RULE_REVISION: Final = 331  # when the rulebook is revised, if at all
OUTSIDE_INDUSTRY_SHARE: Final = 340  # + title: title holders outside industry

# 400-499: every year, of an enterprise
GROWTH_NOISE: Final = 400
RESEARCH_NOISE: Final = 401
EXIT: Final = 402
PATENTS: Final = 403
MARGIN_NOISE: Final = 404
DEBT_NOISE: Final = 405
REGISTRATION: Final = 406  # registered as above-scale
STAFF_NOISE: Final = 407
NICHE_SHARE_NOISE: Final = 408
EQUITY_FINANCING: Final = 409
RESEARCH_INSTITUTION: Final = 410

# 500-599: every year, of an enterprise and a title
APPLICATION: Final = 500  # + title
SCORE_NOISE: Final = 510  # + title
RE_REVIEW: Final = 520  # + title: whether it applies for re-review and passes what no number explains
RE_REVIEW_SCORE_NOISE: Final = 530  # + title

# 600-699: of an investment project, once in its life, unless marked otherwise
SIGNED_COUNT: Final = 600  # every year: projects signed in a cell (year, chain, zone, size class)
PROJECT_SIZE: Final = 601
PROJECT_MONTH: Final = 602  # when in its year it is signed
PROJECT_STARTS: Final = 603
PROJECT_START_LAG: Final = 604
PROJECT_PRODUCES: Final = 605
PROJECT_BUILD_LAG: Final = 606
PROJECT_FOUNDS: Final = 607  # founds an enterprise, or enlarges one
PROJECT_TARGET: Final = 608  # which enterprise it enlarges

# 700-799: of a status
STATUS_AT_START: Final = 700  # + status: whether an incumbent has it at the start
STATUS_ADOPTION: Final = 720  # + status, every year: whether it is adopted
HIGH_TECHNOLOGY_EXPIRY_AT_START: Final = 740
UPGRADE: Final = 741  # every year: whether an upgrading project is carried out
UPGRADE_KIND: Final = 742  # every year: smart, green or high-end

# 800-899: every year or once, of the region's economy
CHAIN_DRIFT: Final = 800  # once: how much faster a chain's demand grows than the region's
CHAIN_VALUE_ADDED: Final = 801  # once: a chain's value-added rate relative to the region's
REPORTING_NOISE: Final = 802  # what a published growth rate deviates by
