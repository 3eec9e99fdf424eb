"""Plans whose years have come: run from what was known when they were drafted, and scored against what became of them."""

from calibration.backtest.outcomes import OutcomePoint, PlanOutcomes, list_outcomes, load_outcomes
from calibration.backtest.testing import Backtest, backtest

__all__ = ["Backtest", "OutcomePoint", "PlanOutcomes", "backtest", "list_outcomes", "load_outcomes"]
