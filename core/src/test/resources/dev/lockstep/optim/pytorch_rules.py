"""Update rules of PyTorch (torch/optim/<file>.py), under the settings' names of Keras.

A rule is called with the state of one tensor, its weights, its gradient and its settings; it returns the new weights.
Each comment names the function whose formula the rule writes down.
"""

from decimal import Decimal as D

from tensor_state import squares


# In every class but AdamW: decay is of the gradient, before anything else.
def coupled(w, g, weight_decay):
    return [x + weight_decay * y for x, y in zip(g, w)]


# sgd.py, _single_tensor_sgd: the rate is outside the velocity, which starts at the first gradient, not dampened.
def sgd(s, w, g, momentum=D(0), dampening=D(0), nesterov=False, weight_decay=D(0)):
    g = coupled(w, g, weight_decay)
    if s.t == 1:
        v = s.put("v", g)
    else:
        v = s.put("v", [momentum * a + (1 - dampening) * x for a, x in zip(s.get("v"), g)])
    if nesterov:
        v = [x + momentum * a for a, x in zip(v, g)]
    return [x - s.eta * a for x, a in zip(w, v)]


# adagrad.py, _single_tensor_adagrad: epsilon beside the root; the rate decays from the second step on.
def adagrad(
    s,
    w,
    g,
    learning_rate_decay=D(0),
    weight_decay=D(0),
    initial_accumulator_value=D(0),
    epsilon=D("1e-10"),
):
    g = coupled(w, g, weight_decay)
    rate = s.eta / (1 + (s.t - 1) * learning_rate_decay)
    a = s.put("a", [x + y * y for x, y in zip(s.get("a", initial_accumulator_value), g)])
    return [x - rate * y / (n.sqrt() + epsilon) for x, y, n in zip(w, g, a)]


# rmsprop.py, _single_tensor_rmsprop: epsilon beside the root, the rate outside the momentum.
def rmsprop(s, w, g, rho=D("0.99"), epsilon=D("1e-8"), weight_decay=D(0), momentum=D(0), centered=False):
    g = coupled(w, g, weight_decay)
    v = s.average("v", squares(g), rho)
    if centered:
        v = [x - a * a for x, a in zip(v, s.average("mean", g, rho))]
    b = s.put("b", [momentum * a + x / (y.sqrt() + epsilon) for a, x, y in zip(s.get("b"), g, v)])
    return [x - s.eta * y for x, y in zip(w, b)]


# adadelta.py, _single_tensor_adadelta: epsilon inside both roots.
def adadelta(s, w, g, rho=D("0.9"), epsilon=D("1e-6"), weight_decay=D(0)):
    g = coupled(w, g, weight_decay)
    a = s.average("a", squares(g), rho)
    moves = [(d + epsilon).sqrt() / (n + epsilon).sqrt() * x for d, n, x in zip(s.get("moves"), a, g)]
    s.average("moves", squares(moves), rho)
    return [x - s.eta * d for x, d in zip(w, moves)]


# adam.py, _single_tensor_adam: epsilon beside the root of the corrected v; amsgrad's largest v is of the uncorrected.
def adam(s, w, g, beta_1=D("0.9"), beta_2=D("0.999"), epsilon=D("1e-8"), weight_decay=D(0), amsgrad=False):
    g = coupled(w, g, weight_decay)
    m = s.average("m", g, beta_1)
    v = s.average("v", squares(g), beta_2)
    if amsgrad:
        v = s.put("largest", map(max, s.get("largest"), v))
    step, root = s.eta / (1 - beta_1**s.t), (1 - beta_2**s.t).sqrt()
    return [x - step * a / (b.sqrt() / root + epsilon) for x, a, b in zip(w, m, v)]


# adamw.py, AdamW: Adam, with decay of the weights before it.
def adamw(s, w, g, weight_decay=D("0.01"), **settings):
    return adam(s, [x * (1 - s.eta * weight_decay) for x in w], g, **settings)


# adamax.py, _single_tensor_adamax: epsilon beside the gradient, inside the norm.
def adamax(s, w, g, beta_1=D("0.9"), beta_2=D("0.999"), epsilon=D("1e-8"), weight_decay=D(0)):
    g = coupled(w, g, weight_decay)
    m = s.average("m", g, beta_1)
    u = s.put("u", [max(beta_2 * a, abs(x) + epsilon) for a, x in zip(s.get("u"), g)])
    return [x - s.eta / (1 - beta_1**s.t) * a / b for x, a, b in zip(w, m, u)]


# nadam.py, _single_tensor_nadam: mu = beta_1 (1 - 0.96^(t momentum_decay) / 2), epsilon beside the corrected root.
def nadam(
    s,
    w,
    g,
    beta_1=D("0.9"),
    beta_2=D("0.999"),
    epsilon=D("1e-8"),
    weight_decay=D(0),
    momentum_decay=D("0.004"),
):
    g = coupled(w, g, weight_decay)
    mu, following = (beta_1 * (1 - D("0.96") ** (t * momentum_decay) / 2) for t in (s.t, s.t + 1))
    (product,) = s.put("product", [s.get("product", D(1), 1)[0] * mu])
    m = s.average("m", g, beta_1)
    v = s.average("v", squares(g), beta_2)
    ahead = [(1 - mu) / (1 - product) * x + following / (1 - product * following) * a for a, x in zip(m, g)]
    return [x - s.eta * a / ((b / (1 - beta_2**s.t)).sqrt() + epsilon) for x, a, b in zip(w, ahead, v)]


# radam.py, _single_tensor_radam: not rectified up to a length of 5; epsilon beside the root of the uncorrected v.
def radam(s, w, g, beta_1=D("0.9"), beta_2=D("0.999"), epsilon=D("1e-8"), weight_decay=D(0)):
    g = coupled(w, g, weight_decay)
    m = [a / (1 - beta_1**s.t) for a in s.average("m", g, beta_1)]
    v = s.average("v", squares(g), beta_2)
    longest = 2 / (1 - beta_2) - 1
    length = longest - 2 * s.t * beta_2**s.t / (1 - beta_2**s.t)
    if length <= 5:
        return [x - s.eta * a for x, a in zip(w, m)]
    rectified = ((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)).sqrt()
    root = (1 - beta_2**s.t).sqrt()
    return [x - s.eta * a * rectified * root / (b.sqrt() + epsilon) for x, a, b in zip(w, m, v)]


RULES = {
    "sgd": sgd,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adadelta": adadelta,
    "adam": adam,
    "adamw": adamw,
    "adamax": adamax,
    "nadam": nadam,
}
