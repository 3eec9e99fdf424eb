"""The compiled functions run by the Python interpreter, one IEEE operation after the other.

What the compiler makes of a formula must have the same bits as the formula itself: any contraction, reordering or library
function would show as a difference.
"""

from __future__ import annotations

import struct
import types
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core.dispatcher import Dispatcher

from model.randomness import (
    arithmetic,
    counts,
    distributions,
    keys,
    normal,
    priors,
    special_functions,
    subbotin,
    words,
)

MODULES = (words, arithmetic, keys, normal, special_functions, counts, subbotin, distributions, priors)


def _bits_of(number: float) -> Any:
    return np.uint64(struct.unpack("<Q", struct.pack("<d", number))[0])


def _float_of(bits: Any) -> float:
    return float(struct.unpack("<d", struct.pack("<Q", int(bits)))[0])


def _choose(condition: bool, when_true: float, when_false: float) -> float:
    return when_true if condition else when_false


def _word(value: int) -> Any:
    return np.uint64(int(value) % 2**64)


def interpreted_functions() -> dict[str, dict[str, Callable[..., Any]]]:
    """By module and name: every compiled function as plain Python, calling only such ones."""
    spaces = {module.__name__: dict(vars(module)) for module in MODULES}
    plain: dict[int, Callable[..., Any]] = {}
    for module in MODULES:
        space = spaces[module.__name__]
        for name, value in vars(module).items():
            if isinstance(value, Dispatcher) and value.py_func.__module__ == module.__name__:
                plain[id(value)] = types.FunctionType(value.py_func.__code__, space, name, value.py_func.__defaults__)
    own: dict[str, Callable[..., Any]] = {"bits_of": _bits_of, "float_of": _float_of, "choose": _choose, "word": _word}
    for name, function in own.items():
        plain[id(getattr(words, name))] = function
    for space in spaces.values():
        for name, value in space.items():
            space[name] = plain.get(id(value), value)
    return {module.__name__.rsplit(".", 1)[1]: spaces[module.__name__] for module in MODULES}
