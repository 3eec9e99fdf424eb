"""What is asked of the model: plans, starting points, scenarios, and the answers to them."""

from scenarios.compare import Comparison, compare
from scenarios.run import load, run
from scenarios.sweep import Store, change, sweep

__all__ = ["Comparison", "Store", "change", "compare", "load", "run", "sweep"]
