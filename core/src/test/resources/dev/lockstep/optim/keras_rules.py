"""Update rules of Keras 3 (keras/src/optimizers/<file>.py) and, in the same terms, those that Keras lacks.

A rule is called with the state of one tensor, its weights, its gradient and its settings; it returns the new weights.
Each comment names the class or the paper whose formula the rule writes down. Settings and defaults carry Keras's names.
"""

from decimal import Decimal as D
from functools import partial

from pytorch_rules import radam
from tensor_state import norm, rms, squares


# base_optimizer.py, BaseOptimizer._apply_weight_decay: before the update, times the rate.
def decay(s, w, weight_decay):
    return [x - x * weight_decay * s.eta for x in w]


# sgd.py, SGD: the rate is inside the velocity.
def sgd(s, w, g, momentum=D(0), nesterov=False):
    v = s.put("v", [momentum * a - s.eta * x for a, x in zip(s.get("v"), g)])
    if nesterov:
        return [x + momentum * a - s.eta * y for x, a, y in zip(w, v, g)]
    return [x + a for x, a in zip(w, v)]


# adagrad.py, Adagrad: epsilon inside the root.
def adagrad(s, w, g, initial_accumulator_value=D("0.1"), epsilon=D("1e-7")):
    a = s.put("a", [x + y * y for x, y in zip(s.get("a", initial_accumulator_value), g)])
    return [x - s.eta * y / (n + epsilon).sqrt() for x, y, n in zip(w, g, a)]


# rmsprop.py, RMSprop: epsilon inside the root, the rate inside the momentum.
def rmsprop(s, w, g, rho=D("0.9"), momentum=D(0), epsilon=D("1e-7"), centered=False):
    v = s.average("v", squares(g), rho)
    if centered:
        v = [x - a * a for x, a in zip(v, s.average("mean", g, rho))]
    step = [s.eta * x / (y + epsilon).sqrt() for x, y in zip(g, v)]
    b = s.put("b", [momentum * x + y for x, y in zip(s.get("b"), step)])
    return [x - y for x, y in zip(w, b)]


# adadelta.py, Adadelta: epsilon inside both roots; the average of the moves is without the rate.
def adadelta(s, w, g, rho=D("0.95"), epsilon=D("1e-7")):
    a = s.average("a", squares(g), rho)
    moves = [-(d + epsilon).sqrt() * x / (n + epsilon).sqrt() for d, x, n in zip(s.get("moves"), g, a)]
    s.average("moves", squares(moves), rho)
    return [x + s.eta * d for x, d in zip(w, moves)]


# adam.py, Adam: epsilon beside the root of the uncorrected v; amsgrad's largest v is of the uncorrected ones too.
def adam(s, w, g, beta_1=D("0.9"), beta_2=D("0.999"), epsilon=D("1e-7"), amsgrad=False):
    m = s.average("m", g, beta_1)
    v = s.average("v", squares(g), beta_2)
    if amsgrad:
        v = s.put("largest", map(max, s.get("largest"), v))
    alpha = s.eta * (1 - beta_2**s.t).sqrt() / (1 - beta_1**s.t)
    return [x - alpha * a / (b.sqrt() + epsilon) for x, a, b in zip(w, m, v)]


# adamax.py, Adamax: epsilon beside the norm.
def adamax(s, w, g, beta_1=D("0.9"), beta_2=D("0.999"), epsilon=D("1e-7")):
    m = s.average("m", g, beta_1)
    u = s.put("u", [max(beta_2 * a, abs(x)) for a, x in zip(s.get("u"), g)])
    return [x - s.eta * a / ((1 - beta_1**s.t) * (b + epsilon)) for x, a, b in zip(w, m, u)]


