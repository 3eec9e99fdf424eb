"""An enterprise as a Mesa agent: a view of one place in the region's columns, made when someone looks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import mesa

from model import columns as col
from model.identity import identity_text

if TYPE_CHECKING:
    from model.investment_project import InvestmentProject
    from model.region import Region


def _number(row: int, name: str) -> property:
    def read(self: Enterprise) -> float:
        return float(self.region.numbers[row, self.place])

    return property(read, doc=f"Column `{name}` of this enterprise (see `model/columns.py`).")


def _label(row: int, name: str) -> property:
    def read(self: Enterprise) -> int:
        return int(self.region.labels[row, self.place])

    return property(read, doc=f"Column `{name}` of this enterprise (see `model/columns.py`).")


def status_names(adopted: int) -> tuple[str, ...]:
    """Names of the statuses whose bits are set."""
    return tuple(name for status, name in enumerate(col.STATUS_NAMES) if adopted & (1 << status))


class Enterprise(mesa.Agent):  # type: ignore[misc]  # mesa's classes carry no types that mypy reads
    """One industrial enterprise of the region: its columns by name, and what follows from them."""

    def __init__(self, region: Region, place: int) -> None:
        super().__init__(region)
        self.region = region
        self.place = place
        self.identity = int(region.identities[place])

    @property
    def name(self) -> str:
        """What this enterprise is called on the command line: `42`, or `2027-3-0-13` for a start-up of a cell."""
        return identity_text(self.identity)

    @property
    def age(self) -> int:
        """Years since it was founded."""
        return self.region.year - int(self.region.labels[col.FOUNDING_YEAR, self.place])

    @property
    def titles(self) -> frozenset[str]:
        """Titles whose certificates count at the end of the region's year."""
        return frozenset(
            name
            for title, name in enumerate(col.TITLE_NAMES)
            if self.region.labels[col.EXPIRY + title, self.place] >= self.region.year
        )

    @property
    def capital(self) -> float:
        """Fixed capital in 万元."""
        return math.exp(float(self.region.numbers[col.LOG_CAPITAL, self.place]))

    @property
    def statuses(self) -> frozenset[str]:
        """Statuses that it has at the end of the region's year, by name."""
        return frozenset(status_names(int(self.region.labels[col.ADOPTED, self.place])))

    @property
    def origin_name(self) -> str:
        """Where it comes from: incumbent, start_up or attracted."""
        return col.ORIGIN_NAMES[int(self.region.labels[col.ORIGIN, self.place])]

    @property
    def projects(self) -> list[InvestmentProject]:
        """The investment projects, as far as they are still there, that founded or enlarge it."""
        return [project for project in self.region.projects if project.enterprise_identity == self.identity]

    def columns(self) -> dict[str, Any]:
        """Every column by name."""
        numbers = {name: float(self.region.numbers[row, self.place]) for row, name in enumerate(col.NUMBER_NAMES)}
        labels = {name: int(self.region.labels[row, self.place]) for row, name in enumerate(col.LABEL_NAMES)}
        return numbers | labels


for _row, _name in enumerate(col.NUMBER_NAMES):
    setattr(Enterprise, _name, _number(_row, _name))
for _row, _name in enumerate(col.LABEL_NAMES):
    setattr(Enterprise, _name, _label(_row, _name))
