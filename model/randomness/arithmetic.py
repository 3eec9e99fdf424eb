"""Elementary functions in plain arithmetic: the same bits on every machine, and vectorised in loops.

A platform's library differs from another's in the last bit, and is called number by number. Here every function is a
fixed sequence of IEEE 754 additions, multiplications, divisions and square roots, without branches and without
contraction. Errors stay below (tests/model/randomness/test_arithmetic.py states and checks them), in units in the
last place: exp 1.1, log 0.95, log1p 1.6, expm1 1.8, power 1.0, sine and cosine of a turn 1.9.

Source of the reductions and of the coefficients of log, sine, cosine and power: Sun Microsystems, fdlibm 5.3 (1993),
e_log.c, k_sin.c, k_cos.c, e_pow.c ("freely granted"). The polynomial of exp is the interpolant of (e^r - 1 - r) / r^2
at the Chebyshev nodes of |r| <= ln(2)/2, computed with 60 digits: relative error of e^r below 2e-17.
"""

from __future__ import annotations

import math
from typing import Final

from model.compiled import rule
from model.randomness.words import bits_of, choose, constant, float_of

INFINITY: Final = math.inf
NOT_A_NUMBER: Final = math.nan
TURN: Final = 6.283185307179586

LOG2_E: Final = 1.4426950408889634
LN2_HIGH: Final = 6.93147180369123816490e-01  # its last 21 bits are zero: its product with any exponent is exact
LN2_LOW: Final = 1.90821492927058770002e-10

# Adding this makes a float64 round to an integer, whose two's complement then stands in the lowest bits.
ROUNDER: Final = 6755399441055744.0  # 1.5 * 2**52
ROUNDER_BITS: Final = constant(0x4338000000000000)
# 2**52: a word below 2**52 or-ed into its bits is that integer added to it.
INTEGER_BASE: Final = 4503599627370496.0
INTEGER_BASE_BITS: Final = constant(0x4330000000000000)

MANTISSA_BITS: Final = constant(52)
MANTISSA_MASK: Final = constant(0x000FFFFFFFFFFFFF)
UPPER_HALF: Final = constant(0xFFFFFFFF00000000)
ONE_BITS: Final = constant(0x3FF0000000000000)
ROOT_HALF_BITS: Final = constant(0x3FE6A09E667F3BCD)  # sqrt(1/2)
ROOT_HALF_GAP: Final = constant(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)
EXPONENT_SHIFT: Final = constant(2046)  # twice the exponent bias: two halves, each a valid biased exponent
EXPONENT_BIAS: Final = 1023.0
EXPONENT_OF_HALF: Final = constant(1022)
WORD_ONE: Final = constant(1)
WORD_TWO: Final = constant(2)
WORD_ZERO: Final = constant(0)

SMALLEST_NORMAL: Final = 2.2250738585072014e-308
TWO_TO_54: Final = 18014398509481984.0


@rule
def truncated(number: float) -> float:
    """The upper 32 bits of a float64: a number of 21 digits whose product with another such is exact."""
    return float_of(bits_of(number) & UPPER_HALF)


@rule
def scaled_by_two(number: float, rounder_sum: float) -> float:
    """Product of a number and 2**k, where rounder_sum = ROUNDER + k, |k| <= 2046; rounds once, also if subnormal."""
    exponent = bits_of(rounder_sum) - ROUNDER_BITS + EXPONENT_SHIFT
    first = exponent >> WORD_ONE
    second = exponent - first
    return number * float_of(first << MANTISSA_BITS) * float_of(second << MANTISSA_BITS)


@rule
def cubic(x: float, square: float, c0: float, c1: float, c2: float, c3: float) -> float:
    """A polynomial of third degree by pairs (G. Estrin 1960): short chains keep several vectors in flight at once."""
    return (c0 + c1 * x) + square * (c2 + c3 * x)


@rule
def exponential_polynomial(r: float) -> float:
    """(e^r - 1 - r) / r^2 for |r| <= ln(2)/2."""
    s = r * r
    q = s * s
    first = cubic(r, s, 0.5000000000000001, 0.16666666666666669, 0.04166666666662413, 0.008333333333330062)
    second = cubic(r, s, 0.0013888888917213717, 0.00019841269863053618, 2.4801521295954376e-05, 2.7557268459997064e-06)
    return first + q * (second + q * (2.7620088445409746e-07 + 2.510038549551032e-08 * r))


@rule
def exp(x: float) -> float:
    """Exponential function; overflows to infinity, underflows through the subnormal numbers to 0."""
    x = choose(x > 710.0, 710.0, x)
    x = choose(x < -746.0, -746.0, x)
    rounder_sum = x * LOG2_E + ROUNDER
    k = rounder_sum - ROUNDER
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    return scaled_by_two(1.0 + (r + r * r * exponential_polynomial(r)), rounder_sum)


