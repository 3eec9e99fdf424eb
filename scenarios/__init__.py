"""What is asked of the model: plans, starting points, scenarios, and the answers to them."""

from scenarios.run import load, run

__all__ = ["load", "run"]
