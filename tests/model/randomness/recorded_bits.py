"""The bits that every function of model.randomness gave when they were last recorded, at chosen points.

Another machine, compiler or library that computes anything else fails test_bits.py. After a change that is meant to move
results (which needs a new results version):

    python -m tests.model.randomness.recorded_bits

writes bits.json anew; with --check it compares and writes nothing.
"""

from __future__ import annotations

import importlib
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).with_name("bits.json")
UNIFORMS = [2.0**-53, 1e-12, 1e-5, 0.0123, 0.1249, 0.1251, 0.3, 0.5, 0.7182, 0.95, 0.99999, 1 - 1e-12, 1 - 2.0**-53]
NUMBERS = [1e-300, 1e-9, 0.1, 0.5, 1.0, 1.5, math.e, 10.0, 123.456, 7e5, 1e300]
SIGNED = [-745.0, -700.5, -39.0, -1.0, -0.3, -1e-9, 0.0, 1e-9, 0.3, 0.35, 1.0, 40.0, 700.5]
WORDS = [np.uint64(x) for x in (0, 1, 2, 0xFFFFFFFFFFFFFFFF, 0x9E3779B97F4A7C15)]

# Module, function, the arguments of each call.
CALLS: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    ("arithmetic", "exp", [(x,) for x in SIGNED]),
    ("arithmetic", "expm1", [(x,) for x in SIGNED]),
    ("arithmetic", "log", [(x,) for x in NUMBERS]),
    ("arithmetic", "log1p", [(x,) for x in [*NUMBERS, -0.9, -0.3, -1e-9]]),
    ("arithmetic", "power", [(x, y) for x in NUMBERS for y in (-0.7, 0.3, 1.7)]),
    ("arithmetic", "square_root", [(x,) for x in NUMBERS]),
    ("arithmetic", "sine_cosine_of_turn", [(x,) for x in (-0.3, 0.01, 0.1, 0.2, 0.3, 0.6, 0.9, 12.34)]),
    ("keys", "mix", [(x,) for x in WORDS]),
    ("keys", "entity_key", [(3, 0), (3, 1), (4, 0), (9, 123_456_789)]),
    ("keys", "replicate_key", [(0, 0), (1, 0), (0, 1), (2**63 - 1, 500)]),
    ("keys", "row_key", [(x, 2023, 400) for x in WORDS]),
    ("keys", "uniform", [(x, y) for x in WORDS for y in WORDS[:2]]),
    ("normal", "normal_from_uniform", [(u,) for u in [*UNIFORMS, 1e-40]]),
    ("normal", "normal_cdf", [(x,) for x in (-30.0, -6.0, -3.3, -0.7, -0.1, 0.0, 0.5, 2.0, 7.0)]),
    ("distributions", "laplace_from_uniform", [(u,) for u in UNIFORMS]),
    ("distributions", "exponential_from_uniform", [(u,) for u in UNIFORMS]),
    ("distributions", "lognormal", [(u, 0.3, 0.7) for u in UNIFORMS]),
    ("distributions", "triangular_quantile", [(u, 1.0, 2.0, 5.0) for u in UNIFORMS]),
    ("distributions", "truncated_pareto_quantile", [(u, 1.1, 2.0, 600.0) for u in UNIFORMS]),
    ("special_functions", "log_gamma", [(x,) for x in (1e-3, 0.7, 1.0, 2.5, 9.99, 30.0, 1e6)]),
    ("special_functions", "gamma_cdf", [(x, a) for a in (0.1, 2.5, 300.0) for x in (0.05, 2.0, 290.0, 330.0)]),
    ("special_functions", "gamma_quantile", [(u, a) for a in (0.1, 2.5, 300.0) for u in UNIFORMS]),
    ("special_functions", "beta_cdf", [(x, a, b) for a, b in ((0.5, 0.7), (38.0, 362.0)) for x in (0.01, 0.1, 0.8)]),
    ("special_functions", "beta_quantile", [(u, a, b) for a, b in ((0.5, 0.7), (38.0, 362.0)) for u in UNIFORMS]),
    ("counts", "poisson_from_uniform", [(u, mean) for mean in (0.3, 12.0, 80.0, 1e6) for u in UNIFORMS]),
    ("counts", "binomial_from_uniform", [(u, n, p) for n, p in ((20, 0.3), (5000, 0.8)) for u in UNIFORMS]),
    ("counts", "negative_binomial_from_uniform", [(u, mean, 2.5) for mean in (3.0, 400.0) for u in UNIFORMS]),
]
SHAPES = [0.7, 1.0, 1.1, 2.0]
PRIORS: list[tuple[float, ...]] = [
    (1, 0.8, 1.3, 0.0, 0.9, 1.2),
    (2, 3.0, 2.0, 0.0, 0.0, 4.0),
    (3, 0.03, 0.0, 0.0, 0.01, 0.06),
    (4, -1.6, 0.25, 0.0, 0.12, 0.35),
    (5, 1.0, 2.0, 5.0, 1.5, 4.0),
    (6, 38.0, 362.0, 0.0, 0.08, 0.12),
    (7, 4.0, 7.0, 0.0, 3.0, 14.0),
    (8, 7.0, 0.0, 0.0, 4.0, 12.0),
    (9, 20.0, 3.0, 0.0, 5.0, 60.0),
]


def written(value: Any) -> Any:
    """A result by its bits: hexadecimal for floats and keys, plain for counts."""
    if isinstance(value, tuple):
        return [written(part) for part in value]
    if isinstance(value, float):
        return value.hex()
    return hex(value) if value >= 2**32 else int(value)


def computed() -> dict[str, list[Any]]:
    """Every recorded call, computed now."""
    from model.randomness import priors, subbotin

    results: dict[str, list[Any]] = {}
    for module, name, calls in CALLS:
        function = getattr(importlib.import_module(f"model.randomness.{module}"), name)
        results[name] = [written(function(*arguments)) for arguments in calls]
    for shape in SHAPES:
        table = np.zeros(subbotin.SUBBOTIN_TABLE_SIZE)
        subbotin.subbotin_table(shape, table)
        results[f"subbotin_table {shape}"] = [written(x) for x in table.tolist()]
        results[f"subbotin_from_uniform {shape}"] = [
            written(subbotin.subbotin_from_uniform(u, table)) for u in UNIFORMS
        ]
    for form, *numbers in PRIORS:
        row = priors.make_prior_row(int(form), *numbers)
        draws = [priors.prior_quantile(row, u) for u in UNIFORMS]
        results[f"prior {priors.FORM_NAMES[int(form)]}"] = [written(x) for x in [*row.tolist(), *draws]]
    return results


def recorded() -> dict[str, list[Any]]:
    """The committed bits."""
    content: dict[str, list[Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


def differences(now: dict[str, list[Any]], then: dict[str, list[Any]]) -> list[str]:
    """What is not the same, by function and place."""
    found = [f"{name}: recorded {name in then}, computed {name in now}" for name in now.keys() ^ then.keys()]
    for name in now.keys() & then.keys():
        pairs = zip(now[name], then[name], strict=True)
        found += [f"{name}[{at}]: computed {new}, recorded {old}" for at, (new, old) in enumerate(pairs) if new != old]
    return sorted(found)


def main(arguments: list[str]) -> int:
    """Record or compare."""
    if arguments == ["--check"]:
        found = differences(computed(), recorded())
        print("\n".join(found) or "all bits are as recorded")
        return 1 if found else 0
    lines = [f"{json.dumps(name)}: {json.dumps(values)}" for name, values in computed().items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
