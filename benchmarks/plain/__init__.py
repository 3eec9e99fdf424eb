"""The same county in plain Mesa: the one allowed second writing of the rules.

Agents with methods, `AgentSet.do`, a `DataCollector`; no columns, no compiled loops. It is written from the model's
description, the docstrings and the rulebook's data, and calls none of the engine's phases or rules, so that it can bear
witness against them: with keyed draws (`KeyedDraws`) its trajectories must equal the engine's, enterprise by enterprise. With
a stream of draws (`StreamDraws`) and the library's mathematics it is what a modeller would write, and is timed beside the
engine.
"""
