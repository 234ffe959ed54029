"""Golden trajectories of optimizers, in decimal arithmetic of 50 digits and from the published formulas alone.

Run from this folder: python3 trajectories.py
Writes <name>.csv beside itself. Nothing here is shared with the Java code but the formulas.
"""

import platform
from decimal import Decimal as D
from decimal import getcontext

getcontext().prec = 50

START = [D("1.5"), D("-2"), D("0.25"), D("8")]
STEPS = 24


def gradient(step, theta):
    """Four columns: a slope with a change of sign, mostly zeros, a spike, and a parabola around 2 (rounded to 1/64)."""
    slope = D(step - 12) / 8
    zeros = D("0.5") if step in (3, 4, 20) else D(0)
    spike = D(64) if step == 6 else D("-0.125")
    parabola = D(round((theta[3] - 2) * 32)) / 64
    return [slope, zeros, spike, parabola]


def rate(step, first):
    """Falls to a quarter after half of the steps: tells a rate inside the velocity from one outside."""
    return first if step <= 12 else first / 4


def sgd(mu, nesterov):
    def update(theta, g, state, eta, t):
        v = state.setdefault("v", [D(0)] * 4)
        for i in range(4):
            v[i] = mu * v[i] - eta * g[i]
            theta[i] += mu * v[i] - eta * g[i] if nesterov else v[i]

    return update


def adam(beta1, beta2, epsilon):
    def update(theta, g, state, eta, t):
        m = state.setdefault("m", [D(0)] * 4)
        v = state.setdefault("v", [D(0)] * 4)
        alpha = eta * (1 - beta2**t).sqrt() / (1 - beta1**t)
        for i in range(4):
            m[i] = beta1 * m[i] + (1 - beta1) * g[i]
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2
            theta[i] -= alpha * m[i] / (v[i].sqrt() + epsilon)

    return update


def write(name, what, first_rate, update):
    lines = [
        f"# {what}",
        f"# Python {platform.python_version()}, decimal with {getcontext().prec} digits: python3 trajectories.py",
        "# step, learning rate, gradient of 4 weights, the weights after the step; line 0: the start",
        ",".join(["0", "0"] + ["0"] * 4 + [str(x) for x in START]),
    ]
    theta, state = list(START), {}
    for step in range(1, STEPS + 1):
        g = gradient(step, theta)
        eta = rate(step, first_rate)
        update(theta, g, state, eta, step)
        lines.append(",".join([str(step), str(eta)] + [str(x) for x in g] + [f"{x:.15g}" for x in theta]))
    with open(f"{name}.csv", "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


write("sgd", "sgd", D("0.1"), sgd(D(0), False))
write("momentum", "sgd momentum=0.9", D("0.1"), sgd(D("0.9"), False))
write("nesterov", "sgd momentum=0.9 nesterov=true", D("0.1"), sgd(D("0.9"), True))
write("adam", "adam beta_1=0.9 beta_2=0.999 epsilon=1e-7", D("0.1"), adam(D("0.9"), D("0.999"), D("1e-7")))
write("adam_large_epsilon", "adam beta_1=0.8 beta_2=0.99 epsilon=0.5", D("0.1"), adam(D("0.8"), D("0.99"), D("0.5")))
