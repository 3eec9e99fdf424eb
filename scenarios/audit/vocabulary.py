"""What each indicator means to the audit: which quantity it counts, and how quantities contain one another.

`scenarios/indicators.yaml` says what an indicator is called and how the model answers it; `vocabulary.yaml` says what its
figures can be compared with. A rule asks for quantities (the stock of little giants, the value added of manufacturing) and
never for an indicator, a plan or a target by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from scenarios.schema.common import Identifier, Model, StrictBool, Words
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

TABLE = Path(__file__).resolve().parent / "vocabulary.yaml"


class Meaning(Model):
    """What an indicator measures.

    `quantity` is the thing counted or measured. A share also says of which quantity it is the `part` and what the `whole`
    is; a coverage says which enterprises it is `of`, and `delivered_by` which counted projects; a growth rate, what it is
    `growth_of`.
    """

    quantity: Identifier
    part: Identifier | None = None
    whole: Identifier | None = None
    of: Identifier | None = None
    delivered_by: tuple[Identifier, ...] = ()
    growth_of: Identifier | None = None
    reference: Identifier | None = None
    """The reference range that a figure of this indicator is held against, where there is one."""
    loose: StrictBool = False
    """Whether what the indicator covers is loose: it overlaps others of its whole (主导产业), or may be contracts or money in
    place (招商引资额). A figure on it never makes a contradiction certain."""
    sized: StrictBool = False
    """Whether the figure counts only what reaches a size that its clause names (百亿级)."""


class Rung(Model):
    """A title with a validity: the rung below it, and the references for its renewal and its ratio to the rung below."""

    above: Identifier | None = None
    renewal: Identifier
    ratio: Identifier | None = None
    hazard: Identifier | None = None
    nested: StrictBool = True
    """Whether holders also count as holders of the rung below unless the plan says otherwise."""


class Vocabulary(Model):
    """All meanings by indicator, the rungs, and which quantities are contained in which."""

    meanings: Mapping[Identifier, Meaning]
    rungs: Mapping[Identifier, Rung]
    part_of: Mapping[Identifier, Identifier]
    sum_of: Mapping[Identifier, tuple[Identifier, ...]]
    names: Mapping[Identifier, Words] = {}

    def wholes(self, quantity: str) -> tuple[str, ...]:
        """List the quantities that contain one, from the nearest to the widest."""
        found: list[str] = []
        at = self.part_of.get(quantity)
        while at is not None and at not in found:
            found.append(at)
            at = self.part_of.get(at)
        return tuple(found)


@cache
def load_vocabulary() -> Vocabulary:
    """Load `scenarios/audit/vocabulary.yaml`."""
    return build(Vocabulary, read_yaml(TABLE))
