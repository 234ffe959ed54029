"""Writes the golden files of the schedules: rates (and momentum) computed from the papers' formulas in decimal arithmetic.

Run from this folder: python3 schedules.py
It knows nothing of the Java code. Each file names its schedule with all settings, the run it is for (updates, rows of an
update) if it needs one, and has the steps on both sides of every boundary.
"""

import json
import platform
from decimal import Decimal as D
from decimal import getcontext

getcontext().prec = 60
RUN = 100, 512


def pi():
    """By Machin's formula."""

    def arctan_of_inverse(n):
        total, term, k = D(0), D(1) / n, 0
        while abs(term) > D(10) ** -70:
            total += term / (2 * k + 1) * (-1) ** k
            term /= n * n
            k += 1
        return total

    return 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))


PI = pi()


def cos(x):
    total, term, k = D(0), D(1), 0
    while abs(term) > D(10) ** -70:
        total += term
        k += 2
        term *= -x * x / (k * (k - 1))
    return total


def d(x):
    """What Java makes of the number in the file: its double, exactly."""
    return D(float(x))


def half_wave(share):
    return (1 + cos(PI * share)) / 2


def line(a, b, x):
    return a + (b - a) * x


def constant(s, run):
    return lambda t: d(s["learning_rate"])


def power(s, run):
    def rate(t):
        x = D(t) / s["decay_steps"]
        return d(s["learning_rate"]) / (1 + (D(int(x)) if s.get("staircase") else x)) ** d(s.get("power", 1))

    return rate


def exponential(s, run):
    def rate(t):
        x = D(t) / s["decay_steps"]
        return d(s["learning_rate"]) * d(s["decay_rate"]) ** (D(int(x)) if s.get("staircase") else x)

    return rate


def piecewise(s, run):
    def rate(t):
        passed = [b for b in s["boundaries"] if t > b]
        if "factors" in s:
            return d(s["learning_rate"]) * d(s["factors"][len(passed)])
        return d(s["values"][len(passed)])

    return rate


def polynomial(s, run):
    first, end, p = d(s["learning_rate"]), d(s.get("end_learning_rate", 1e-4)), d(s.get("power", 1))

    def rate(t):
        length = s["decay_steps"]
        if s.get("cycle"):
            while t > length:
                length += s["decay_steps"]
        left = 1 - D(min(t, length)) / length
        return (first - end) * left**p + end if left else end

    return rate


def cosine(s, run):
    first, alpha = d(s["learning_rate"]), d(s.get("alpha", 0))
    k, m = d(s.get("t_mul", 2)), d(s.get("m_mul", 1))

    def rate(t):
        begin, length, height = D(0), D(s["decay_steps"]), D(1)
        if not s.get("restarts"):
            return first * ((1 - alpha) * half_wave(min(D(1), t / length)) + alpha)
        if k == 1:
            cycles = int(t / length)
            begin, height = cycles * length, m**cycles
        while t >= begin + length:
            begin, length, height = begin + length, length * k, height * m
        return first * ((1 - alpha) * height * half_wave((t - begin) / length) + alpha)

    return rate


def inverse_sqrt(s, run):
    return lambda t: d(s["learning_rate"]) / (1 + D(t) / s["decay_steps"]).sqrt()


def linear(s, run):
    return lambda t: line(
        d(s["learning_rate"]), d(s.get("end_learning_rate", 0)), min(D(1), D(t) / s["decay_steps"])
    )


