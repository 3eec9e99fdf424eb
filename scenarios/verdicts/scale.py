"""The words for a probability, and the refusal to choose between two where its error does not allow it."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.messages import text
from scenarios.verdicts.settings import settings


@dataclass(frozen=True)
class Likelihood:
    """What may be said of a probability: the classes from `low` to `high`, or that nothing may be said."""

    low: str
    high: str
    withheld: bool = False

    @property
    def undecided(self) -> bool:
        """Tell whether the error spans a cut of the scale."""
        return not self.withheld and self.low != self.high

    @property
    def classes(self) -> tuple[str, ...]:
        """Name every class that the error leaves open, from the least likely up."""
        names = [name for name, _ in settings().classes]
        return () if self.withheld else tuple(names[names.index(self.low) : names.index(self.high) + 1])

    @property
    def code(self) -> str:
        """Name the verdict for scripts: a class, "undecided" or "withheld"."""
        return "withheld" if self.withheld else "undecided" if self.undecided else self.low


WITHHELD = Likelihood("", "", withheld=True)


def class_of(probability: float) -> str:
    """Name the class of the scale that a probability between 0 and 1 falls into."""
    return [name for name, start in settings().classes if probability >= start][-1]


def likelihood(low: float, high: float) -> Likelihood:
    """Say what the interval from `low` to `high` of a probability allows: the class that holds it all, or undecided."""
    return Likelihood(class_of(low), class_of(high))


def word(likelihood: Likelihood, language: str) -> str:
    """Say a likelihood in words."""
    if likelihood.withheld:
        return text("verdict.withheld", language)
    low = text(f"verdict.class.{likelihood.low}", language)
    if not likelihood.undecided:
        return low
    return text("verdict.undecided", language, low=low, high=text(f"verdict.class.{likelihood.high}", language))
