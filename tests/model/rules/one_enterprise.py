"""One enterprise in words, written into the engine's columns and judged by the engine's own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from numpy.typing import NDArray

from model import columns as col
from model import inputs as inp
from model import places as plc
from model.phases import BLOCK
from model.randomness.distributions import normal_from_uniform
from model.randomness.keys import KIND_INCUMBENT, entity_key, replicate_key
from model.rulebook import RulebookChoice
from model.rulebook import criteria as crit
from model.rules import accounts as acc
from model.rules import titles
from model.series import ADDITIONS, LOSSES, SERIES, TITLE_SERIES
from model.title_phase import DECISION_ROWS, decide_titles, fill_decision_rows
from model.world import World
from tests.model.worlds import small_world

CASES: Final = Path(__file__).parent / "cases"
FIRST_YEAR: Final = 2021
DECISION_NAMES: Final = (
    "none",
    "not_eligible",
    "not_applied",
    "below_cut_off",
    "admitted",
    "renewed",
    "renewed_by_discretion",
    "lost",
    "outgrew",
    "deemed_kept",
)
# Facts of the accounts by the names of their constants.
FACT_NAMES: Final = tuple(
    name.lower()
    for name, value in sorted(
        ((name, value) for name, value in vars(acc).items() if name.isupper() and name != "FACTS"),
        key=lambda pair: int(pair[1]),
    )
)


def read_cases(name: str) -> Any:
    """What a file of cases says."""
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


def case_name(case: Mapping[str, Any]) -> str:
    """The Chinese label of a case, as the name of its test."""
    return str(case["case"]["zh"])


@cache
def world_of(rules: str) -> World:
    """A world under a choice of rules, from FIRST_YEAR on; no cut-off binds."""
    return small_world(years=10, start_year=FIRST_YEAR, rulebook=RulebookChoice(rules))


class OneEnterprise:
    """One enterprise alone in its columns: what it is, which titles it holds, and the decisions of a year."""

    def __init__(self, rules: str, description: Mapping[str, Any]) -> None:
        self.world = world_of(rules)
        self.numbers = np.zeros((col.NUMBERS, 1))
        self.labels = np.zeros((col.LABELS, 1), dtype=np.int16)
        self.keys = np.array([entity_key(KIND_INCUMBENT, 0)], dtype=np.uint64)
        self.macro = np.zeros(plc.MACRO)
        self.macro[plc.NICHE_MARKET_1] = 1.0
        self.facts = np.zeros(acc.FACTS)
        # Nothing about the accounts or the scores is noisy.
        self.inputs = np.zeros(inp.PARAMETERS + inp.FIGURES)
        self.inputs[inp.RESEARCH_RECORDING] = 1.0
        self.description: dict[str, Any] = dict(read_cases("enterprise"))
        self.labels[col.ALIVE] = 1
        self.describe(description, FIRST_YEAR)

    def describe(self, changes: Mapping[str, Any], year: int) -> None:
        """Write what an enterprise is in words into its columns, as the accounts on which decisions of `year` rest."""
        unknown = set(changes) - set(self.description)
        assert not unknown, f"an enterprise has no {unknown}"
        self.description |= changes
        words = self.description
        revenue: Sequence[float] = words["revenue"]
        columns = {
            col.REVENUE_1: revenue[0],
            col.REVENUE_2: revenue[1],
            col.REVENUE_3: revenue[2],
            col.RESEARCH_INTENSITY_1: words["research"][0] / revenue[0],
            col.RESEARCH_INTENSITY_2: words["research"][1] / revenue[1],
            col.CLASS_ONE_PATENTS: words["patents"],
            col.MAIN_BUSINESS_SHARE: words["main_share"],
            col.DEBT_RATIO_LEVEL: words["debt_ratio"],
            col.NET_MARGIN_LEVEL: words["net_margin"],
            col.RESEARCH_STAFF_SHARE: words["staff_share"],
            col.NICHE_SIZE: revenue[0] / words["niche_share"],
            col.REVENUE_PER_EMPLOYEE: revenue[0] / words["employees"],
            col.EQUITY_FINANCING: words["equity"],
            col.MANAGEMENT_QUALITY: normal_from_uniform(float(words["quality_points"])),
        }
        for row, value in columns.items():
            self.numbers[row, 0] = value
        self.labels[col.RESEARCH_INSTITUTION] = words["institution"]
        self.labels[col.EMERGING_FIELD] = words["emerging"]
        self.labels[col.NICHE_YEAR] = year - 1 - words["niche_years"]

    def thresholds(self, year: int) -> NDArray[np.float64]:
        """The rulebook of a year, float64[ACTS x TITLES, CRITERIA]."""
        rules: NDArray[np.float64] = self.world.criteria[year - FIRST_YEAR]
        return rules

    def accounts(self, year: int) -> NDArray[np.float64]:
        """The accounts on which decisions of `year` rest."""
        words = self.description
        acc.fill_accounts(
            self.facts,
            self.numbers,
            self.labels,
            0,
            year,
            1.0,
            1.0,
            float(words["debt_ratio"]),
            float(words["net_margin"]),
        )
        return self.facts

    def holds(self, year: int) -> list[str]:
        """Titles whose certificates count at the end of a year."""
        return [name for title, name in enumerate(col.TITLE_NAMES) if self.labels[col.EXPIRY + title, 0] >= year]

    def decide(
        self,
        year: int,
        apply: Sequence[str] = (),
        passed: Sequence[str] = (),
        cut_offs: Mapping[str, float] | None = None,
        service: float = 0.0,
    ) -> dict[str, list[str]]:
        """Let a year decide; returns the titles added and lost."""
        self.describe({}, year)
        limits = np.full(col.TITLES, -np.inf)
        chains = np.zeros((plc.CHAIN_ROWS, 1))
        for title, name in enumerate(col.TITLE_NAMES):
            chains[plc.APPLICATION_RATE + title] = titles.apply_probability(float(name in apply), service)
            self.inputs[inp.RENEWAL_DISCRETION + title] = float(name in passed)
            limits[title] = (cut_offs or {}).get(name, -np.inf)
        rows = np.empty(DECISION_ROWS, dtype=np.uint64)
        replicate: Any = np.uint64(replicate_key(1, 0))
        fill_decision_rows(year, replicate, rows)
        outcome = np.zeros(SERIES)
        decide_titles(
            0,
            1,
            year,
            self.world.settings,
            self.world.lines,
            self.thresholds(year),
            self.world.breaks,
            self.world.increments,
            self.world.remainders,
            limits,
            chains,
            self.inputs,
            self.macro,
            self.numbers,
            self.labels,
            self.keys,
            rows,
            self.facts,
            np.zeros(BLOCK, dtype=np.int16),
            outcome,
        )
        by_title = outcome[: (col.TITLES + 1) * TITLE_SERIES].reshape(col.TITLES + 1, TITLE_SERIES)
        return {
            change: [name for title, name in enumerate(col.TITLE_NAMES) if by_title[title, reading] == 1.0]
            for change, reading in (("additions", ADDITIONS), ("losses", LOSSES))
        }

    def decided(self) -> dict[str, str]:
        """The year's decisions in words, by title; titles on which nothing was decided are left out."""
        told = {}
        for title, name in enumerate(col.TITLE_NAMES):
            kind, reason = divmod(int(self.labels[col.DECISION + title, 0]), col.DECISION_STEP)
            if kind == col.NO_DECISION:
                continue
            because = kind in (col.NOT_ELIGIBLE, col.RENEWED_BY_DISCRETION, col.LOST) or reason != 0
            told[name] = DECISION_NAMES[kind] + (f" because {crit.NAMES[reason]}" if because else "")
        return told
