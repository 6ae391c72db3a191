"""The regularised incomplete beta function and its inverse, in pure Python.

Both the interval around a reply chance and Student's t (`coach.advice.patterns.statistics`) rest on them. Sources: the
continued fraction is DLMF 8.17.22 (NIST Digital Library of Mathematical Functions), evaluated by the modified Lentz
method (Thompson & Barnett 1986, J. Comput. Phys. 64:490–509)."""

from __future__ import annotations

from math import exp, inf, isfinite, lgamma, log, log1p

_SMALLEST_DENOMINATOR = 1e-300  # stands in for a zero denominator in Lentz's method
_FRACTION_TOLERANCE = 3e-16
_NEWTON_TOLERANCE = 1e-9  # Newton squares the error, so a step this small has landed
_SMALLEST_LOG = -744.0  # the logarithm of the smallest float, about
_LARGEST_TERM_COUNT = 10_000  # about sqrt(max(a, b)) terms are needed; this is far beyond any number of messages


def regularised_beta(a: float, b: float, x: float) -> float:
    """Return I_x(a, b), the regularised incomplete beta function: the Beta(a, b) distribution function at x.

    `a`, `b` > 0 and finite; `x` in [0, 1]. Accurate to 1e-11 for a + b up to a thousand, to 1e-9 up to
    a hundred thousand (what is lost is lost in the logarithm of the gamma function).
    """
    if x in (0.0, 1.0):
        return x
    return _regularised_beta(a, b, x, _log_beta(a, b))


def beta_quantile(p: float, a: float, b: float) -> float:
    """Return the x in [0, 1] below which a Beta(a, b) variable lies with probability `p`.

    `p` in [0, 1]; `a`, `b` > 0 and finite. Accurate to 1e-9 for a + b up to a hundred thousand; a
    quantile too small for a float is 0.
    """
    if p in (0.0, 1.0):
        return p
    norm = _log_beta(a, b)
    below = _regularised_beta(a, b, a / (a + b), norm)
    if p > below:
        return 1.0 - _lower_quantile(1.0 - p, b, a, norm, 1.0 - below)
    return _lower_quantile(p, a, b, norm, below)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _regularised_beta(a: float, b: float, x: float, norm: float) -> float:
    front = exp(a * log(x) + b * log1p(-x) - norm)
    if x <= (a + 1.0) / (a + b + 2.0):  # where the fraction converges fast
        return min(1.0, front * _continued_fraction(a, b, x) / a)
    return max(0.0, 1.0 - front * _continued_fraction(b, a, 1.0 - x) / b)


def _continued_fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0) or _SMALLEST_DENOMINATOR)
    value = d
    for m in range(1, _LARGEST_TERM_COUNT):
        twice = a + 2 * m
        term = m * (b - m) * x / ((twice - 1.0) * twice)
        d = 1.0 / (1.0 + term * d or _SMALLEST_DENOMINATOR)
        c = 1.0 + term / c or _SMALLEST_DENOMINATOR
        value *= c * d
        term = -(a + m) * (a + b + m) * x / (twice * (twice + 1.0))
        d = 1.0 / (1.0 + term * d or _SMALLEST_DENOMINATOR)
        c = 1.0 + term / c or _SMALLEST_DENOMINATOR
        change = c * d
        value *= change
        if -_FRACTION_TOLERANCE <= change - 1.0 <= _FRACTION_TOLERANCE:
            break
    return value


def _lower_quantile(p: float, a: float, b: float, norm: float, below: float) -> float:
    """Solve for a quantile under the mean, which has the probability `below` beneath it.

    On logarithmic scales even tiny quantiles keep their digits, and log F is concave in u = log x: every
    tangent leads to a point left of the root and from there only rightwards. Two tangents to start from are
    known, the one at the mean and the power law at 0; the better one saves half the steps. Newton's steps stay
    inside a bracket that always shrinks, so it ends however odd the shape is.
    """
    target = log(p)
    low, high = -inf, log(a / (a + b))
    u = (target + log(a) + norm) / a
    if below > 0.0:
        slope = exp(a * high + b * log(b / (a + b)) - norm) * (a + b) / (b * below)
        u = max(u, high - (log(below) - target) / slope) if slope > 0.0 else u
    u = min(u, high)
    for _ in range(200):
        if u < _SMALLEST_LOG:
            return 0.0
        x = exp(u)
        value = _regularised_beta(a, b, x, norm)
        gap = (log(value) if value > 0.0 else -inf) - target
        if gap > 0.0:
            high = u
        else:
            low = u
        # d log F / d log x = x f(x) / F(x)
        slope = exp(a * u + (b - 1.0) * log1p(-x) - norm) / value if value > 0.0 else 0.0
        step = u - gap / slope if slope > 0.0 and isfinite(gap) else inf
        if not low <= step <= high:
            u = (low + high) / 2.0 if isfinite(low) else u - 1.0
        elif abs(step - u) <= _NEWTON_TOLERANCE:
            return exp(step)
        else:
            u = step
    return exp(u)
