"""What a rule keeps of one tensor between steps, in decimals of 50 digits."""

from decimal import Decimal as D
from decimal import getcontext
from math import prod

getcontext().prec = 50


class TensorState:
    """Slots of one tensor (flat, row-major), with the step (from 1) and the rate of the update under way."""

    def __init__(self, shape, weights):
        self.shape, self.slots = shape, {}
        self.t, self.eta = 0, D(0)
        self.evaluation = list(weights)

    def get(self, name, initial=D(0), size=None):
        """A slot; before its first use a list of the given value, or a copy of the given list."""
        if name not in self.slots:
            values = initial if isinstance(initial, list) else [initial] * (size or prod(self.shape))
            self.slots[name] = list(values)
        return self.slots[name]

    def put(self, name, values):
        self.slots[name] = list(values)
        return self.slots[name]

    def average(self, name, values, beta):
        """slot = beta slot + (1 - beta) values: an exponential average that starts at 0."""
        old = self.get(name, size=len(values))
        return self.put(name, [beta * a + (1 - beta) * x for a, x in zip(old, values)])


def norm(values):
    return sum(x * x for x in values).sqrt()


def rms(values):
    return (sum(x * x for x in values) / len(values)).sqrt()


def squares(values):
    return [x * x for x in values]
