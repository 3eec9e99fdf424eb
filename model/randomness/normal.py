"""The normal distribution: quantile in a form that vectorises, and distribution function.

Sources. Quantile: the form of M. J. Wichura (1988), Algorithm AS 241, Applied Statistics 37, 477-484, with
coefficients of our own, because draws end at 2**-53: minimax fits with 50 digits (Lawson's iteration), central
degrees 6/6 on |u - 1/2| <= 3/8, tail degrees 8/7 in sqrt(-ln u) on [1.442, 6.07], both within 5e-17 relative before
rounding; AS 241's own three regions take twice as long. Distribution function: W. J. Cody (1969), Rational Chebyshev
approximations for the error function, Mathematics of Computation 23, 631-637 (coefficients as in Cody 1993, ANORM).
"""

from __future__ import annotations

import math
from typing import Final

from model.compiled import rule
from model.randomness.arithmetic import cubic, exp, log_of_normal
from model.randomness.words import choose

TAIL_START: Final = 1.442026886600883  # sqrt(ln 8)
CENTRE: Final = 0.375
INVERSE_ROOT_TURN: Final = 0.3989422804014327  # 1 / sqrt(2 pi)


@rule
def central_quotient(q: float) -> tuple[float, float]:
    """Numerator and denominator of the quantile of 1/2 + q, |q| <= CENTRE."""
    r = 0.140625 - q * q
    r2 = r * r
    r4 = r2 * r2
    first = cubic(r, r2, 3.067598347669355, 69.48671097768745, 570.7930187980149, 2069.3361532738236)
    top = first + r4 * ((3205.478997100716 + 1692.6631750845472 * r) + r2 * 137.90705144010778)
    first = cubic(r, r2, 1.0, 24.726820579508015, 227.46982184123624, 961.5193974915379)
    bottom = first + r4 * ((1863.17061725365 + 1426.6508252762494 * r) + r2 * 276.96126637428745)
    return q * top, bottom


@rule
def tail_quotient(smaller: float) -> tuple[float, float]:
    """Numerator and denominator of minus the quantile of `smaller`, at most 1/2 - CENTRE."""
    t = math.sqrt(-log_of_normal(smaller)) - TAIL_START
    t2 = t * t
    t4 = t2 * t2
    first = cubic(t, t2, 1.1503493803760083, 4.250322447583074, 5.813000082145113, 3.9958099715114592)
    second = cubic(t, t2, 1.5368629442897943, 0.34127753503156094, 0.042378987399219026, 0.0025807161833834753)
    top = first + t4 * (second + t4 * 5.3785240027700556e-05)
    first = cubic(t, t2, 1.0, 2.1724222829760667, 1.8799515795958557, 0.8359941728985645)
    second = cubic(t, t2, 0.20544358258196477, 0.027526061767696876, 0.0017702390827120315, 3.803065409024108e-05)
    return top, first + t4 * second


@rule
def normal_from_uniform(u: float) -> float:
    """Standard normal quantile of u in (0, 1): to about 1e-15 relative for u >= 2**-53, 1e-7 for the smallest u.

    The form of AS 241 with the centre |u - 1/2| <= 3/8 and one tail, both computed and one chosen: no branch, so a
    loop of draws is vectorised. Infinite at 0 and 1.
    """
    q = u - 0.5
    low = q < 0.0
    central = math.fabs(q) <= CENTRE
    smaller = choose(low, u, 1.0 - u)
    central_top, central_bottom = central_quotient(q)
    tail_top, tail_bottom = tail_quotient(smaller)
    top = choose(central, central_top, choose(low, -tail_top, tail_top))
    bottom = choose(central, central_bottom, choose(smaller > 0.0, tail_bottom, 0.0))
    return top / bottom


@rule
def one_normal_from_uniform(u: float) -> float:
    """The same quantile, to the bit, for a single draw: a branch spares three in four of them the tail's logarithm and root."""
    q = u - 0.5
    if math.fabs(q) <= CENTRE:
        top, bottom = central_quotient(q)
        return top / bottom
    smaller = u if q < 0.0 else 1.0 - u
    top, bottom = tail_quotient(smaller)
    if not smaller > 0.0:
        bottom = 0.0
    return -top / bottom if q < 0.0 else top / bottom


@rule
def normal_cdf(x: float) -> float:
    """Probability that a standard normal draw is at most x, to about 1e-15 relative also in the lower tail."""
    y = math.fabs(x)
    z = y * y
    if y <= 0.67448975:
        p = 0.065682337918207449113
        p = p * z + 2.2352520354606839287
        p = p * z + 161.02823106855587881
        p = p * z + 1067.6894854603709582
        p = p * z + 18154.981253343561249
        d = z + 47.20258190468824187
        d = d * z + 976.09855173777669322
        d = d * z + 10260.932208618978205
        d = d * z + 45507.789335026729956
        return 0.5 + x * (p / d)
    # exp(-y^2/2) in two factors, the first of which is exact up to its own rounding
    coarse = math.floor(y * 16.0) * 0.0625
    density = exp(-0.5 * coarse * coarse) * exp(-0.5 * (y - coarse) * (y + coarse))
    if y <= 5.656854249492381:
        p = 1.0765576773720192317e-8
        p = p * y + 0.39894151208813466764
        p = p * y + 8.8831497943883759412
        p = p * y + 93.506656132177855979
        p = p * y + 597.27027639480026226
        p = p * y + 2494.5375852903726711
        p = p * y + 6848.1904505362823326
        p = p * y + 11602.651437647350124
        p = p * y + 9842.7148383839780218
        d = y + 22.266688044328115691
        d = d * y + 235.38790178262499861
        d = d * y + 1519.377599407554805
        d = d * y + 6485.558298266760755
        d = d * y + 18615.571640885098091
        d = d * y + 34900.952721145977266
        d = d * y + 38912.003286093271411
        d = d * y + 19685.429676859990727
        tail = density * (p / d)
    else:
        w = 1.0 / z
        p = 0.02307344176494017303
        p = p * w + 0.21589853405795699
        p = p * w + 0.1274011611602473639
        p = p * w + 0.022235277870649807
        p = p * w + 0.001421619193227893466
        p = p * w + 2.9112874951168792e-5
        d = w + 1.28426009614491121
        d = d * w + 0.468238212480865118
        d = d * w + 0.0659881378689285515
        d = d * w + 0.00378239633202758244
        d = d * w + 7.29751555083966205e-5
        tail = density * ((INVERSE_ROOT_TURN - w * p / d) / y)
    return 1.0 - tail if x > 0.0 else tail
