"""64-bit words: a float64 read as its bits and back, and a choice without a branch.

numba has no scalar form of these three; each is one machine instruction that LLVM also applies to whole vectors. A
branch in a loop's body is what most often stops it from being vectorised, hence `choose`, which evaluates both values
and picks one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.compiled import rule

# What a key may come as: compiled code takes either, and Python gets plain integers back.
Integer = int | np.integer[Any]


def constant(value: int) -> int:
    """A 64-bit word for compiled code, where a mix of signed and unsigned integers would become a float."""
    return np.uint64(value)  # type: ignore[return-value]


if TYPE_CHECKING:

    def bits_of(number: float) -> int:
        """The 64 bits of a float64, as an unsigned integer."""

    def float_of(bits: int) -> float:
        """The float64 whose bits these are."""

    def choose(condition: bool, when_true: float, when_false: float) -> float:
        """One of two numbers of the same kind, both already computed."""

    def word(value: Integer) -> int:
        """An integer as a 64-bit word (modulo 2**64)."""

else:
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    @intrinsic
    def _bits_of(typing_context: Any, number: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], ir.IntType(64))

        return types.uint64(types.float64), generate

    @intrinsic
    def _float_of(typing_context: Any, bits: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], ir.DoubleType())

        return types.float64(types.uint64), generate

    @intrinsic
    def _choose_float(typing_context: Any, condition: Any, when_true: Any, when_false: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.select(*arguments)

        return types.float64(types.boolean, types.float64, types.float64), generate

    @rule
    def bits_of(number: float) -> int:
        """The 64 bits of a float64, as an unsigned integer."""
        return _bits_of(number)

    @rule
    def float_of(bits: int) -> float:
        """The float64 whose bits these are."""
        return _float_of(bits)

    @rule
    def choose(condition: bool, when_true: float, when_false: float) -> float:
        """One of two numbers, both already computed."""
        return _choose_float(condition, when_true, when_false)

    @rule
    def word(value: Integer) -> int:
        """An integer as a 64-bit word (modulo 2**64)."""
        return np.uint64(value)
