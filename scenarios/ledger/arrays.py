"""A ledger laid out as the engine reads it: rows of numbers and labels under the names that `model.columns` has now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model import columns as col
from scenarios.ledger.checks import held_title, validity_years
from scenarios.ledger.clashes import above_scale
from scenarios.ledger.columns import Scope, load_columns
from scenarios.ledger.findings import label_of
from scenarios.ledger.ledger import Ledger
from scenarios.ledger.words import chain_key, names_none
from scenarios.messages.catalogue import text

Floats = NDArray[np.float64]
UNKNOWN: Final = -1
"""A label that the ledger leaves open: the engine draws it."""
HELD: Final = -2
"""An expiry that is not known although the title is held: the engine draws it among the years that a valid title can have."""
OTHER: Final = "other"


@dataclass(frozen=True)
class ArrayNote:
    """What was left out or taken otherwise on the way to the engine; names no enterprise."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def line(self, language: str) -> str:
        """Say the note in a language; a field's name is said in it too."""
        values = dict(self.values)
        if "field" in values:
            values["field"] = label_of(str(values["field"]), language)
        return text(f"ledger.note.{self.code}", language, **values)


@dataclass(frozen=True, eq=False)
class LedgerArrays:
    """What the engine reads of a ledger: column j of each array is one enterprise, sorted by identity.

    numbers: float64[len(col.NUMBER_NAMES), L], NaN unknown. labels: int16[len(col.LABEL_NAMES), L], -1 (UNKNOWN) unknown;
    expiries are the last year at whose end the title counts, 0 not held, -2 (HELD) held until a year not known. statuses:
    int16[len(col.STATUS_NAMES), L], 1 has it, 0 has it not, -1 unknown. keys: uint64[L],
    `entity_key(KIND_LEDGER, digest of code or name)`. names: what to show, code or name. `alive` is 1 throughout.
    """

    numbers: Floats
    labels: NDArray[np.int16]
    statuses: NDArray[np.int16]
    keys: NDArray[np.uint64]
    names: tuple[str, ...] = field(repr=False)
    start_year: int
    complete_for: Scope
    notes: tuple[ArrayNote, ...]

    def __len__(self) -> int:
        return len(self.names)


def ledger_arrays(ledger: Ledger, chains: Sequence[str], zones: Sequence[str], start_year: int) -> LedgerArrays:
    """Lay out the state at the end of `start_year`.

    `chains` are the engine's chain names in their order (`World.chain_names`): a chain not among them becomes the last one where
    that is "other", else unknown. Zones are numbered from 1 in the order of `zones`; 0 is none. Enterprises founded after
    `start_year` are left out.
    """
    return _Layout(ledger, chains, zones, start_year).build()


