"""Where a ledger and a baseline contradict each other: the ledger wins, and the clash is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from model.parameters.table import prior_row
from scenarios.ledger.checks import above_scale_line, held_title
from scenarios.ledger.columns import load_columns
from scenarios.ledger.findings import HIDDEN
from scenarios.ledger.ledger import Ledger
from scenarios.ledger.words import chain_key, names_none
from scenarios.messages.catalogue import text
from scenarios.schema.baseline import Baseline, BaselineFigure

Kind = Literal["above", "below", "outside_above", "outside_below", "differs", "unknown_chain"]
HOLDERS = {
    "innovative_holders": ("innovative", "srdi", "little_giant"),
    "srdi_holders": ("srdi", "little_giant"),
    "little_giant_holders": ("little_giant",),
    "provincial_champion_holders": ("provincial_champion",),
    "national_champion_holders": ("national_champion",),
}
"""Titles that count for each figure: an SME title or a higher one (nested); the grades of champion apart."""
COMPLETE: Mapping[str, tuple[str, ...]] = {
    "industrial_enterprises": ("all",),
    "above_scale_enterprises": ("all", "above_scale"),
    "largest_enterprise_revenue": ("all", "above_scale"),
    "zone_share": ("all",),
    **{figure: ("all", "title_holders") for figure in HOLDERS},
}
"""What a ledger must be complete for so that a figure of its own is the region's."""


@dataclass(frozen=True)
class Clash:
    """One figure on which the two disagree; `low` and `high` are the baseline's interval, or its only value twice.

    `name` is the chain where the figure is a chain's share. `complete` says whether the ledger is complete for the figure: where
    it is not, only more than the baseline is a clash.
    """

    figure: str
    kind: Kind
    ledger: float
    low: float
    high: float
    complete: bool
    assumed: bool
    name: str | None = None

    def line(self, language: str, *, contents: bool = True) -> str:
        """Say the clash in one line; without `contents` a name that only the ledger has is left out."""
        level = f"{load_columns().clash_limits['interval'].value:.0%}"
        limit = f"{self._limit:.0%}"
        figure = text(f"ledger.clash.figure.{self.figure}", language, name=self._shown_name(contents))
        said = text(f"ledger.clash.{self.kind}", language, level=level, limit=limit)
        if self.figure in HOLDERS and self.kind in ("below", "outside_below"):
            said += text("ledger.clash.holders_outside", language)
        mine = f"{self.ledger:.1%}" if self._is_share else f"{self.ledger:g}"
        theirs = " – ".join(
            f"{end:.1%}" if self._is_share else f"{end:g}" for end in dict.fromkeys((self.low, self.high))
        )
        return text("ledger.clash.line", language, figure=figure, ledger=mine, baseline=theirs, said=said)

    def _shown_name(self, contents: bool) -> str:
        return HIDDEN if self.kind == "unknown_chain" and not contents else self.name or ""

    def as_json(self, language: str, *, contents: bool = True) -> dict[str, Any]:
        """Give the clash as one object."""
        return {
            "figure": self.figure,
            "name": self._shown_name(contents) or None,
            "kind": self.kind,
            "ledger": self.ledger,
            "baseline_low": self.low,
            "baseline_high": self.high,
            "complete": self.complete,
            "assumed": self.assumed,
            "message": self.line(language, contents=contents),
        }

    @property
    def _is_share(self) -> bool:
        return self.figure in ("chain_share", "zone_share")

    @property
    def _limit(self) -> float:
        limits = load_columns().clash_limits
        return limits[self.figure if self.figure in limits else "chain_share"].value


def counted(ledger: Ledger) -> dict[str, tuple[float, float]]:
    """The baseline's figures as the ledger has them: (known at least, at most where the unknown all counted).

    A figure of which the ledger says nothing is left out.
    """
    found: dict[str, tuple[float, float]] = {"industrial_enterprises": (float(len(ledger)), float(len(ledger)))}
    above = above_scale(ledger)
    if np.any(~np.isnan(above)):
        found["above_scale_enterprises"] = _count(above)
    for figure, titles in HOLDERS.items():
        held = np.full(len(ledger), np.nan)
        for title in titles:
            held = np.fmax(held, held_title(ledger, title))
        own = held_title(ledger, titles[0])
        if np.any(~np.isnan(own)) or np.any(held == 1.0):
            found[figure] = _count(np.where(np.isnan(own) & (held != 1.0), np.nan, held))
    revenue = ledger.latest("revenue", ledger.year)
    if np.any(~np.isnan(revenue)):
        largest = float(np.nanmax(revenue))
        unknown = bool(np.any(np.isnan(revenue)))
        found["largest_enterprise_revenue"] = (largest, float("inf") if unknown else largest)
    zones = [zone for zone in ledger.zones if zone is not None]
    if zones:
        inside = sum(1 for zone in zones if not names_none(zone))
        unknown_zones = len(ledger) - len(zones)
        found["zone_share"] = (inside / len(ledger), (inside + unknown_zones) / len(ledger))
    return found


