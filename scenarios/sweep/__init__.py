"""Sweeps: many points of one question, computed into a store that loses nothing, in this process or on a cluster."""

from scenarios.sweep.changes import change
from scenarios.sweep.execution import SweepCancelledError, sweep
from scenarios.sweep.specification import Sweep, load_sweep
from scenarios.sweep.store import Store

__all__ = ["Store", "Sweep", "SweepCancelledError", "change", "load_sweep", "sweep"]
