"""Golden scores of small networks, layer by layer as textbooks write them, in plain Python: python3 layers.py > layers.csv

Each line: a name | the layers as JSON | the shape of a row as JSON | the scores of ROWS rows. Weights are made by value() in
the order of the tensors, inputs likewise: multiples of 1/8 or 1/16, which floats hold exactly.
"""
import itertools
import json
import math
import platform

ROWS = 2


def value(i, salt):
    return ((i * 7 + salt * 5) % 13 - 6) / 16


class Weights:
    """Hands out the values of tensor after tensor; buffers come after all of them."""

    def __init__(self):
        self.at = 0

    def take(self, n):
        taken = [value(self.at + i, 3) for i in range(n)]
        self.at += n
        return taken


class Array:
    """Values by tuples of indices."""

    def __init__(self, shape, values):
        self.shape = tuple(shape)
        self.values = list(values)
        assert len(self.values) == math.prod(self.shape), (shape, len(self.values))

    def __getitem__(self, index):
        flat = 0
        for i, n in zip(index, self.shape):
            assert 0 <= i < n
            flat = flat * n + i
        return self.values[flat]

    @staticmethod
    def of(shape, function):
        return Array(shape, [function(*index) for index in itertools.product(*map(range, shape))])

    def map(self, function):
        return Array(self.shape, map(function, self.values))


ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: x if x > 0 else 0.2 * x,
    "elu": lambda x: x if x > 0 else math.expm1(x),
    "selu": lambda x: 1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * math.expm1(x)),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "silu": lambda x: x / (1 + math.exp(-x)),
    "mish": lambda x: x * math.tanh(math.log1p(math.exp(x))),
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "softplus": lambda x: math.log1p(math.exp(x)),
    "hard_swish": lambda x: x * min(max(x + 3, 0.0), 6.0) / 6,
}


def pair(setting, dimensions):
    return tuple(setting) if isinstance(setting, list) else (setting,) * dimensions


