"""The normal distribution: quantile in a form that vectorises, and distribution function.

Sources: M. J. Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37, 477-484; W. J. Cody (1969), Rational Chebyshev
approximations for the error function, Mathematics of Computation 23, 631-637 (coefficients as in Cody 1993, ANORM).
"""

from __future__ import annotations

import math
from typing import Final

from model.compiled import rule
from model.randomness.arithmetic import exp, log
from model.randomness.words import choose

INVERSE_ROOT_TURN: Final = 0.3989422804014327  # 1 / sqrt(2 pi)


@rule
def _by_region(central: bool, near: bool, first: float, second: float, third: float) -> float:
    """The coefficient of the region of AS 241 in which the draw lies."""
    return choose(central, first, choose(near, second, third))


@rule
def normal_from_uniform(u: float) -> float:
    """Standard normal quantile of u in (0, 1), to about 1e-15 relative; minus and plus infinity at 0 and 1.

    One rational function whose coefficients are chosen by region: no branch, so a loop of draws is vectorised.
    """
    q = u - 0.5
    distance = math.fabs(q)
    c = distance <= 0.425
    tail = math.sqrt(-log(choose(q < 0.0, u, 1.0 - u)))
    n = tail <= 5.0
    r = _by_region(c, n, 0.180625 - q * q, tail - 1.6, tail - 5.0)
    p = _by_region(c, n, 2.5090809287301226727e3, 7.74545014278341407640e-4, 2.01033439929228813265e-7)
    p = p * r + _by_region(c, n, 3.3430575583588128105e4, 2.27238449892691845833e-2, 2.71155556874348757815e-5)
    p = p * r + _by_region(c, n, 6.7265770927008700853e4, 2.41780725177450611770e-1, 1.24266094738807843860e-3)
    p = p * r + _by_region(c, n, 4.5921953931549871457e4, 1.27045825245236838258e0, 2.65321895265761230930e-2)
    p = p * r + _by_region(c, n, 1.3731693765509461125e4, 3.64784832476320460504e0, 2.96560571828504891230e-1)
    p = p * r + _by_region(c, n, 1.9715909503065514427e3, 5.76949722146069140550e0, 1.78482653991729133580e0)
    p = p * r + _by_region(c, n, 1.3314166789178437745e2, 4.63033784615654529590e0, 5.46378491116411436990e0)
    p = p * r + _by_region(c, n, 3.3871328727963666080e0, 1.42343711074968357734e0, 6.65790464350110377720e0)
    d = _by_region(c, n, 5.2264952788528545610e3, 1.05075007164441684324e-9, 2.04426310338993978564e-15)
    d = d * r + _by_region(c, n, 2.8729085735721942674e4, 5.47593808499534494600e-4, 1.42151175831644588870e-7)
    d = d * r + _by_region(c, n, 3.9307895800092710610e4, 1.51986665636164571966e-2, 1.84631831751005468180e-5)
    d = d * r + _by_region(c, n, 2.1213794301586595867e4, 1.48103976427480074590e-1, 7.86869131145613259100e-4)
    d = d * r + _by_region(c, n, 5.3941960214247511077e3, 6.89767334985100004550e-1, 1.48753612908506148525e-2)
    d = d * r + _by_region(c, n, 6.8718700749205790830e2, 1.67638483018380384940e0, 1.36929880922735805310e-1)
    d = d * r + _by_region(c, n, 4.2313330701600911252e1, 2.05319162663775882187e0, 5.99832206555887937690e-1)
    d = d * r + 1.0
    ratio = p / d
    result = choose(c, q * ratio, choose(q < 0.0, -ratio, ratio))
    return choose(u > 0.0, choose(u < 1.0, result, math.inf), -math.inf)


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
