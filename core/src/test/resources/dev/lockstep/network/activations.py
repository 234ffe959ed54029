"""Scores of a small network, computed with NumPy alone: python3 activations.py > activations.csv

Rows, weights and scores are one number a line, each after its name. Weights lie as the layers say: outputs by inputs.
"""
import math
import platform

import numpy as np

FUNCTIONS = {
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "prelu": lambda x: np.where(x > 0, x, 0.25 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "selu": lambda x: 1.0507009873554804934 * np.where(x > 0, x, 1.6732632423543772848 * np.expm1(x)),
    "gelu": lambda x: x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2))),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "mish": lambda x: x * np.tanh(np.log1p(np.exp(x))),
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.log1p(np.exp(x)),
    "hard_swish": lambda x: x * np.minimum(np.maximum(x + 3, 0), 6) / 6,
}

print(f"# python3 activations.py > activations.csv, with NumPy {np.__version__}, Python {platform.python_version()}")
random = np.random.default_rng(20)
for name, function in FUNCTIONS.items():
    rows = random.normal(size=(4, 2, 3)).astype(np.float32)
    first = random.normal(size=(5, 6)).astype(np.float32)
    bias = random.normal(size=5).astype(np.float32)
    last = random.normal(size=(3, 5)).astype(np.float32)
    x = rows.reshape(4, 6).astype(np.float64)
    scores = function(x @ first.T.astype(np.float64) + bias) @ last.T.astype(np.float64)
    for what, values in (("rows", rows), ("first", first), ("bias", bias), ("last", last), ("scores", scores)):
        print(name, what, *(repr(float(value)) for value in values.ravel()), sep=",")