# nadam.py, Nadam: mu = beta_1 (1 - 0.96^t / 2), and epsilon beside the root of the corrected v.
def nadam(s, w, g, beta_1=D("0.9"), beta_2=D("0.999"), epsilon=D("1e-7")):
    mu, following = (beta_1 * (1 - D("0.96") ** t / 2) for t in (s.t, s.t + 1))
    (product,) = s.put("product", [s.get("product", D(1), 1)[0] * mu])
    m = s.average("m", g, beta_1)
    v = s.average("v", squares(g), beta_2)
    ahead = [following * a / (1 - product * following) + (1 - mu) * x / (1 - product) for a, x in zip(m, g)]
    return [x - s.eta * a / ((b / (1 - beta_2**s.t)).sqrt() + epsilon) for x, a, b in zip(w, ahead, v)]


# lion.py, Lion: sign(0) is 0; beta_1 mixes the step, beta_2 the momentum that is kept.
def lion(s, w, g, beta_1=D("0.9"), beta_2=D("0.99")):
    mixed = [beta_1 * a + (1 - beta_1) * x for a, x in zip(s.get("m"), g)]
    s.average("m", g, beta_2)
    return [x - s.eta * ((c > 0) - (c < 0)) for x, c in zip(w, mixed)]


# ftrl.py, Ftrl: n grows by the gradient without shrinkage; beta counts as an l2 of beta / (2 rate).
def ftrl(
    s,
    w,
    g,
    learning_rate_power=D("-0.5"),
    initial_accumulator_value=D("0.1"),
    l1_regularization_strength=D(0),
    l2_regularization_strength=D(0),
    l2_shrinkage_regularization_strength=D(0),
    beta=D(0),
):
    l1, l2 = l1_regularization_strength, l2_regularization_strength + beta / (2 * s.eta)
    before = s.get("n", initial_accumulator_value)
    n = s.put("n", [a + x * x for a, x in zip(before, g)])
    powers = [(a**-learning_rate_power, b**-learning_rate_power) for a, b in zip(before, n)]
    shrunk = [x + 2 * l2_shrinkage_regularization_strength * y for x, y in zip(g, w)]
    z = s.put("z", [c + x - (q - p) / s.eta * y for c, x, (p, q), y in zip(s.get("z"), shrunk, powers, w)])
    return [(min(max(c, -l1), l1) - c) / (q / s.eta + 2 * l2) for c, (_, q) in zip(z, powers)]


# lamb.py, Lamb: one ratio for each tensor, 1 where a norm is 0; epsilon beside the root of the corrected v.
# Decay is the base class's: outside the ratio, unlike the paper (You et al., arXiv 1904.00962).
def lamb(s, w, g, beta_1=D("0.9"), beta_2=D("0.999"), epsilon=D("1e-7")):
    m = s.average("m", g, beta_1)
    v = s.average("v", squares(g), beta_2)
    step = [a / (1 - beta_1**s.t) / ((b / (1 - beta_2**s.t)).sqrt() + epsilon) for a, b in zip(m, v)]
    ratio = norm(w) / norm(step) if norm(w) > 0 and norm(step) > 0 else D(1)
    return [x - ratio * s.eta * a for x, a in zip(w, step)]


# You, Gitman, Ginsburg, arXiv 1708.03888, Algorithm 1, with epsilon added to the denominator: the local rate is inside
# the velocity, 1 where a norm is 0; tensors of one dimension have neither local rate nor decay.
def lars(
    s,
    w,
    g,
    momentum=D("0.9"),
    trust_coefficient=D("0.001"),
    epsilon=D(0),
    weight_decay=D(0),
    nesterov=False,
):
    local = D(1)
    if len(s.shape) > 1:
        if norm(w) > 0 and norm(g) > 0:
            local = trust_coefficient * norm(w) / (norm(g) + weight_decay * norm(w) + epsilon)
        g = [x + weight_decay * y for x, y in zip(g, w)]
    step = [s.eta * local * x for x in g]
    v = s.put("v", [momentum * a + x for a, x in zip(s.get("v"), step)])
    if nesterov:
        v = [momentum * a + x for a, x in zip(v, step)]
    return [x - a for x, a in zip(w, v)]


