"""Replays the golden files with the libraries whose schedules they claim, and prints how far apart they are.

Run from this folder: KERAS_BACKEND=jax python3 compare_with_libraries.py
Needs keras, jax and torch. The distance is the largest |library - file| over all steps, relative to the largest rate.
"""

import json
import warnings
from glob import glob

import jax

jax.config.update("jax_enable_x64", True)

import keras
import torch

keras.config.set_floatx("float64")
warnings.filterwarnings("ignore")
S = keras.optimizers.schedules


def by_keras(s):
    rate, steps = s.get("learning_rate"), s.get("decay_steps")
    if s["name"] == "power" and s.get("power", 1) == 1:
        return S.InverseTimeDecay(rate, steps, 1.0, s.get("staircase", False))
    if s["name"] == "exponential":
        return S.ExponentialDecay(rate, steps, s["decay_rate"], s.get("staircase", False))
    if s["name"] == "step":
        return S.ExponentialDecay(rate, steps, s.get("factor", 0.1), True)
    if s["name"] == "piecewise":
        return S.PiecewiseConstantDecay(s["boundaries"], s["values"])
    if s["name"] in ("polynomial", "linear"):
        end = s.get("end_learning_rate", 1e-4 if s["name"] == "polynomial" else 0.0)
        return S.PolynomialDecay(rate, steps, end, s.get("power", 1.0), s.get("cycle", False))
    if s["name"] == "cosine" and s.get("restarts"):
        return S.CosineDecayRestarts(rate, steps, s.get("t_mul", 2.0), s.get("m_mul", 1.0), s.get("alpha", 0.0))
    if s["name"] == "cosine":
        return S.CosineDecay(rate, steps, s.get("alpha", 0.0))
    if s["name"] == "warm_up" and s["then"]["name"] == "cosine":
        then = s["then"]
        start = s.get("start_learning_rate", 0.0)
        return S.CosineDecay(
            start, then["decay_steps"], warmup_target=then["learning_rate"], warmup_steps=s["steps"]
        )
    return None


def by_torch(s, run, steps):
    """The rates, and the momenta or none, of steps 0 to steps - 1."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=s.get("learning_rate", 1.0), momentum=0.9)
    T = torch.optim.lr_scheduler
    cycles = False
    if s["name"] == "exponential" and not s.get("staircase"):
        schedule = T.ExponentialLR(optimizer, s["decay_rate"] ** (1 / s["decay_steps"]))
    elif s["name"] == "step":
        schedule = T.StepLR(optimizer, s["decay_steps"], s.get("factor", 0.1))
    elif s["name"] == "cyclic":
        cycles = "max_momentum" in s
        schedule = T.CyclicLR(
            optimizer,
            s["learning_rate"],
            s["max_learning_rate"],
            s["step_size"],
            s.get("step_size_down"),
            s.get("mode", "triangular"),
            s.get("gamma", 1.0),
            cycle_momentum=cycles,
            base_momentum=s.get("base_momentum", 0.8),
            max_momentum=s.get("max_momentum", 0.9),
        )
    elif s["name"] == "one_cycle" and s.get("flavor") == "pytorch":
        cycles, total = True, s.get("total_steps", run and run[0])
        peak = s["max_learning_rate"]
        first = s.get("learning_rate", peak / 25)
        schedule = T.OneCycleLR(
            optimizer,
            peak,
            total,
            pct_start=s.get("pct_start", 0.3),
            anneal_strategy={"cosine": "cos", "linear": "linear"}[s.get("anneal_strategy", "cosine")],
            div_factor=peak / first,
            final_div_factor=first / s.get("last_learning_rate", first / 1e4),
            three_phase=s.get("three_phase", False),
        )
        steps = min(steps, total)
    elif s["name"] == "linear":
        end = s.get("end_learning_rate", 0.0) / s["learning_rate"]
        if end > 1:
            return None
        schedule = T.LinearLR(optimizer, 1.0, end, s["decay_steps"])
    else:
        return None
    rates, momenta = [], []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        schedule.step() if len(rates) < steps else None
    return rates, momenta if cycles else None


def distance(pairs, scale):
    return max(abs(got - want) for got, want in pairs) / scale


for file in sorted(glob("*.csv")):
    with open(file, encoding="utf-8") as lines:
        lines = lines.read().splitlines()
    header = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
    settings = json.loads(header["schedule"])
    run = [int(n) for n in header["run"].split()] if "run" in header else None
    rows = [[float(x) for x in line.split(",")] for line in lines if not line.startswith("#")]
    scale = max(row[1] for row in rows)
    words = []
    if (schedule := by_keras(settings)) is not None:
        words.append(f"keras {distance([(float(schedule(int(r[0]))), r[1]) for r in rows], scale):.1e}")
    if (replay := by_torch(settings, run, 200)) is not None:
        rates, momenta = replay
        known = [r for r in rows if r[0] < len(rates)]
        words.append(f"torch {distance([(rates[int(r[0])], r[1]) for r in known], scale):.1e}")
        if momenta:
            words.append(f"momentum {distance([(momenta[int(r[0])], r[2]) for r in known], 1):.1e}")
    print(f"{file:45} {', '.join(words) or '-'}")
print(f"keras {keras.__version__}, jax {jax.__version__}, torch {torch.__version__}")