def padding(kind, n, kernel, stride, dilation):
    """The places before, and the length of the result."""
    reach = (kernel - 1) * dilation + 1
    if kind == "same":
        out = -(-n // stride)
        return max((out - 1) * stride + reach - n, 0) // 2, out
    extra = 0 if kind == "valid" else kind
    return extra, (n + 2 * extra - reach) // stride + 1


def windows(x, layer, kernel, strides, dilations):
    """For each dimension of space: for each place of the result, the (offset in the kernel, place of the input) that exist."""
    all_places = []
    for n, k, s, d in zip(x.shape[1:], kernel, strides, dilations):
        before, out = padding(layer.get("padding", "valid"), n, k, s, d)
        all_places.append([
            [(j, o * s - before + j * d) for j in range(k) if 0 <= o * s - before + j * d < n] for o in range(out)
        ])
    return all_places


def conv(x, layer, dimensions, filters, weights):
    kernel = pair(layer["kernel_size"], dimensions)
    strides = pair(layer.get("strides", 1), dimensions)
    dilations = pair(layer.get("dilation_rate", 1), dimensions)
    groups = layer.get("groups", 1)
    inner = x.shape[0] // groups
    w = Array((filters, inner) + kernel, weights.take(filters * inner * math.prod(kernel)))
    b = weights.take(filters)
    places = windows(x, layer, kernel, strides, dilations)

    def at(f, *out):
        group = f // (filters // groups)
        total = b[f]
        for c in range(inner):
            for hit in itertools.product(*(places[d][o] for d, o in enumerate(out))):
                total += w[(f, c) + tuple(j for j, _ in hit)] * x[(group * inner + c,) + tuple(i for _, i in hit)]
        return total

    return Array.of((filters,) + tuple(len(p) for p in places), at)


def pool(x, layer, size, how):
    dimensions = len(x.shape) - 1
    kernel = pair(size, dimensions)
    strides = pair(layer.get("strides", size), dimensions)
    places = windows(x, layer, kernel, strides, (1,) * dimensions)

    def at(c, *out):
        hits = [x[(c,) + tuple(i for _, i in hit)] for hit in itertools.product(*(places[d][o] for d, o in enumerate(out)))]
        return max(hits) if how == "max" else sum(hits) / len(hits)

    return Array.of((x.shape[0],) + tuple(len(p) for p in places), at)


def normalized(values, epsilon):
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / len(values)
    return [(v - mean) / math.sqrt(variance + epsilon) for v in values]


def run(layers, x, weights):
    for layer in layers:
        kind, main = next(iter(layer.items()))
        if kind == "dense":
            n = len(x.values)
            w = weights.take(main * n)
            b = weights.take(main)
            x = Array((main,), [b[j] + sum(w[j * n + i] * x.values[i] for i in range(n)) for j in range(main)])
        elif kind in ("conv1d", "conv2d"):
            x = conv(x, layer, int(kind[4]), main, weights)
        elif kind == "max_pool":
            x = pool(x, layer, main, "max")
        elif kind == "average_pool":
            x = pool(x, layer, main, "average")
        elif kind == "global_average_pool":
            size = math.prod(x.shape[1:])
            x = Array((x.shape[0],), [sum(x.values[c * size:(c + 1) * size]) / size for c in range(x.shape[0])])
        elif kind == "flatten":
            x = Array((len(x.values),), x.values)
        elif kind == "layer_norm":
            scale = weights.take(len(x.values))
            shift = weights.take(len(x.values))
            x = Array(x.shape, [v * g + h for v, g, h in zip(normalized(x.values, 0.001), scale, shift)])
        elif kind == "group_norm":
            channels = x.shape[0]
            size = len(x.values) // main
            flat = [v for g in range(main) for v in normalized(x.values[g * size:(g + 1) * size], 0.001)]
            scale = weights.take(channels)
            shift = weights.take(channels)
            each = len(x.values) // channels
            x = Array(x.shape, [flat[i] * scale[i // each] + shift[i // each] for i in range(len(flat))])
        elif kind == "residual":
            y = run(main, x, weights)
            x = Array(x.shape, [a + b for a, b in zip(y.values, x.values)])
        elif kind == "parallel":
            parts = [run(branch, x, weights) for branch in main]
            x = Array((sum(p.shape[0] for p in parts),) + parts[0].shape[1:], sum((p.values for p in parts), []))
        elif kind == "activation":
            x = x.map(ACTIVATIONS[main])
        else:
            raise ValueError(kind)
        if kind != "activation":
            x = x.map(ACTIVATIONS[layer.get("activation", "linear")])
    return x


D = {"dense": 1}
CASES = [
    ("dense", [{"dense": 3, "activation": "tanh"}, D], [4]),
    *((f"activation_{name}", [{"dense": 3, "activation": name}, D], [4]) for name in ACTIVATIONS if name != "linear"),
    ("conv1d", [{"conv1d": 2, "kernel_size": 3}, {"flatten": {}}, D], [2, 6]),
    ("conv1d_strided", [{"conv1d": 3, "kernel_size": 4, "strides": 2, "padding": "same"}, {"flatten": {}}, D], [1, 7]),
    ("conv2d", [{"conv2d": 2, "kernel_size": 3, "activation": "elu"}, {"flatten": {}}, D], [1, 4, 5]),
    ("conv2d_same", [{"conv2d": 2, "kernel_size": [2, 3], "padding": "same"}, {"flatten": {}}, D], [2, 4, 3]),
    ("conv2d_strided", [{"conv2d": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, {"flatten": {}}, D], [1, 6, 5]),
    ("conv2d_padded", [{"conv2d": 1, "kernel_size": 3, "strides": [2, 1], "padding": 1}, {"flatten": {}}, D], [2, 4, 3]),
    ("conv2d_dilated", [{"conv2d": 1, "kernel_size": 2, "dilation_rate": 2}, {"flatten": {}}, D], [1, 4, 5]),
    ("conv2d_grouped", [{"conv2d": 4, "kernel_size": 2, "groups": 2}, {"flatten": {}}, D], [4, 3, 3]),
    ("max_pool", [{"max_pool": 2}, {"flatten": {}}, D], [2, 5, 4]),
    ("max_pool_same", [{"max_pool": 3, "strides": 2, "padding": "same"}, {"flatten": {}}, D], [1, 4, 5]),
    ("max_pool_1d", [{"max_pool": 2, "strides": 1}, {"flatten": {}}, D], [2, 5]),
    ("average_pool", [{"average_pool": [2, 3]}, {"flatten": {}}, D], [2, 4, 6]),
    ("average_pool_same", [{"average_pool": 3, "strides": 2, "padding": "same"}, {"flatten": {}}, D], [1, 4, 5]),
    ("average_pool_1d_same", [{"average_pool": 2, "padding": "same"}, {"flatten": {}}, D], [2, 5]),
    ("global_average_pool", [{"conv2d": 3, "kernel_size": 2}, {"global_average_pool": {}}, D], [1, 3, 4]),
    ("layer_norm", [{"layer_norm": {}}, D], [6]),
    ("group_norm", [{"group_norm": 2}, {"flatten": {}}, D], [4, 2, 3]),
    ("residual", [{"residual": [{"dense": 5, "activation": "silu"}, {"dense": 4}], "activation": "relu"}, D], [4]),
    ("wide_and_deep", [{"parallel": [[], [{"dense": 3, "activation": "mish"}, {"dense": 2}]]}, D], [4]),
]

print("# Python " + platform.python_version() + ": python3 layers.py")
for name, layers, shape in CASES:
    size = math.prod(shape)
    scores = []
    for row in range(ROWS):
        weights = Weights()
        scores += run(layers, Array(shape, [value(row * size + i, 1) * 2 for i in range(size)]), weights).values
    print("|".join([name, json.dumps(layers), json.dumps(shape), ",".join(f"{s:.9g}" for s in scores)]))
