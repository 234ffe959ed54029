"""Golden trajectories of optimizers, in decimal arithmetic of 50 digits and from the published formulas alone.

Run from this folder: python3 trajectories.py
Writes <name>.csv beside itself. Nothing here is shared with the Java code but the formulas. The rules are in
keras_rules.py and pytorch_rules.py; compare_with_libraries.py replays the files with the libraries themselves.

Compared in float64 with Keras 3.15.1 (on JAX), PyTorch 2.13.0, Optax 0.2.8 and schedulefree 1.4.1: within 2e-14, but
Adafactor within 9e-7 and Muon within 5e-8, which Keras calculates partly in float32. No library has the paper's LARS
with decay (lars_weight_decay); without, it is Optax's. In float32 the same libraries come within 1.5e-6, or 9e-6 where
Keras takes 1 - beta_2^t in float32; adafactor_dead_units ends in NaN there, since its estimate underflows.
"""

import platform
import sys
from decimal import Decimal as D
from decimal import getcontext
from math import prod

sys.dont_write_bytecode = True

import keras_rules
import pytorch_rules
from tensor_state import TensorState

STEPS = 24
VECTOR = "theta:4"
MATRIX = "weight:3x2 bias:2"


def start(layout):
    """Biases start at 0, so that their norm is 0 too; every other weight is different from its neighbours."""
    values = []
    for name, shape in tensors(layout):
        cycle = [D("1.5"), D("-2"), D("0.25"), D("8"), D("-0.75"), D("1")]
        size = prod(shape)
        values.append([D(0)] * size if name == "bias" else [cycle[i % 6] + D(i // 6) / 4 for i in range(size)])
    return values


def column(kind, step, weight):
    """A slope with a change of sign, mostly zeros, a spike, a parabola around 2 (rounded to 1/64), and two more."""
    return [
        D(step - 12) / 8,
        D("0.5") if step in (3, 4, 20) else D(0),
        D(64) if step == 6 else D("-0.125"),
        D(round((weight - 2) * 32)) / 64,
        D("0.25"),
        D(1) if step % 2 else D("-0.75"),
    ][kind]


def gradient(step, name, shape, weights, dead):
    """Vectors are dense but for their own zeros; matrices lose their second row for two steps, and all at step 15."""
    if name == "bias":
        return [-D(step % 5 + 1) / 8 if i == 0 else column(1, step, w) for i, w in enumerate(weights)]
    g = [column(i % 6, step, w) for i, w in enumerate(weights)]
    if len(shape) == 1:
        return g
    rows = [i // shape[-1] for i in range(len(g))]
    if dead and step <= 2:
        return [D(0) if row == 1 or i % shape[-1] == 1 else x for i, (row, x) in enumerate(zip(rows, g))]
    return [D(0) if step == 15 or (step in (8, 9) and row == 1) else x for row, x in zip(rows, g)]


def rate(step, first):
    """Falls to a quarter after half of the steps: tells a rate inside the velocity from one outside."""
    return first if step <= STEPS // 2 else first / 4


def tensors(layout):
    """The name and the shape of every tensor of a layout."""
    parts = [part.split(":") for part in layout.split()]
    return [(name, tuple(int(n) for n in shape.split("x"))) for name, shape in parts]


def parse(text):
    """The settings of a header as a rule takes them: numbers, true and false, words."""
    pairs = dict(pair.split("=") for pair in text.split())
    return {key: value(word) for key, word in pairs.items()}


def value(word):
    if word in ("true", "false"):
        return word == "true"
    return word if word.isalpha() else D(word)


def write(name, optimizer, settings="", first_rate="0.1", layout=VECTOR, evaluation=False, dead=False):
    given = parse(settings)
    flavors = {"keras": keras_rules.RULES, "pytorch": pytorch_rules.RULES}
    rule = flavors[given.pop("flavor", "keras")][optimizer]
    shapes, weights = tensors(layout), start(layout)
    states = [TensorState(shape, w) for (_, shape), w in zip(shapes, weights)]

    def line(step, eta, gradients):
        columns = [str(step), str(eta)] + [str(x) for g in gradients for x in g]
        answers = weights + ([s.evaluation for s in states] if evaluation else [])
        return ",".join(columns + [f"{x:.15g}" if x else "0" for tensor in answers for x in tensor])

    lines = [
        f"# optimizer: {optimizer} {settings}".strip(),
        f"# Python {platform.python_version()}, decimal with {getcontext().prec} digits: python3 trajectories.py",
        f"# layout: {layout}",
        "# step, learning rate, gradient, weights after the step; line 0: the start",
        *(["# evaluation: behind the weights the columns of those to evaluate"] if evaluation else []),
        line(0, 0, [[0] * len(w) for w in weights]),
    ]
    for step in range(1, STEPS + 1):
        eta = rate(step, D(first_rate))
        gradients = [gradient(step, n, shape, w, dead) for (n, shape), w in zip(shapes, weights)]
        for i, state in enumerate(states):
            state.t, state.eta = step, eta
            weights[i] = rule(state, weights[i], gradients[i], **given)
        lines.append(line(step, eta, gradients))
    with open(f"{name}.csv", "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


write("sgd", "sgd")
write("momentum", "momentum")
write("nesterov", "nesterov")
write("sgd_weight_decay", "sgd", "momentum=0.9 nesterov=true weight_decay=0.05")
write("adagrad", "adagrad", first_rate="0.5")
write("adagrad_large_epsilon", "adagrad", "initial_accumulator_value=0.3 epsilon=0.5", "0.5")
write("rmsprop", "rmsprop")
write("rmsprop_centered", "rmsprop", "centered=true momentum=0.9 epsilon=0.1")
write("adadelta", "adadelta", first_rate="50")
write("adadelta_large_epsilon", "adadelta", "rho=0.8 epsilon=0.5")
write("adam", "adam")
write("adam_large_epsilon", "adam", "beta_1=0.8 beta_2=0.99 epsilon=0.5")
write("adam_amsgrad", "adam", "beta_2=0.9 amsgrad=true")
write("adam_amsgrad_large_epsilon", "adam", "beta_2=0.9 epsilon=0.5 amsgrad=true")
write("adam_weight_decay", "adam", "weight_decay=0.1")
write("adam_ema", "adam", "use_ema=true ema_momentum=0.9", evaluation=True)
write("adam_ema_overwrite", "adam", "use_ema=true ema_momentum=0.9 ema_overwrite_frequency=5", evaluation=True)
write("adamw", "adamw")
write("adamw_weight_decay", "adamw", "weight_decay=0.1")
write("adamax", "adamax")
write("adamax_large_epsilon", "adamax", "beta_1=0.8 beta_2=0.9 epsilon=0.5")
write("nadam", "nadam")
write("nadam_large_epsilon", "nadam", "beta_1=0.8 beta_2=0.99 epsilon=0.5")
write("radam", "radam")
write("radam_large_epsilon", "radam", "beta_2=0.9 epsilon=0.5")
write("radam_never_rectified", "radam", "beta_2=0.5")
write("lion", "lion")
write("lion_weight_decay", "lion", "beta_1=0.7 beta_2=0.9 weight_decay=0.1")
write("ftrl", "ftrl")
write(
    "ftrl_regularized",
    "ftrl",
    "learning_rate_power=-0.4 l1_regularization_strength=0.3 l2_regularization_strength=0.2"
    " l2_shrinkage_regularization_strength=0.05 beta=0.5",
)
write("lamb", "lamb", "epsilon=1e-7", layout=MATRIX)
write("lamb_large_epsilon", "lamb", "beta_1=0.8 beta_2=0.99 epsilon=0.5", layout=MATRIX)
write("lamb_weight_decay", "lamb", "epsilon=1e-7 weight_decay=0.1", layout=MATRIX)
write("lars", "lars", first_rate="0.5", layout=MATRIX)
write("lars_weight_decay", "lars", "trust_coefficient=0.02 weight_decay=0.1", "0.5", MATRIX)
write("lars_nesterov", "lars", "trust_coefficient=0.02 epsilon=0.5 nesterov=true", "0.5", MATRIX)
write("adafactor", "adafactor", first_rate="0.4", layout=MATRIX)
write("adafactor_fixed_step", "adafactor", "relative_step=false clip_threshold=0.5", "0.4", MATRIX)
write(
    "adafactor_weight_decay",
    "adafactor",
    "beta_2_decay=-0.5 epsilon_1=0.1 epsilon_2=2 weight_decay=0.1",
    "0.4",
    MATRIX,
)
write("adafactor_kernel", "adafactor", "", "0.4", "kernel:2x3x2 bias:2")
# a row and a column without gradient meet in an entry whose estimate is epsilon_1 squared: below what a float holds
write("adafactor_dead_units", "adafactor", "", "0.4", MATRIX, dead=True)
write("muon", "muon", layout=MATRIX)
write(
    "muon_wide",
    "muon",
    "momentum=0.8 nesterov=false weight_decay=0 adam_weight_decay=0.1",
    layout="weight:2x3 bias:2",
)
write(
    "muon_settings",
    "muon",
    "adam_beta_1=0.8 adam_beta_2=0.99 adam_weight_decay=0 epsilon=0.5 weight_decay=0.1 muon_a=3 muon_b=-3.5"
    " muon_c=1.5 adam_lr_ratio=0.5 ns_steps=3 rms_rate=0.3",
    layout="kernel:2x1x2 weight:3x2 bias:2",
)
write("schedule_free_adamw", "schedule_free_adamw", evaluation=True)
write("schedule_free_adamw_weight_decay", "schedule_free_adamw", "epsilon=0.5 weight_decay=0.1", evaluation=True)
write("schedule_free_adamw_warmup", "schedule_free_adamw", "warmup_steps=5", evaluation=True)
write(
    "schedule_free_adamw_weights",
    "schedule_free_adamw",
    "beta_1=0.8 beta_2=0.99 warmup_steps=5 r=1 weight_learning_rate_power=1",
    evaluation=True,
)
write("lookahead", "lookahead", "inner=adam sync_period=6 slow_step_size=0.5")
write("lookahead_momentum", "lookahead", "inner=momentum sync_period=5 slow_step_size=0.8")

write("sgd_pytorch", "sgd", "flavor=pytorch momentum=0.9 dampening=0.3")
write("sgd_pytorch_nesterov", "sgd", "flavor=pytorch momentum=0.9 nesterov=true")
write("sgd_pytorch_weight_decay", "sgd", "flavor=pytorch momentum=0.9 weight_decay=0.05")
write("adagrad_pytorch", "adagrad", "flavor=pytorch", "0.5")
write("adagrad_pytorch_decay", "adagrad", "flavor=pytorch learning_rate_decay=0.1 weight_decay=0.05", "0.5")
write("adagrad_pytorch_large_epsilon", "adagrad", "flavor=pytorch initial_accumulator_value=0.3 epsilon=0.5", "0.5")
write("rmsprop_pytorch", "rmsprop", "flavor=pytorch")
write("rmsprop_pytorch_centered", "rmsprop", "flavor=pytorch rho=0.9 centered=true momentum=0.9 epsilon=0.5")
write("rmsprop_pytorch_weight_decay", "rmsprop", "flavor=pytorch weight_decay=0.05")
write("adadelta_pytorch", "adadelta", "flavor=pytorch", "20")
write("adadelta_pytorch_large_epsilon", "adadelta", "flavor=pytorch epsilon=0.5 weight_decay=0.05")
write("adam_pytorch", "adam", "flavor=pytorch")
write("adam_pytorch_large_epsilon", "adam", "flavor=pytorch beta_1=0.8 beta_2=0.99 epsilon=0.5")
write("adam_pytorch_amsgrad", "adam", "flavor=pytorch beta_2=0.9 epsilon=0.5 amsgrad=true")
write("adam_pytorch_weight_decay", "adam", "flavor=pytorch weight_decay=0.05")
write("adamw_pytorch", "adamw", "flavor=pytorch")
write("adamw_pytorch_amsgrad", "adamw", "flavor=pytorch beta_2=0.9 epsilon=0.5 weight_decay=0.1 amsgrad=true")
write("adamax_pytorch", "adamax", "flavor=pytorch")
write("adamax_pytorch_large_epsilon", "adamax", "flavor=pytorch beta_1=0.8 beta_2=0.9 epsilon=0.5 weight_decay=0.05")
write("nadam_pytorch", "nadam", "flavor=pytorch")
write("nadam_pytorch_large_epsilon", "nadam", "flavor=pytorch beta_1=0.8 beta_2=0.99 epsilon=0.5 momentum_decay=0.1")
write("nadam_pytorch_weight_decay", "nadam", "flavor=pytorch weight_decay=0.05")
