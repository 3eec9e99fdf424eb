"""Exact values to compare with: decimal arithmetic, correctly rounded at 60 digits, and errors in units in the last place."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

DIGITS = 60
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


def in_last_places(got: float, exact: Decimal) -> float:
    """Error in units in the last place of the exact value."""
    with localcontext() as context:
        context.prec = DIGITS
        return float(abs(Decimal(got) - exact) / Decimal(math.ulp(float(exact))))


def exponential(x: float) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(x).exp()


def exponential_less_one(x: float) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS + 20
        return Decimal(x).exp() - 1


def logarithm(x: float) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(x).ln()


def logarithm_of_one_more(x: float) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS + 20
        return (1 + Decimal(x)).ln()


def power(base: float, exponent: float) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return (Decimal(exponent) * Decimal(base).ln()).exp()


def sine_of_turn(turn: float) -> Decimal:
    """Taylor series after taking off whole turns."""
    with localcontext() as context:
        context.prec = DIGITS
        x = 2 * PI * (Decimal(turn) - Decimal(turn).to_integral_value())
        term, total, k = x, x, 1
        while abs(term) > Decimal(10) ** -DIGITS:
            term = -term * x * x / ((k + 1) * (k + 2))
            total += term
            k += 2
        return total