# adafactor.py, Adafactor: the last two dimensions are factored, vectors are not. The smaller of the rate and 1/sqrt(t)
# is taken whatever relative_step says (the class takes it twice); the root mean square is of the weights before.
def adafactor(
    s,
    w,
    g,
    beta_2_decay=D("-0.8"),
    epsilon_1=D("1e-30"),
    epsilon_2=D("0.001"),
    clip_threshold=D(1),
    relative_step=True,
):
    alpha = max(epsilon_2, rms(w)) * min(s.eta, 1 / D(s.t).sqrt())
    beta = 1 - D(s.t) ** beta_2_decay
    squared = [x * x + epsilon_1 for x in g]
    if len(s.shape) < 2:
        v = s.average("v", squared, beta)
    else:
        rows, columns = s.shape[-2:]
        count = len(w) // columns
        r = s.average("r", [sum(squared[i * columns : (i + 1) * columns]) / columns for i in range(count)], beta)
        # entry (i, j) of one matrix starts at k rows columns, for every index k of the leading dimensions
        c = s.average(
            "c",
            [
                sum(squared[(k * rows + i) * columns + j] for i in range(rows)) / rows
                for k in range(count // rows)
                for j in range(columns)
            ],
            beta,
        )
        means = [sum(r[k * rows : (k + 1) * rows]) / rows for k in range(count // rows)]
        v = [
            r[k * rows + i] / means[k] * c[k * columns + j]
            for k in range(count // rows)
            for i in range(rows)
            for j in range(columns)
        ]
    u = [x / y.sqrt() for x, y in zip(g, v)]
    clipped = max(D(1), rms(u) / clip_threshold)
    return [x - alpha * y / clipped for x, y in zip(w, u)]


# muon.py, Muon.zeropower_via_newtonschulz5: rows no more than columns, and 1e-7 beside the norm whatever epsilon is.
def orthogonal(x, rows, columns, steps, a, b, c):
    matrix = [x[i * columns : (i + 1) * columns] for i in range(rows)]
    if rows > columns:
        matrix = transposed(matrix)
    length = norm(x) + D("1e-7")
    matrix = [[y / length for y in row] for row in matrix]
    for _ in range(int(steps)):
        gram = product(matrix, transposed(matrix))
        mixed = [[b * p + c * q for p, q in zip(*pair)] for pair in zip(gram, product(gram, gram))]
        matrix = [[a * p + q for p, q in zip(*pair)] for pair in zip(matrix, product(mixed, matrix))]
    if rows > columns:
        matrix = transposed(matrix)
    return [y for row in matrix for y in row]


def transposed(matrix):
    return [list(column) for column in zip(*matrix)]


def product(left, right):
    return [[sum(p * q for p, q in zip(row, column)) for column in zip(*right)] for row in left]


# muon.py, Muon: matrices of two dimensions; the rest by Adam at rate x adam_lr_ratio. Both decay before their update
# and at the full rate, each with its own setting.
def muon(
    s,
    w,
    g,
    adam_beta_1=D("0.9"),
    adam_beta_2=D("0.999"),
    adam_weight_decay=D("0.004"),
    epsilon=D("1e-7"),
    weight_decay=D("0.004"),
    muon_a=D("3.4445"),
    muon_b=D("-4.7750"),
    muon_c=D("2.0315"),
    adam_lr_ratio=D(1),
    momentum=D("0.95"),
    ns_steps=5,
    nesterov=True,
    rms_rate=D("0.2"),
):
    if len(s.shape) != 2:
        w = decay(s, w, adam_weight_decay)
        s.eta *= adam_lr_ratio
        return adam(s, w, g, adam_beta_1, adam_beta_2, epsilon)
    w = decay(s, w, weight_decay)
    m = s.put("m", [momentum * a + x for a, x in zip(s.get("m"), g)])
    if nesterov:
        m = [x + momentum * a for a, x in zip(m, g)]
    step = orthogonal(m, *s.shape, ns_steps, muon_a, muon_b, muon_c)
    size = D(1) if rms_rate == "none" else D(max(s.shape)).sqrt() * rms_rate
    return [x - s.eta * size * y for x, y in zip(w, step)]


# facebookresearch/schedule_free, adamw_schedulefree_reference.py, AdamWScheduleFreeReference: the weights are y, those
# to evaluate are x, and decay is of y. Keras's ScheduleFreeAdamW agrees without decay, r and a rate that rises.
def schedule_free_adamw(
    s,
    w,
    g,
    beta_1=D("0.9"),
    beta_2=D("0.999"),
    epsilon=D("1e-8"),
    weight_decay=D(0),
    warmup_steps=D(0),
    r=D(0),
    weight_learning_rate_power=D(2),
):
    rate = s.eta * min(D(1), s.t / warmup_steps) if warmup_steps else s.eta
    (largest,) = s.put("largest", [max(rate, s.get("largest", size=1)[0])])
    weight = D(s.t) ** r * largest**weight_learning_rate_power
    (total,) = s.put("total", [s.get("total", size=1)[0] + weight])
    v = s.average("v", squares(g), beta_2)
    step = [x / ((b / (1 - beta_2**s.t)).sqrt() + epsilon) + weight_decay * y for x, b, y in zip(g, v, w)]
    z = s.put("z", [a - rate * x for a, x in zip(s.get("z", w), step)])
    share = weight / total
    s.evaluation = [(1 - share) * x + share * a for x, a in zip(s.evaluation, z)]
    return [beta_1 * x + (1 - beta_1) * a for x, a in zip(s.evaluation, z)]


# Zhang et al., arXiv 1907.08610, Algorithm 1: the slow weights start at the initial ones; the inner state goes on.
def lookahead(s, w, g, inner, sync_period=D(6), slow_step_size=D("0.5")):
    slow = s.get("slow", w)
    fast = RULES[inner](s, w, g)
    if s.t % sync_period:
        return fast
    return s.put("slow", [x + slow_step_size * (y - x) for x, y in zip(slow, fast)])


def with_decay(rule, default=D(0)):
    """The rule behind the base class's decay."""

    def update(s, w, g, weight_decay=default, **settings):
        return rule(s, decay(s, w, weight_decay), g, **settings)

    return update


def with_average(rule):
    """base_optimizer.py, _update_model_variables_moving_average: the average starts at the first updated weights."""

    def update(s, w, g, use_ema=False, ema_momentum=D("0.99"), ema_overwrite_frequency=0, **settings):
        w = rule(s, w, g, **settings)
        if not use_ema:
            return w
        kept = D(0) if s.t == 1 else ema_momentum
        s.evaluation = [kept * a + (1 - kept) * x for a, x in zip(s.evaluation, w)]
        return s.evaluation if ema_overwrite_frequency and s.t % ema_overwrite_frequency == 0 else w

    return update


RULES = {
    "sgd": sgd,
    "momentum": partial(sgd, momentum=D("0.9")),
    "nesterov": partial(sgd, momentum=D("0.9"), nesterov=True),
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adadelta": adadelta,
    "adam": adam,
    "adamax": adamax,
    "nadam": nadam,
    "lion": lion,
    "ftrl": ftrl,
    "lamb": lamb,
    "adafactor": adafactor,
}
RULES = {name: with_decay(rule) for name, rule in RULES.items()}
# adamw.py, AdamW: Adam behind the base class's decay, of 0.004 unless told.
RULES["adamw"] = with_decay(adam, D("0.004"))
# These have decay of their own, or, around another rule, none.
RULES |= {"radam": radam, "lars": lars, "muon": muon}
RULES |= {"schedule_free_adamw": schedule_free_adamw, "lookahead": lookahead}
RULES = {name: with_average(rule) for name, rule in RULES.items()}