def above_scale(ledger: Ledger) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Whether each enterprise is above scale: what is written, else the revenue of the year before; float64[L] of 1, 0, NaN."""
    flag = ledger.values("above_scale")
    year = ledger.year
    revenue = ledger.values("revenue", None if year is None else year - 1)
    with np.errstate(invalid="ignore"):
        followed = np.where(np.isnan(revenue), np.nan, (revenue >= above_scale_line()).astype(np.float64))
    return np.where(np.isnan(flag), followed, flag)


def clashes(ledger: Ledger, baseline: Baseline) -> list[Clash]:
    """Compare what both say: counts, titles (nested), the largest revenue, zones and chains; what the ledger leaves open is free.

    A baseline figure is compared with its central 95% interval and with all that it allows.
    """
    intervals = _intervals(baseline)
    found = [
        _compare(name, low, high, figure, intervals[name], ledger.complete_for in COMPLETE[name])
        for name, (low, high) in counted(ledger).items()
        if (figure := baseline.figures.get(name)) is not None  # type: ignore[call-overload]
    ]
    return [clash for clash in found if clash is not None] + _chains(ledger, baseline)


def not_compared(ledger: Ledger, baseline: Baseline) -> list[str]:
    """Figures of which the ledger holds something without being complete for them, and no more than the baseline."""
    clashing = {clash.figure for clash in clashes(ledger, baseline)}
    return [
        name
        for name in counted(ledger)
        if name in baseline.figures and ledger.complete_for not in COMPLETE[name] and name not in clashing
    ]


def _compare(
    name: str, low: float, high: float, figure: BaselineFigure, interval: tuple[float, float], complete: bool
) -> Clash | None:
    least, most = figure.support
    inner_low, inner_high = interval
    assumed = figure.kind == "assumed"
    if name == "zone_share" and not complete:
        return None
    if low > most:
        return Clash(name, "outside_above", low, least, most, complete, assumed)
    if complete and high < least:
        return Clash(name, "outside_below", high, least, most, complete, assumed)
    if low > inner_high:
        return Clash(name, "above", low, inner_low, inner_high, complete, assumed)
    if complete and high < inner_low:
        return Clash(name, "below", high, inner_low, inner_high, complete, assumed)
    return None


def _intervals(baseline: Baseline) -> dict[str, tuple[float, float]]:
    """The central interval of each figure, from the priors that the engine draws them from."""
    found = {str(name): (figure.value or 0.0, figure.value or 0.0) for name, figure in baseline.figures.items()}
    drawn = {str(name): prior_row(figure.spec) for name, figure in baseline.figures.items() if figure.value is None}
    if drawn:
        from scenarios.ledger.compiled import prior_quantiles

        level = load_columns().clash_limits["interval"].value
        ends = np.array([(1.0 - level) / 2.0, (1.0 + level) / 2.0])
        for name, (low, high) in zip(drawn, prior_quantiles(np.array(list(drawn.values())), ends), strict=True):
            found[name] = (float(low), float(high))
    return found


def _chains(ledger: Ledger, baseline: Baseline) -> list[Clash]:
    """Shares of enterprises by chain, where the ledger is complete for all; names that the baseline does not have, always."""
    if baseline.chain_shares is None or not baseline.chain_shares.shares:
        return []
    shares = {chain_key(name): (name, share) for name, share in baseline.chain_shares.shares.items()}
    assumed = baseline.chain_shares.kind == "assumed"
    counts: dict[str, int] = {}
    shown: dict[str, str] = {}
    for chain in ledger.chains:
        if chain is not None and not names_none(chain):
            counts[chain_key(chain)] = counts.get(chain_key(chain), 0) + 1
            shown.setdefault(chain_key(chain), chain)
    complete = ledger.complete_for == "all" and all(chain is not None for chain in ledger.chains)
    limit = load_columns().clash_limits["chain_share"].value
    found = [
        Clash("chain_share", "unknown_chain", counts[name] / len(ledger), 0.0, 0.0, complete, assumed, shown[name])
        for name in sorted(counts)
        if name not in shares
    ]
    if complete and counts:
        for folded_name, (name, share) in shares.items():
            own = counts.get(folded_name, 0) / len(ledger)
            if abs(own - share) > limit:
                found.append(Clash("chain_share", "differs", own, share, share, True, assumed, name))
    return found


def _count(held: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float]:
    return float(np.sum(held == 1.0)), float(np.sum(held == 1.0) + np.sum(np.isnan(held)))