def step(s, run):
    return lambda t: d(s["learning_rate"]) * d(s.get("factor", 0.1)) ** (t // s["decay_steps"])


def cyclic(s, run):
    up = s["step_size"]
    down = s.get("step_size_down", up)
    mode = s.get("mode", "triangular")

    def height(t):
        cycle, within = divmod(t, up + down)
        wave = D(within) / up if within < up else D(up + down - within) / down
        return wave * {"triangular": D(1), "triangular2": D(2) ** -cycle, "exp_range": d(s.get("gamma", 1)) ** t}[mode]

    def rate(t):
        return line(d(s["learning_rate"]), d(s["max_learning_rate"]), height(t))

    def momentum(t):
        return line(d(s["max_momentum"]), d(s["base_momentum"]), height(t))

    return (rate, momentum) if "max_momentum" in s else rate


def through(points, curve):
    """The curve through points (step, value)."""

    def value(t):
        for (a, va), (b, vb) in zip(points, points[1:]):
            if t <= b:
                share = (t - D(a)) / (D(b) - D(a))
                return line(va, vb, share if curve == "linear" else 1 - half_wave(share))
        return points[-1][1]

    return value


def one_cycle(s, run):
    total = s.get("total_steps", run and run[0])
    low, high = d(s.get("base_momentum", 0.85)), d(s.get("max_momentum", 0.95))
    peak = d(s["max_learning_rate"])
    if s.get("flavor") == "pytorch":
        first = d(s["learning_rate"]) if "learning_rate" in s else peak / 25
        last = d(s["last_learning_rate"]) if "last_learning_rate" in s else first / 10000
        top = d(s.get("pct_start", 0.3)) * total - 1
        steps = [D(0), top] + ([2 * d(s.get("pct_start", 0.3)) * total - 2] if s.get("three_phase") else []) + [total - 1]
        three = [first] if s.get("three_phase") else []
        curve = s.get("anneal_strategy", "cosine")
        rate = through(list(zip(steps, [first, peak, *three, last])), curve)
        momentum = through(list(zip(steps, [high, low, *([high] if three else []), high])), curve)
    else:
        first = d(s["learning_rate"]) if "learning_rate" in s else peak / 10
        last = d(s["last_learning_rate"]) if "last_learning_rate" in s else first / 1000
        half = (total - s.get("last_steps", total // 10 + 1)) // 2
        steps = [0, half, 2 * half, total]
        rate = through(list(zip(steps, [first, peak, first, last])), "linear")
        momentum = through(list(zip(steps, [high, low, high, high])), "linear")
    return (rate, momentum) if s.get("cycle_momentum", True) else rate


def warmup_stable_decay(s, run):
    total = s.get("total_steps", run and run[0])
    peak, begin, end = d(s["learning_rate"]), d(s.get("start_learning_rate", 0)), d(s.get("end_learning_rate", 0))
    shape = {"linear": lambda x: x, "sqrt": D.sqrt, "cosine": lambda x: 1 - half_wave(x)}[s.get("decay_curve", "linear")]

    def rate(t):
        if t < s["warmup_steps"]:
            return line(begin, peak, D(t) / s["warmup_steps"])
        over = max(0, t - (total - s["decay_steps"]))
        return line(peak, end, shape(min(D(1), D(over) / s["decay_steps"])))

    return rate


def pair(made):
    return made if isinstance(made, tuple) else (made, None)


def warm_up(s, run):
    w = s["steps"]
    then, momentum = pair(make(s["then"], run and (run[0] - w, run[1])))

    def rate(t):
        return line(d(s.get("start_learning_rate", 0)), then(0), D(t) / w) if t < w else then(t - w)

    return (rate, lambda t: momentum(max(0, t - w))) if momentum else rate


def sequence(s, run):
    ends = [*s["boundaries"], run and run[0]]
    begins = [0, *s["boundaries"]]
    parts = [pair(make(p, run and (e - b, run[1])))[0] for p, b, e in zip(s["schedules"], begins, ends)]

    def rate(t):
        part = len([b for b in s["boundaries"] if t >= b])
        return parts[part](t - begins[part])

    return rate


def scaled(s, run):
    ratio = D(s.get("batch_size", run and run[1])) / s["base_batch_size"]
    inner = make(s["schedule"], run)
    return lambda t: inner(t) * (ratio.sqrt() if s.get("scaling") == "sqrt" else ratio)


def make(s, run):
    return globals()[s["name"]](s, run)


def near(*boundaries):
    """Both sides of boundaries, some steps between them, and steps past the end."""
    found = {0, 1, 2, 3, 5, 7, 11, 13, 17, *range(0, 120, 9), 1000, 12345}
    for b in boundaries:
        found |= {b - 1, b, b + 1}
    return sorted(t for t in found if t >= 0)


R = {"learning_rate": 0.3}
PEAK = {"name": "one_cycle", "max_learning_rate": 0.4}
COSINE = {"name": "cosine", **R, "decay_steps": 20}
CYCLIC = {"name": "cyclic", "learning_rate": 0.1, "max_learning_rate": 0.7, "step_size": 8}
WSD = {"name": "warmup_stable_decay", **R, "warmup_steps": 10, "decay_steps": 30}
FILES = {
    "constant": ({"name": "constant", **R}, None, ()),
    "power": ({"name": "power", **R, "decay_steps": 10}, None, (10, 20)),
    "power_staircase": ({"name": "power", **R, "decay_steps": 10, "power": 1.5, "staircase": True}, None, (10, 20)),
    "exponential": ({"name": "exponential", **R, "decay_steps": 10, "decay_rate": 0.1}, None, (10, 20)),
    "exponential_staircase": (
        {"name": "exponential", **R, "decay_steps": 10, "decay_rate": 0.5, "staircase": True},
        None,
        (10, 20, 30),
    ),
    "piecewise": ({"name": "piecewise", "boundaries": [5, 25], "values": [0.1, 0.05, 0.01]}, None, (5, 25)),
    "piecewise_factors": ({"name": "piecewise", **R, "boundaries": [5, 25], "factors": [1, 0.5, 0.3]}, None, (5, 25)),
    "polynomial": ({"name": "polynomial", **R, "decay_steps": 20}, None, (20,)),
    "polynomial_square": (
        {"name": "polynomial", **R, "decay_steps": 20, "end_learning_rate": 0.01, "power": 2.5},
        None,
        (20,),
    ),
    "polynomial_cycle": (
        {"name": "polynomial", **R, "decay_steps": 20, "end_learning_rate": 0.01, "power": 0.5, "cycle": True},
        None,
        (20, 40, 60),
    ),
    "cosine": (COSINE, None, (20,)),
    "cosine_alpha": ({**COSINE, "alpha": 0.1}, None, (20,)),
    "cosine_restarts": ({**COSINE, "restarts": True}, None, (20, 60, 140)),
    "cosine_restarts_settings": (
        {**COSINE, "alpha": 0.05, "restarts": True, "t_mul": 1.5, "m_mul": 0.8},
        None,
        (20, 50, 95),
    ),
    "cosine_restarts_equal": ({**COSINE, "restarts": True, "t_mul": 1.0, "m_mul": 0.9}, None, (20, 40, 60)),
    "inverse_sqrt": ({"name": "inverse_sqrt", **R, "decay_steps": 10}, None, (10, 20)),
    "linear": ({"name": "linear", **R, "decay_steps": 20}, None, (20,)),
    "linear_up": ({"name": "linear", **R, "decay_steps": 20, "end_learning_rate": 0.9}, None, (20,)),
    "step": ({"name": "step", **R, "decay_steps": 10}, None, (10, 20)),
    "step_factor": ({"name": "step", **R, "decay_steps": 7, "factor": 0.5}, None, (7, 14, 21)),
    "cyclic": (CYCLIC, None, (8, 16, 24)),
    "cyclic_triangular2": (
        {**CYCLIC, "mode": "triangular2", "step_size_down": 4, "base_momentum": 0.8, "max_momentum": 0.9},
        None,
        (8, 12, 20, 24),
    ),
    "cyclic_exp_range": ({**CYCLIC, "mode": "exp_range", "gamma": 0.99}, None, (8, 16, 24)),
    "one_cycle": (PEAK, RUN, (44, 88, 100)),
    "one_cycle_settings": (
        {
            **PEAK,
            "learning_rate": 0.1,
            "last_learning_rate": 0.001,
            "total_steps": 60,
            "last_steps": 11,
            "base_momentum": 0.8,
            "max_momentum": 0.9,
        },
        None,
        (24, 48, 60),
    ),
    "one_cycle_rates_only": ({**PEAK, "total_steps": 37, "cycle_momentum": False}, None, (16, 32, 37)),
    "one_cycle_pytorch": ({**PEAK, "flavor": "pytorch"}, RUN, (29, 30, 99, 100)),
    "one_cycle_pytorch_linear": (
        {**PEAK, "flavor": "pytorch", "total_steps": 45, "anneal_strategy": "linear"},
        None,
        (12, 13, 44),
    ),
    "one_cycle_pytorch_three_phases": (
        {
            **PEAK,
            "flavor": "pytorch",
            "total_steps": 50,
            "three_phase": True,
            "learning_rate": 0.02,
            "last_learning_rate": 0.0002,
        },
        None,
        (14, 28, 49),
    ),
    "one_cycle_pytorch_three_phases_linear": (
        {
            **PEAK,
            "flavor": "pytorch",
            "total_steps": 50,
            "three_phase": True,
            "pct_start": 0.45,
            "anneal_strategy": "linear",
        },
        None,
        (21, 22, 43, 49),
    ),
    "warmup_stable_decay": (WSD, RUN, (10, 70, 100)),
    "warmup_stable_decay_sqrt": (
        {**WSD, "total_steps": 60, "decay_curve": "sqrt", "start_learning_rate": 0.01, "end_learning_rate": 0.001},
        None,
        (10, 30, 60),
    ),
    "warmup_stable_decay_cosine": ({**WSD, "total_steps": 60, "decay_curve": "cosine"}, None, (10, 30, 60)),
    "warm_up": ({"name": "warm_up", "steps": 10, "then": COSINE}, None, (10, 30)),
    "warm_up_one_cycle": (
        {"name": "warm_up", "steps": 20, "start_learning_rate": 0.01, "then": PEAK},
        RUN,
        (20, 55, 90, 100),
    ),
    "sequence": (
        {"name": "sequence", "boundaries": [10, 40], "schedules": [{"name": "linear", **R, "decay_steps": 9}, COSINE, PEAK]},
        RUN,
        (10, 30, 40, 66, 92, 100),
    ),
    "scaled": ({"name": "scaled", "base_batch_size": 128, "schedule": COSINE}, RUN, (20,)),
    "scaled_sqrt": (
        {"name": "scaled", "base_batch_size": 256, "batch_size": 64, "scaling": "sqrt", "schedule": COSINE},
        None,
        (20,),
    ),
}


def write(file, settings, run, boundaries):
    rate, momentum = pair(make(settings, run))
    with open(f"{file}.csv", "w", encoding="utf-8", newline="\n") as out:
        out.write(f"# Python {platform.python_version()}, decimal with {getcontext().prec} digits: python3 schedules.py\n")
        out.write(f"# schedule: {json.dumps(settings)}\n")
        if run:
            out.write(f"# run: {run[0]} {run[1]}\n")
        out.write("# step,learning_rate" + (",momentum" if momentum else "") + "\n")
        for t in near(*boundaries):
            row = [str(t), repr(float(rate(t)))] + ([repr(float(momentum(t)))] if momentum else [])
            out.write(",".join(row) + "\n")


if __name__ == "__main__":
    for name, (settings, run, boundaries) in FILES.items():
        write(name, settings, run, boundaries)
