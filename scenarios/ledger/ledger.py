"""An enterprise ledger as read: one enterprise an index, in kept units, unknown as NaN, in an order that no row decides."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from scenarios.ledger.columns import Scope, folded

Floats = NDArray[np.float64]
Key = tuple[str, int | None]
"""A field's name, and the year that a column is about; None for what has no year."""
SEPARATOR = "\x1f"


@dataclass(frozen=True, eq=False, repr=False)
class Ledger:
    """The planner's own enterprises, sorted by what identifies them: rows in another order give the same ledger.

    `columns` are float64[L] by field and year: money in 万元, shares 0..1, years, flags 1 and 0, levels 0 to 4, and for each
    title `title:NAME` (held: 1, 0), `title:NAME:recognised`, `:renewed` (years) and `:valid_to` (the last year at whose end
    the certificate is valid). Unknown is NaN, and None in the four tuples of text. `year` is the year at whose end the
    ledger holds, None where nothing says it. `places` are sheet and row where each enterprise first stands, for messages only.
    """

    names: tuple[str | None, ...]
    codes: tuple[str | None, ...]
    chains: tuple[str | None, ...]
    zones: tuple[str | None, ...]
    columns: Mapping[Key, Floats]
    complete_for: Scope
    year: int | None = None
    region: str | None = None
    places: tuple[tuple[str, int], ...] = field(default=())

    def __post_init__(self) -> None:
        for values in self.columns.values():
            values.flags.writeable = False
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        # No name of an enterprise: representations end in logs.
        return f"Ledger({len(self)} enterprises, complete for {self.complete_for}, {self.year}, {self.digest[:12]})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ledger) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields of which something is known, in alphabetical order."""
        texts = {"name": self.names, "code": self.codes, "chain": self.chains, "zone": self.zones}
        said = {name for name, values in texts.items() if any(value is not None for value in values)}
        return tuple(sorted(said | {name for name, _ in self.columns}))

    def years_of(self, name: str) -> tuple[int, ...]:
        """Years for which a field has a column, in their order."""
        return tuple(sorted(year for known, year in self.columns if known == name and year is not None))

    def values(self, name: str, year: int | None = None) -> Floats:
        """A field's column, float64[L]; all NaN where the ledger does not have it."""
        found = self.columns.get((name, year))
        return np.full(len(self), np.nan) if found is None else found

    def latest(self, name: str, year: int | None) -> Floats:
        """The newest figure of each enterprise not after a year (the column without a year counts as newest), float64[L]."""
        found = self.values(name).copy()
        for known in sorted(self.years_of(name), reverse=True):
            if year is None or known <= year:
                found = np.where(np.isnan(found), self.values(name, known), found)
        return found

    @cached_property
    def identities(self) -> tuple[str, ...]:
        """What each enterprise is known by: its credit code, else its name."""
        return tuple(identity(code, name) for code, name in zip(self.codes, self.names, strict=True))

    @cached_property
    def numbers(self) -> NDArray[np.uint64]:
        """The number of each enterprise within its kind, from a digest of its identity, uint64[L] (as `world.prior_keys`)."""
        return np.array([number_of(one) for one in self.identities], dtype=np.uint64)

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """The key of each enterprise's draws, uint64[L]: the same in every ledger that names it, whatever its row."""
        from scenarios.ledger.compiled import ledger_keys

        return ledger_keys(self.numbers)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that the ledger says, 64 hexadecimal digits; independent of rows, columns and file."""
        content = hashlib.sha256()
        content.update(SEPARATOR.join(("ledger 1", self.complete_for, str(self.year), self.region or "")).encode())
        for texts in (self.identities, self.names, self.chains, self.zones):
            content.update(b"\x1e" + SEPARATOR.join("\x00" if one is None else one for one in texts).encode())
        for (name, year), values in sorted(self.columns.items(), key=lambda item: (item[0][0], item[0][1] or 0)):
            content.update(f"\x1e{name}{SEPARATOR}{year}{SEPARATOR}".encode())
            # One NaN and one zero, whatever their bits: + 0.0 turns -0.0 into 0.0.
            content.update(np.where(np.isnan(values), np.nan, values + 0.0).astype("<f8").tobytes())
        return content.hexdigest()


def identity(code: str | None, name: str | None) -> str:
    """What an enterprise is known by; of a name only its letters count, not their case, width, quotes or blanks."""
    return f"code:{code}" if code is not None else f"name:{folded(name or '')}"


def number_of(one: str) -> int:
    """The first eight bytes of an identity's SHA-256 as a number."""
    return int.from_bytes(hashlib.sha256(one.encode()).digest()[:8], "little")