@rule
def expm1(x: float) -> float:
    """Exponential function minus 1, exact also where x is small."""
    x = choose(x > 710.0, 710.0, x)
    x = choose(x < -40.0, -40.0, x)
    rounder_sum = x * LOG2_E + ROUNDER
    k = rounder_sum - ROUNDER
    # Half of 2**k, because 2**1024 is not a number.
    half_scale = float_of((bits_of(rounder_sum) - ROUNDER_BITS + EXPONENT_OF_HALF) << MANTISSA_BITS)
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    lost = (high - r) - low
    near_zero = r + (r * r * exponential_polynomial(r) + lost)
    result = 2.0 * (half_scale * near_zero + (half_scale - 0.5))
    return choose(k == 0.0, near_zero, result)


@rule
def log_from_parts(k: float, f: float) -> float:
    """Natural logarithm of 2**k (1 + f) for an integer k and 1 + f between sqrt(1/2) and sqrt(2)."""
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    first = cubic(z, w, 0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784)
    last = (1.818357216161805012e-01 + 1.531383769920937332e-01 * z) + w * 1.479819860511658591e-01
    p = first + w * w * last
    half_square = 0.5 * f * f
    return k * LN2_HIGH - ((half_square - (s * (half_square + p * z) + k * LN2_LOW)) - f)


@rule
def log_of_normal(x: float) -> float:
    """Natural logarithm of a positive, finite number that is not subnormal: `log` without its special cases."""
    shifted = bits_of(x) + ROOT_HALF_GAP
    k = float_of((shifted >> MANTISSA_BITS) | INTEGER_BASE_BITS) - (INTEGER_BASE + EXPONENT_BIAS)
    return log_from_parts(k, float_of((shifted & MANTISSA_MASK) + ROOT_HALF_BITS) - 1.0)


@rule
def log(x: float) -> float:
    """Natural logarithm; minus infinity at 0, not a number below."""
    subnormal = x < SMALLEST_NORMAL
    shifted = bits_of(choose(subnormal, x * TWO_TO_54, x)) + ROOT_HALF_GAP
    k = float_of((shifted >> MANTISSA_BITS) | INTEGER_BASE_BITS) - (INTEGER_BASE + EXPONENT_BIAS)
    k = choose(subnormal, k - 54.0, k)
    result = log_from_parts(k, float_of((shifted & MANTISSA_MASK) + ROOT_HALF_BITS) - 1.0)
    result = choose(x > 0.0, result, choose(x == 0.0, -INFINITY, NOT_A_NUMBER))
    return choose(x < INFINITY, result, choose(x == INFINITY, INFINITY, result))


@rule
def log1p(x: float) -> float:
    """Natural logarithm of 1 + x, exact also where x is small."""
    u = 1.0 + x
    lost = (u - 1.0) - x  # what rounding 1 + x added
    correctable = (u > 0.0) & (u < INFINITY)
    correction = choose(correctable, lost, 0.0) / choose(correctable, u, 1.0)
    return choose(u == 1.0, x, log(u) - correction)


@rule
def sine_cosine_of_turn(turn: float) -> tuple[float, float]:
    """Sine and cosine of 2 pi times turn; turn is a share of a full circle, |turn| < 2**48."""
    rounder_sum = 4.0 * turn + ROUNDER
    angle = (turn - 0.25 * (rounder_sum - ROUNDER)) * TURN  # the difference is exact, at most 1/8
    quadrant = bits_of(rounder_sum)
    z = angle * angle
    p = 1.58969099521155010221e-10
    p = p * z - 2.50507602534068634195e-08
    p = p * z + 2.75573137070700676789e-06
    p = p * z - 1.98412698298579493134e-04
    p = p * z + 8.33333333332248946124e-03
    p = p * z - 1.66666666666666324348e-01
    sine = angle + angle * z * p
    q = -1.13596475577881948265e-11
    q = q * z + 2.08757232129817482790e-09
    q = q * z - 2.75573143513906633035e-07
    q = q * z + 2.48015872894767294178e-05
    q = q * z - 1.38888888888741095749e-03
    q = q * z + 4.16666666666666019037e-02
    half = 0.5 * z
    w = 1.0 - half
    cosine = w + (((1.0 - w) - half) + z * z * q)
    swapped = (quadrant & WORD_ONE) != WORD_ZERO
    first = choose(swapped, cosine, sine)
    second = choose(swapped, sine, cosine)
    first = choose((quadrant & WORD_TWO) != WORD_ZERO, -first, first)
    second = choose(((quadrant + WORD_ONE) & WORD_TWO) != WORD_ZERO, -second, second)
    return first, second


