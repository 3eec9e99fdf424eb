"""What was asked before and after the present question: undo and redo over frozen scenarios."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenarios.schema.scenario import Scenario

MOST_STEPS = 50


@dataclass(frozen=True)
class History:
    """The present scenario between those it came from and those that were undone; never changed, only replaced."""

    present: Scenario
    past: tuple[Scenario, ...] = ()
    future: tuple[Scenario, ...] = ()

    def moved_to(self, scenario: Scenario) -> History:
        """Ask something else; what had been undone is forgotten. The same question again changes nothing."""
        if scenario == self.present:
            return self
        return History(scenario, (*self.past, self.present)[-MOST_STEPS:])

    def undone(self) -> History:
        """Go back one question, if there is one."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.present, *self.future)[:MOST_STEPS])

    def redone(self) -> History:
        """Take back the last undo, if there was one."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.present)[-MOST_STEPS:], self.future[1:])

    def renamed(self, scenario: Scenario) -> History:
        """Replace the present scenario where only words about it change: no step to undo."""
        return replace(self, present=scenario)
