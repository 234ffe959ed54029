"""L-BFGS on the extended Rosenbrock function, in decimal arithmetic of 50 digits: writes lbfgs.csv beside this file.

Independent of the Java code: written from Nocedal and Wright, Numerical Optimization, 2nd edition, 2006: algorithm 7.4 (two-loop
recursion), 7.5 (L-BFGS, H0 = gamma I by 7.20), 3.5 and 3.6 (strong Wolfe line search), 3.59 (cubic interpolation), with the choices
that the book leaves open as the Javadoc of Lbfgs and LineSearch states them:

  c1 = 1e-4, c2 = 0.9; first step 1/|g|, later 1; memory 5
  bracketing: the minimum of the cubic through the last two points, within 2 to 10 times the last; 10 times where it has none ahead
  zoom: the minimum of the cubic through both ends, at least a tenth of the bracket away from either; the middle where it has none

f(x) = sum over pairs (a, b) of 10 (b - a^2)^2 + (1 - a)^2

Run: python3 lbfgs_trajectory.py
"""
import platform
from decimal import Decimal, getcontext

getcontext().prec = 50
D = Decimal
C1, C2 = D("1e-4"), D("0.9")
MEMORY = 5
ITERATIONS = 28
START = [D(v) for v in ("-1.25", "1", "0.5", "-0.75", "-0.5", "2", "1.5", "-1")]


def function(x):
    f, g = D(0), []
    for a, b in zip(x[::2], x[1::2]):
        curve = b - a * a
        f += 10 * curve * curve + (1 - a) * (1 - a)
        g += [-40 * a * curve - 2 * (1 - a), 20 * curve]
    return f, g


def dot(a, b):
    return sum((p * q for p, q in zip(a, b)), D(0))


def two_loop(g, pairs):  # algorithm 7.4
    q, alphas = list(g), []
    for s, y in reversed(pairs):
        alpha = dot(s, q) / dot(y, s)
        alphas.append(alpha)
        q = [v - alpha * w for v, w in zip(q, y)]
    if pairs:
        s, y = pairs[-1]
        gamma = dot(s, y) / dot(y, y)
        q = [gamma * v for v in q]
    for (s, y), alpha in zip(pairs, reversed(alphas)):
        beta = dot(y, q) / dot(y, s)
        q = [v + (alpha - beta) * w for v, w in zip(q, s)]
    return q


def cubic_minimum(a, fa, da, b, fb, db):  # equation 3.59
    d1 = da + db - 3 * (fa - fb) / (a - b)
    square = d1 * d1 - da * db
    if square < 0:
        return None
    d2 = square.sqrt() if b > a else -square.sqrt()
    return b - (b - a) * (db + d2 - d1) / (db - da + 2 * d2)


class Line:
    def __init__(self, x, d):
        self.x, self.d, self.count = x, d, 0

    def __call__(self, alpha):
        self.count += 1
        f, g = function([v + alpha * w for v, w in zip(self.x, self.d)])
        return alpha, f, dot(g, self.d)


def line_search(line, zero, alpha):  # algorithm 3.5
    _, f0, d0 = zero
    last = zero
    while True:
        trial = line(alpha)
        _, f, d = trial
        if f > f0 + C1 * alpha * d0 or (line.count > 1 and f >= last[1]):
            return zoom(line, zero, last, trial)
        if abs(d) <= -C2 * d0:
            return alpha
        if d >= 0:
            return zoom(line, zero, trial, last)
        ahead = cubic_minimum(*last, *trial)
        if ahead is None or ahead <= alpha:
            ahead = 10 * alpha
        last, alpha = trial, min(max(ahead, 2 * alpha), 10 * alpha)


def zoom(line, zero, low, high):  # algorithm 3.6
    _, f0, d0 = zero
    while True:
        width = high[0] - low[0]
        alpha = cubic_minimum(*low, *high)
        share = D("0.5") if alpha is None else (alpha - low[0]) / width
        alpha = low[0] + width * min(max(share, D("0.1")), D("0.9"))
        trial = line(alpha)
        _, f, d = trial
        if f > f0 + C1 * alpha * d0 or f >= low[1]:
            high = trial
        else:
            if abs(d) <= -C2 * d0:
                return alpha
            if d * (high[0] - low[0]) >= 0:
                high = low
            low = trial


def main():
    x, pairs, gradients = START, [], 1
    f, g = function(x)
    with open("lbfgs.csv", "w", encoding="utf-8") as out:
        out.write("# L-BFGS, memory %d, on the extended Rosenbrock function with 10 in place of 100\n" % MEMORY)
        out.write("# Python %s, decimal with 50 digits: python3 lbfgs_trajectory.py\n" % platform.python_version())
        out.write("# iteration, step length, gradients so far, loss, weights; line 0: the start\n")

        def line_of(k, alpha):
            out.write(",".join(["%d" % k, "%.15g" % alpha, "%d" % gradients, "%.15g" % f] + ["%.15g" % v for v in x]) + "\n")

        line_of(0, 0)
        for k in range(1, ITERATIONS + 1):  # algorithm 7.5
            d = [-v for v in two_loop(g, pairs)]
            line = Line(x, d)
            alpha = line_search(line, (D(0), f, dot(g, d)), D(1) if pairs else 1 / dot(g, g).sqrt())
            gradients += line.count
            new = [v + alpha * w for v, w in zip(x, d)]
            f, new_g = function(new)
            pairs = (pairs + [([a - b for a, b in zip(new, x)], [a - b for a, b in zip(new_g, g)])])[-MEMORY:]
            x, g = new, new_g
            line_of(k, alpha)


if __name__ == "__main__":
    main()