@rule
def power(base: float, exponent: float) -> float:
    """Power of a base >= 0 (not a number below): log2 in two parts, so that large results stay exact."""
    y = choose(exponent > 1e300, 1e300, exponent)
    y = choose(y < -1e300, -1e300, y)
    subnormal = base < SMALLEST_NORMAL
    bits = bits_of(choose(subnormal, base * TWO_TO_54, base))
    n = float_of((bits >> MANTISSA_BITS) | INTEGER_BASE_BITS) - (INTEGER_BASE + EXPONENT_BIAS)
    n = choose(subnormal, n - 54.0, n)
    m = float_of((bits & MANTISSA_MASK) | ONE_BITS)
    # m in [sqrt(3)/2, sqrt(3)) about the centre 1 or 1.5
    halved = m >= 1.7320508075688772
    m = choose(halved, 0.5 * m, m)
    n = choose(halved, n + 1.0, n)
    upper = m >= 1.224744871391589
    centre = choose(upper, 1.5, 1.0)
    log2_centre_high = choose(upper, 5.84962487220764160156e-01, 0.0)
    log2_centre_low = choose(upper, 1.35003920212974897128e-08, 0.0)
    # ss = (m - centre) / (m + centre) = s_high + s_low
    difference = m - centre
    inverse = 1.0 / (m + centre)
    ss = difference * inverse
    s_high = truncated(ss)
    t_high = truncated(m + centre)
    t_low = m - (t_high - centre)
    s_low = inverse * ((difference - s_high * t_high) - s_high * t_low)
    # log(m / centre) = ss + ss^3 * (2/3 + ...), in two parts, scaled by 3/2
    s2 = ss * ss
    p = 2.06975017800338417784e-01
    p = p * s2 + 2.30660745775561754067e-01
    p = p * s2 + 2.72728123808534006489e-01
    p = p * s2 + 3.33333329818377432918e-01
    p = p * s2 + 4.28571428578550184252e-01
    p = p * s2 + 5.99999999999994648725e-01
    r = s2 * s2 * p + s_low * (s_high + ss)
    s2 = s_high * s_high
    t_high = truncated(3.0 + s2 + r)
    t_low = r - ((t_high - 3.0) - s2)
    u = s_high * t_high
    v = s_low * t_high + t_low * ss
    p_high = truncated(u + v)
    p_low = v - (p_high - u)
    z_high = 9.61796700954437255859e-01 * p_high
    z_low = -7.02846165095275826516e-09 * p_high + p_low * 9.61796693925975554329e-01 + log2_centre_low
    log2_high = truncated(((z_high + z_low) + log2_centre_high) + n)
    log2_low = z_low - (((log2_high - n) - log2_centre_high) - z_high)
    # y * log2(base) in two parts
    y_high = truncated(y)
    low = (y - y_high) * log2_high + y * log2_low
    high = y_high * log2_high
    total = low + high
    beyond = (total > 1025.0) | (total < -1076.0)
    low = choose(beyond, 0.0, low)
    high = choose(beyond, choose(total > 0.0, 1025.0, -1080.0), high)
    rounder_sum = (low + high) + ROUNDER
    high = high - (rounder_sum - ROUNDER)
    t = truncated(low + high)
    u = t * 6.93147182464599609375e-01
    v = (low - (t - high)) * 6.93147180559945286227e-01 + t * -1.90465429995776804525e-09
    z = u + v
    w = v - (z - u)
    t = z * z
    q = 4.13813679705723846039e-08
    q = q * t - 1.65339022054652515390e-06
    q = q * t + 6.61375632143793436117e-05
    q = q * t - 2.77777777770155933842e-03
    q = q * t + 1.66666666666666019037e-01
    t1 = z - t * q
    r = (z * t1) / (t1 - 2.0) - (w + z * w)
    result = scaled_by_two(1.0 - (r - z), rounder_sum)
    at_zero = choose(exponent > 0.0, 0.0, choose(exponent < 0.0, INFINITY, exponent))
    at_infinity = choose(exponent > 0.0, INFINITY, choose(exponent < 0.0, 0.0, exponent))
    result = choose(base == INFINITY, at_infinity, result)
    result = choose(base > 0.0, result, choose(base == 0.0, at_zero, NOT_A_NUMBER))
    result = choose(exponent == exponent, result, NOT_A_NUMBER)
    return choose(exponent == 0.0, 1.0, result)


@rule
def square_root(x: float) -> float:
    """Square root: correctly rounded by IEEE 754, hence the same on every machine."""
    return math.sqrt(x)