class _Layout:
    """Fills the arrays name by name; a name that the model does not have is noted where the ledger has something for it."""

    def __init__(self, ledger: Ledger, chains: Sequence[str], zones: Sequence[str], start_year: int) -> None:
        self.ledger, self.chains, self.zones, self.start_year = ledger, chains, zones, start_year
        self.numbers = np.full((len(col.NUMBER_NAMES), len(ledger)), np.nan)
        self.labels = np.full((len(col.LABEL_NAMES), len(ledger)), UNKNOWN, dtype=np.int16)
        self.statuses = np.full((len(col.STATUS_NAMES), len(ledger)), UNKNOWN, dtype=np.int16)
        self.notes: list[ArrayNote] = []
        self.used: set[str] = {"name", "code"}

    def build(self) -> LedgerArrays:
        ledger = self.ledger
        if ledger.year is not None and ledger.year != self.start_year:
            self._note("other_year", year=ledger.year, start=self.start_year)
        self._label(("alive",), np.ones(len(ledger)))
        self._revenue()
        self._research()
        self._shares()
        self._labels()
        self._titles()
        self._places()
        self._not_used()
        kept = ~(ledger.values("founding_year") > self.start_year)
        if not np.all(kept):
            self._note("founded_later", count=int(np.sum(~kept)), year=self.start_year)
        shown = [name or code or "" for name, code in zip(ledger.names, ledger.codes, strict=True)]
        return LedgerArrays(
            np.ascontiguousarray(self.numbers[:, kept]),
            np.ascontiguousarray(self.labels[:, kept]),
            np.ascontiguousarray(self.statuses[:, kept]),
            ledger.keys[kept],
            tuple(name for name, keep in zip(shown, kept, strict=True) if keep),
            self.start_year,
            ledger.complete_for,
            tuple(self.notes),
        )

    def _number(self, names: Sequence[str], values: Floats) -> bool:
        """Put a row under the first of the names that the model has."""
        for name in names:
            if name in col.NUMBER_NAMES:
                self.numbers[col.NUMBER_NAMES.index(name)] = values
                return True
        return False

    def _label(self, names: Sequence[str], values: Floats) -> bool:
        for name in names:
            if name in col.LABEL_NAMES:
                known = np.where(np.isnan(values), UNKNOWN, values)
                self.labels[col.LABEL_NAMES.index(name)] = known.astype(np.int16)
                return True
        return False

    def _of(self, name: str, year: int) -> Floats:
        """A flow of one year; a column without a year stands for the ledger's own."""
        self.used.add(name)
        found = self.ledger.values(name, year)
        if self.ledger.year is None and year == self.start_year:
            found = np.where(np.isnan(found), self.ledger.values(name), found)
        return found

    def _state(self, name: str) -> Floats:
        """A state at the start: the newest figure not later; older ones are noted."""
        self.used.add(name)
        found = self.ledger.latest(name, self.start_year)
        years = self.ledger.years_of(name)
        if years:
            now = self.ledger.values(name, self.start_year)
            older = int(np.sum(~np.isnan(found) & np.isnan(now) & np.isnan(self.ledger.values(name))))
            if older and self.ledger.year == self.start_year:
                self._note("older_figures", field=name, count=older, year=self.start_year)
        return found

    def _revenue(self) -> None:
        for back in range(4):
            suffix = f"_{back}" if back else ""
            self._number((f"revenue{suffix}",), self._of("revenue", self.start_year - back))
        now = self._of("revenue", self.start_year)
        with np.errstate(divide="ignore", invalid="ignore"):
            self._number(("log_revenue",), np.where(now > 0, np.log(now), np.nan))
            self._number(("revenue_per_employee",), _ratio(now, self._of_year("employees", self.start_year)))
            self._number(("niche_size",), _ratio(self._last_revenue(), self._state("niche_share")))
            margin = _ratio(self._of("net_profit", self.start_year), now)
            before = _ratio(self._of("net_profit", self.start_year - 1), self._of("revenue", self.start_year - 1))
            self._number(("net_margin_level",), np.where(np.isnan(margin), before, margin))

    def _of_year(self, name: str, year: int) -> Floats:
        """A state of a year, or the newest before it."""
        self.used.add(name)
        return self.ledger.latest(name, year)

    def _last_revenue(self) -> Floats:
        now, before = self._of("revenue", self.start_year), self._of("revenue", self.start_year - 1)
        return np.where(np.isnan(before), now, before)

    def _research(self) -> None:
        """Intensity of each year: spending over revenue, else the intensity that is written."""
        with np.errstate(divide="ignore", invalid="ignore"):
            for back in range(4):
                year = self.start_year - back
                ratio = _ratio(self._of("research_spending", year), self._of("revenue", year))
                written = self._of("research_intensity", year)
                suffix = f"_{back}" if back else ""
                self._number((f"research_intensity{suffix}",), np.where(np.isnan(ratio), written, ratio))
            share = _ratio(self._state("research_staff"), self._of_year("employees", self.start_year))
            written = self._state("research_staff_share")
            found = np.where(np.isnan(written), share, written)
            self._number(("research_staff_share",), np.where(found > 1.0, np.nan, found))

    def _shares(self) -> None:
        fields = load_columns().fields
        self._number(("class_one_patents",), self._state("class_one_patents"))
        self._number(("equity_financing",), self._state("equity_financing"))
        with np.errstate(divide="ignore", invalid="ignore"):
            year = self.start_year
            derived = _ratio(self._of("main_business_revenue", year), self._of("revenue", year))
            written = self._state("main_business_share")
            found = np.where(np.isnan(written), derived, written)
            self._number(("main_business_share",), np.where(found > 1.0, np.nan, found))
            debt = _ratio(self._state("liabilities"), self._state("assets"))
            written = self._state("debt_ratio")
            self._number(("debt_ratio_level",), np.where(np.isnan(written), debt, written))
        if not self._number(fields["fixed_capital"].model, self._state("fixed_capital")):
            self.used.discard("fixed_capital")

    def _labels(self) -> None:
        for name in ("founding_year", "niche_year"):
            self.used.add(name)
        niche = self.ledger.values("niche_year")
        years = self._state("niche_years")
        base = self.ledger.year if self.ledger.year is not None else self.start_year
        self._label(("founding_year",), self.ledger.values("founding_year"))
        self._label(("niche_year",), np.where(np.isnan(niche), base - np.floor(years), niche))
        self.used.add("above_scale")
        self._label(("above_scale",), above_scale(self.ledger))
        attracted = self.ledger.values("attracted")
        self.used.add("attracted")
        self._label(
            ("origin",), np.where(attracted == 1.0, col.ATTRACTED, np.where(attracted == 0.0, col.INCUMBENT, np.nan))
        )
        for name, known in load_columns().fields.items():
            if known.kind in ("flag", "level") and name not in self.used and known.model:
                values = self.ledger.values(name)
                if (
                    self._status(known.model, values)
                    or self._label(known.model, values)
                    or self._number(known.model, values)
                ):
                    self.used.add(name)

    def _status(self, names: Sequence[str], values: Floats) -> bool:
        """Put a flag under the status it names; upgrading without its kind is taken as a smart one, which is noted."""
        known = np.where(np.isnan(values), UNKNOWN, values).astype(np.int16)
        for name in names:
            if name in col.STATUS_NAMES:
                self.statuses[col.STATUS_NAMES.index(name)] = known
                return True
        if "upgraded" not in names:
            return False
        for status in (col.SMART_UPGRADE, col.GREEN_UPGRADE, col.HIGH_END_UPGRADE):
            self.statuses[status] = np.where(known == 1, UNKNOWN, known)
        self.statuses[col.SMART_UPGRADE] = known
        upgraded = int(np.sum(known == 1))
        if upgraded:
            self._note("upgrade_kind", count=upgraded)
        return True

    def _titles(self) -> None:
        """Expiry: the end of validity, else the year of recognition or re-review and the years for which a title holds."""
        validity = validity_years()
        for title in load_columns().titles:
            key = f"title:{title}"
            self.used.update((key, f"{key}:recognised", f"{key}:renewed", f"{key}:valid_to"))
            held = held_title(self.ledger, title)
            latest = np.fmax(self.ledger.values(f"{key}:recognised"), self.ledger.values(f"{key}:renewed"))
            expiry = np.where(
                np.isnan(self.ledger.values(f"{key}:valid_to")),
                latest + validity - 1,
                self.ledger.values(f"{key}:valid_to"),
            )
            # Recognised longer ago than it is valid, and held all the same: renewed on time, any number of times.
            with np.errstate(invalid="ignore"):
                behind = np.where(expiry < self.start_year, self.start_year - expiry, 0.0)
            renewed = expiry + validity * np.ceil(behind / validity)
            found = np.where(
                held == 1.0, np.where(np.isnan(renewed), HELD, renewed), np.where(held == 0.0, 0.0, np.nan)
            )
            self._label((f"expiry_{title}",), found)
            undated = int(np.sum((held == 1.0) & np.isnan(renewed)))
            if undated:
                self._note("titles_undated", field=key, count=undated)

    def _places(self) -> None:
        self.used.update(("chain", "zone"))
        names = {chain_key(name): number for number, name in enumerate(self.chains)}
        other = len(self.chains) - 1 if self.chains and self.chains[-1] == OTHER else UNKNOWN
        self._name_numbers("chain", self.ledger.chains, names, other, other, "unknown_chain")
        zones = {chain_key(name): number + 1 for number, name in enumerate(self.zones)}
        self._name_numbers("zone", self.ledger.zones, zones, 0, UNKNOWN, "unknown_zone")

    def _name_numbers(
        self, label: str, said: Sequence[str | None], known: dict[str, int], none: int, unknown: int, code: str
    ) -> None:
        missing: Counter[str] = Counter()
        found = np.full(len(said), np.nan)
        for place, name in enumerate(said):
            if name is None:
                continue
            number = known.get(chain_key(name))
            if number is None and names_none(name):
                number = none
            if number is None:
                missing[name] += 1
                number = unknown
            found[place] = number
        self._label((label,), found)
        for name, count in sorted(missing.items()):
            self._note(code, name=name, count=count)

    def _not_used(self) -> None:
        for name in self.ledger.fields:
            if name not in self.used:
                self._note("no_model_column", field=name)

    def _note(self, code: str, **values: Any) -> None:
        self.notes.append(ArrayNote(code, values))


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.where(whole > 0, part / whole, np.nan)
