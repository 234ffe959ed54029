"""Replays the golden files with the libraries whose rules they claim, in float64, and prints how far apart they end.

Run from this folder: KERAS_BACKEND=jax python3 compare_with_libraries.py [float32]
Needs keras, torch, optax and schedulefree. It reads nothing but the files: headers, rates and gradients. The distance
is the largest |library - file| / max(|file|, |start|) over all steps and weights.
"""

import sys
from glob import glob
from math import prod

import jax
import keras
import numpy as np
import optax
import schedulefree
import torch

DTYPE = sys.argv[1] if len(sys.argv) > 1 else "float64"
KERAS = "SGD Adagrad RMSprop Adadelta Adam AdamW Adamax Nadam Lion Ftrl Lamb Adafactor Muon"
KERAS = {
    **{name.lower(): getattr(keras.optimizers, name) for name in KERAS.split()},
    "momentum": lambda rate, **settings: keras.optimizers.SGD(rate, momentum=0.9, **settings),
    "nesterov": lambda rate, **settings: keras.optimizers.SGD(rate, momentum=0.9, nesterov=True, **settings),
}
TORCH = {
    "sgd": torch.optim.SGD,
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adadelta": torch.optim.Adadelta,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "adamax": torch.optim.Adamax,
    "nadam": torch.optim.NAdam,
    "radam": torch.optim.RAdam,
}
TORCH_NAMES = {
    "epsilon": "eps",
    "learning_rate_decay": "lr_decay",
    "weight_learning_rate_power": "weight_lr_power",
}


def value(word):
    if word in ("true", "false"):
        return word == "true"
    try:
        return int(word) if word.lstrip("-").isdigit() else float(word)
    except ValueError:
        return word


class Replay:
    """One golden file, played step by step: `tensors` are what the library updates, one array per tensor."""

    def __init__(self, file):
        with open(file, encoding="utf-8") as lines:
            lines = lines.read().splitlines()
        header = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
        self.name, *settings = header["optimizer"].split()
        self.settings = {key: value(word) for key, word in (pair.split("=") for pair in settings)}
        self.layout = [(n, tuple(map(int, s.split("x")))) for n, s in (t.split(":") for t in header["layout"].split())]
        self.rows = np.array([[float(x) for x in line.split(",")] for line in lines if not line.startswith("#")])
        self.size = sum(prod(shape) for _, shape in self.layout)

    def split(self, row, part):
        """The tensors of one row: part 0 is the gradient, 1 the weights, 2 those to evaluate."""
        at, arrays = 2 + part * self.size, []
        for _, shape in self.layout:
            arrays.append(row[at : at + prod(shape)].reshape(shape).astype(DTYPE))
            at += prod(shape)
        return arrays

    def distance(self, step):
        """`step(rate, gradients)` gives the tensors after it, and those to evaluate where the file has them."""
        worst, base = 0.0, np.abs(self.rows[0][2 + self.size :])
        for row in self.rows[1:]:
            got = np.concatenate([np.ravel(t) for t in step(row[1], self.split(row, 0))]).astype("float64")
            want = row[2 + self.size : 2 + self.size + len(got)]
            gaps = np.abs(got - want) / np.maximum(np.maximum(np.abs(want), base[: len(got)]), 1e-300)
            worst = np.maximum(worst, np.max(gaps))
        return worst


def by_keras(replay, optimizer):
    start = zip(replay.split(replay.rows[0], 1), replay.layout)
    variables = [keras.Variable(w, dtype=DTYPE, name=name) for w, (name, _) in start]
    optimizer.build(variables)

    def step(rate, gradients):
        optimizer.learning_rate = rate
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)
        averages = optimizer._model_variables_moving_average if optimizer.use_ema else []
        return [keras.ops.convert_to_numpy(v) for v in [*variables, *averages]]

    return step


def by_torch(replay, kind, settings):
    settings = {TORCH_NAMES.get(key, key): x for key, x in settings.items() if key != "flavor"}
    if kind is torch.optim.RMSprop and "rho" in settings:
        settings["alpha"] = settings.pop("rho")
    first, second = settings.pop("beta_1", None), settings.pop("beta_2", None)
    if first or second:
        settings["betas"] = (first or 0.9, second or 0.999)
    parameters = [torch.nn.Parameter(torch.tensor(w)) for w in replay.split(replay.rows[0], 1)]
    optimizer = kind(parameters, lr=1.0, **settings)

    if hasattr(optimizer, "train"):
        optimizer.train()

    def step(rate, gradients):
        optimizer.param_groups[0]["lr"] = rate
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = torch.tensor(gradient)
        optimizer.step()
        averages = [optimizer.state[p]["x"] for p in parameters if "x" in optimizer.state[p]]
        return [tensor.detach().numpy() for tensor in parameters + averages]

    return step


def by_optax(replay):
    """LARS, and lookahead around Keras's momentum (the rate inside) or Adam (epsilon beside the uncorrected root)."""
    settings = dict(replay.settings)
    mask = [len(shape) > 1 for _, shape in replay.layout]
    slow = replay.name == "lookahead"
    inner = settings.pop("inner", None)
    names = {"epsilon": "eps"}
    settings = {names.get(key, key): x for key, x in settings.items()}

    def rule(rate, t):
        if replay.name == "lars":
            kept = {"trust_coefficient": 0.001} | settings
            return optax.lars(rate, trust_ratio_mask=mask, weight_decay_mask=mask, **kept)
        scaled = optax.scale_by_learning_rate(rate)
        moments = optax.scale_by_adam(eps=1e-7 / np.sqrt(1 - 0.999**t)), scaled
        chain = optax.chain(*moments) if inner == "adam" else optax.chain(scaled, optax.trace(0.9))
        return optax.lookahead(chain, **settings)

    weights = [jax.numpy.array(w) for w in replay.split(replay.rows[0], 1)]
    weights = optax.LookaheadParams.init_synced(weights) if slow else weights
    state, t = rule(1.0, 1).init(weights), 0

    def step(rate, gradients):
        nonlocal weights, state, t
        t += 1
        updates, state = rule(rate, t).update([jax.numpy.array(g) for g in gradients], state, weights)
        weights = optax.apply_updates(weights, updates)
        return [np.array(w) for w in (weights.fast if slow else weights)]

    return step


def replayer(replay):
    """Which library a file is replayed by, and its step."""
    if replay.settings.get("flavor") == "pytorch" or replay.name == "radam":
        return "torch", by_torch(replay, TORCH[replay.name], replay.settings)
    if replay.name == "schedule_free_adamw":
        return "schedulefree", by_torch(replay, schedulefree.AdamWScheduleFreeReference, replay.settings)
    if replay.name in ("lars", "lookahead"):
        return "optax", by_optax(replay)
    return "keras", by_keras(replay, KERAS[replay.name](1.0, **replay.settings))


keras.config.set_floatx(DTYPE)
torch.set_default_dtype(getattr(torch, DTYPE))
jax.config.update("jax_enable_x64", DTYPE == "float64")
print("keras", keras.__version__, "torch", torch.__version__, "optax", optax.__version__)
for file in sorted(glob("*.csv")):
    replay = Replay(file)
    if replay.name == "lars" and "weight_decay" in replay.settings:
        # Optax divides by the norm of the sum of gradient and decay, the paper by the sum of their norms.
        continue
    library, step = replayer(replay)
    print(f"{file:44} {library:12} {replay.distance(step):.1e}")
