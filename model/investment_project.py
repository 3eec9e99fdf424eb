"""An investment project as a Mesa agent: a view of one place in the region's project columns, made when someone looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from model import places as plc
from model import projects as prj
from model.identity import project_text

if TYPE_CHECKING:
    from model.enterprise import Enterprise
    from model.region import Region


def _number(row: int, name: str) -> property:
    def read(self: InvestmentProject) -> float:
        return float(self.region.project_numbers[row, self.place])

    return property(read, doc=f"Column `{name}` of this project (see `model/projects.py`).")


def _label(row: int, name: str) -> property:
    def read(self: InvestmentProject) -> int:
        return int(self.region.project_labels[row, self.place])

    return property(read, doc=f"Column `{name}` of this project (see `model/projects.py`).")


class InvestmentProject(mesa.Agent):  # type: ignore[misc]  # mesa's classes carry no types that mypy reads
    """One investment project: its columns by name, its stage in words, the enterprise it founded or enlarged.

    It is there from the year in which it is signed to the one in which it is lost or at capacity.
    """

    def __init__(self, region: Region, place: int) -> None:
        super().__init__(region)
        self.region = region
        self.place = place
        self.number = int(region.project_identities[prj.OWN, place])

    @property
    def name(self) -> str:
        """What this project is called on the command line: `P2027-3-1-2-0`."""
        return project_text(self.number)

    @property
    def stage_name(self) -> str:
        """Its stage at the end of the region's year: signed, started, producing, at_capacity or lost."""
        return prj.STAGE_NAMES[int(self.region.project_labels[prj.STAGE, self.place])]

    @property
    def size_class_name(self) -> str:
        """Its size class by contract value."""
        return plc.SIZE_CLASS_NAMES[int(self.region.project_labels[prj.SIZE_CLASS, self.place])]

    @property
    def enterprise_identity(self) -> int | None:
        """Identity of the enterprise that it founded or enlarged; None before it produces."""
        identity = int(self.region.project_identities[prj.ENTERPRISE, self.place])
        return None if identity == prj.NO_ENTERPRISE else identity

    @property
    def enterprise(self) -> Enterprise | None:
        """The enterprise that it founded or enlarged; None before it produces, and where that enterprise has closed."""
        identity = self.enterprise_identity
        return None if identity is None else self.region.enterprise(identity)

    def columns(self) -> dict[str, Any]:
        """Every column by name."""
        numbers = {
            name: float(self.region.project_numbers[row, self.place])
            for row, name in enumerate(prj.PROJECT_NUMBER_NAMES)
        }
        labels = {
            name: int(self.region.project_labels[row, self.place]) for row, name in enumerate(prj.PROJECT_LABEL_NAMES)
        }
        return numbers | labels


for _row, _name in enumerate(prj.PROJECT_NUMBER_NAMES):
    setattr(InvestmentProject, _name, _number(_row, _name))
for _row, _name in enumerate(prj.PROJECT_LABEL_NAMES):
    setattr(InvestmentProject, _name, _label(_row, _name))
