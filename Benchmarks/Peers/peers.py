"""The same work by what a user would take instead.

`peers.py WORK ARGUMENT…` prints the shortest of five runs in seconds, without imports, or why there is no
number. `peers.py installed` lists what is there. Install with
`pip install numpy sympy python-flint mpmath gmpy2 torch`.
"""
import importlib.util
import sys
import time

NAMES = {"numpy": "NumPy", "sympy": "SymPy", "flint": "python-flint", "mpmath": "mpmath", "torch": "PyTorch"}


def need(module):
    if importlib.util.find_spec(module) is None:
        print(f"{NAMES[module]} is not installed")
        sys.exit(0)


def shortest(work, runs=5, per=1, clock=time.perf_counter):
    work()
    times = []
    for _ in range(runs):
        start = clock()
        work()
        times.append(clock() - start)
    print(min(times) / per)


def cycle(k):
    """Both sides of the cycle at n = 3 in SymPy's sparse polynomials."""
    need("sympy")
    from itertools import product
    from sympy import ZZ, ring
    k = int(k)
    _, *a = ring([f"a{i}{j}" for i in range(3) for j in range(3)], ZZ)

    def side(order):
        total = 0
        for index in product(range(3), repeat=k):
            term = 1
            for i in order:
                term = term * a[3 * index[i] + index[(i + 1) % k]]
            total = total + term
        return total

    def work():
        assert side(range(k)) == side([(i + k // 2) % k for i in range(k)])
    shortest(work)


def dropout(n, zero_of_symbols):
    """Σ over masks of P(mask)·loss minus the closed form; `zero_of_symbols` makes the generators."""
    x, y, w, p, one = zero_of_symbols
    total = 0 * one
    for mask in range(1 << (n * n)):
        count = bin(mask).count("1")
        loss = 0 * one
        for i in range(n):
            s = y[i]
            for j in range(n):
                if mask >> (i * n + j) & 1:
                    s = s - x[i][j] * w[j]
            loss = loss + s * s
        total = total + p ** count * (one - p) ** (n * n - count) * loss
    closed = 0 * one
    for i in range(n):
        s = y[i]
        for j in range(n):
            s = s - p * x[i][j] * w[j]
            closed = closed + p * (one - p) * x[i][j] ** 2 * w[j] ** 2
        closed = closed + s * s
    return total - closed


def names(n):
    return [f"x{i}{j}" for i in range(n) for j in range(n)] + [f"y{i}" for i in range(n)] + [f"w{j}" for j in range(n)] + ["p"]


def parts(n, g, one):
    return [g[i * n:(i + 1) * n] for i in range(n)], g[n * n:n * n + n], g[n * n + n:n * n + 2 * n], g[-1], one


def dropout_sympy(n):
    need("sympy")
    import sympy
    from sympy.core.cache import clear_cache
    n = int(n)

    def work():
        clear_cache()
        g = list(sympy.symbols(names(n)))
        assert sympy.expand(dropout(n, parts(n, g, sympy.Integer(1)))) == 0
    shortest(work)


def dropout_ring(n):
    need("sympy")
    from sympy import ZZ, ring
    n = int(n)
    r, *g = ring(names(n), ZZ)

    def work():
        assert dropout(n, parts(n, g, r.one)) == 0
    shortest(work)


def dropout_flint(n):
    need("flint")
    import flint
    n = int(n)
    if not hasattr(flint, "fmpz_mpoly_ctx"):
        print("this python-flint has no multivariate polynomials")
        return
    context = flint.fmpz_mpoly_ctx.get(names(n), "degrevlex")
    g = list(context.gens())

    def work():
        assert dropout(n, parts(n, g, context.constant(1))) == 0
    shortest(work)


def normals_numpy(batch, batches):
    need("numpy")
    import numpy
    generator = numpy.random.default_rng(1)
    out = numpy.empty(int(batch))

    def work():
        for _ in range(int(batches)):
            generator.standard_normal(out=out)
    shortest(work)


def normals_numpy2(batch, batches):
    need("numpy")
    import numpy
    from concurrent.futures import ThreadPoolExecutor
    generators = [numpy.random.Generator(numpy.random.SFC64(s)) for s in (1, 2)]

    def half(generator):
        out = numpy.empty(int(batch))
        for _ in range(int(batches) // 2):
            generator.standard_normal(out=out)

    with ThreadPoolExecutor(2) as pool:
        shortest(lambda: list(pool.map(half, generators)))


def normals_torch(batch, batches):
    need("torch")
    import torch
    out = torch.empty(int(batch), dtype=torch.float64)

    def work():
        for _ in range(int(batches)):
            out.normal_()
    shortest(work)


def dropout_numpy(masks):
    """The loss of n = 50 rows and d = 20 columns over random masks, p = 3/4, on two threads."""
    need("numpy")
    import numpy as np
    from concurrent.futures import ThreadPoolExecutor
    n, d, masks = 50, 20, int(masks)
    state = 1

    def value():
        nonlocal state
        state = (1103515245 * state + 12345) % 2 ** 31
        return ((state >> 8) % 2001 - 1000) / 1000
    x = [[value() for _ in range(d)] for _ in range(n)]
    y = [value() for _ in range(n)]
    w = [value() for _ in range(d)]
    xw, y = np.array([[a * b for a, b in zip(row, w)] for row in x], np.float32), np.array(y, np.float32)

    def chunk(seed):
        rng = np.random.Generator(np.random.SFC64(seed))
        total, b = 0.0, 1000
        for _ in range(masks // 2 // b):
            r = np.frombuffer(rng.bytes(b * n * d), np.uint8).reshape(b, n, d) < 192
            z = np.einsum("bij,ij->bi", r.astype(np.float32), xw)
            total += ((y - z) ** 2).sum(dtype=np.float64)
        return total

    with ThreadPoolExecutor(2) as pool:
        shortest(lambda: list(pool.map(chunk, (1, 2))), 3)


def iwlb_numpy(k, outer):
    """E log (1/k) sum w for p(z) = N(0,1), p(x|z) = N(z,1), x = 1, q = N(0.3, 0.81), on two threads."""
    need("numpy")
    import numpy as np
    from concurrent.futures import ThreadPoolExecutor
    k, outer = int(k), int(outer)
    constant = -0.5 * np.log(2 * np.pi) + np.log(0.9)

    def chunk(seed):
        rng = np.random.Generator(np.random.SFC64(seed))
        block, total, done = max(1, 100_000 // k), 0.0, 0
        while done < outer // 2:
            b = min(block, outer // 2 - done)
            e = rng.standard_normal((b, k))
            z = e * 0.9 + 0.3
            lw = 0.5 * (e * e - z * z - (1 - z) ** 2) + constant
            if k == 1:
                total += lw.sum()
            else:
                m = lw.max(1, keepdims=True)
                total += (np.log(np.exp(lw - m).sum(1)) + m[:, 0] - np.log(k)).sum()
            done += b
        return total

    with ThreadPoolExecutor(2) as pool:
        shortest(lambda: list(pool.map(chunk, (1, 2))), 3)


def kl_flint(digits):
    """KL of two mixtures with Arb's quadrature through python-flint; the tails are below the error."""
    need("flint")
    from flint import acb, arb, ctx, fmpq
    d = int(digits)

    def work():
        ctx.dps = d + 10

        def log_normal(w, m, s):
            c = (arb(w) / (arb(s) * (2 * arb.pi()).sqrt())).log()
            center, h = arb(m), arb(-1) / (2 * arb(s) * arb(s))
            return lambda x: c + h * ((x - center) * (x - center))
        p = [log_normal(fmpq(3, 10), fmpq(-1), fmpq(1, 2)), log_normal(fmpq(7, 10), fmpq(2), fmpq(1))]
        q = [log_normal(fmpq(3, 5), fmpq(0), fmpq(3, 2)), log_normal(fmpq(2, 5), fmpq(3), fmpq(1))]

        def log_sum(parts, analytic):
            top = max(parts, key=lambda t: float(t.real.mid()))
            rest = acb(1)
            for t in parts:
                if t is not top:
                    rest += (t - top).exp()
            return top + rest.log(analytic=analytic)

        def f(x, analytic):
            a = [g(x) for g in p]
            return (a[0].exp() + a[1].exp()) * (log_sum(a, analytic) - log_sum([g(x) for g in q], analytic))
        tolerance = arb(10) ** (-d - 3)
        r = reach(d)
        value = acb.integral(f, acb(-r), acb(r + 4), abs_tol=tolerance, rel_tol=tolerance, eval_limit=10 ** 7)
        assert value.real.rad() < arb(10) ** (-d)
    shortest(work, 3)


def lognormal(mp, w, m, s):
    c = mp.log(w / (s * mp.sqrt(2 * mp.pi)))
    return lambda x: c - (x - m) ** 2 / (2 * s * s)


def integral(digits, p, q, cuts):
    """KL of mixtures, each a list of (weight, mean, deviation) as fractions."""
    need("mpmath")
    import mpmath as mp

    def work():
        mp.mp.dps = digits + 10
        a, b = ([lognormal(mp, mp.mpf(w[0]) / w[1], m, mp.mpf(s[0]) / s[1]) for w, m, s in d] for d in (p, q))

        def f(x):
            u = mp.fsum(mp.exp(c(x)) for c in a)
            return mp.mpf(0) if u == 0 else u * (mp.log(u) - mp.log(mp.fsum(mp.exp(c(x)) for c in b)))
        return mp.quad(f, cuts)
    return work


def reach(digits):
    return int((2 * 2.302585 * (digits + 6)) ** 0.5) + 3


def kl(digits):
    d = int(digits)
    r = reach(d)
    shortest(integral(d, [((3, 10), -1, (1, 2)), ((7, 10), 2, (1, 1))], [((3, 5), 0, (3, 2)), ((2, 5), 3, (1, 1))],
                      [-r, -6, -1, 0, 1, 2, 4, 10, r + 4]), 3)


def jsd(digits):
    need("mpmath")
    import mpmath as mp
    r = reach(int(digits))

    def work():
        mp.mp.dps = int(digits) + 10
        p, q = lognormal(mp, mp.mpf(1), 0, mp.mpf(1)), lognormal(mp, mp.mpf(1), 1, mp.mpf(2))
        two = mp.log(2)

        def f(x):
            a, b = p(x), q(x)
            u, v = mp.exp(a), mp.exp(b)
            m = mp.log(u + v) - two
            return (u * (a - m) + v * (b - m)) / 2
        return mp.quad(f, [-2 * r, -10, -3, 0, 3, 10, 2 * r])
    shortest(work, 3)


def steps(step, count, clock):
    """The time of one step of training, from runs of several; by the `processor`, or on the `wall`."""
    def work():
        for _ in range(count):
            step()
    shortest(work, per=count, clock=time.process_time if clock == "processor" else time.perf_counter)


def vae(threads, clock="wall"):
    need("torch")
    import torch
    from torch import nn
    from torch.nn.functional import binary_cross_entropy_with_logits
    torch.set_num_threads(int(threads))
    encoder = nn.Sequential(nn.Linear(784, 500), nn.Tanh(), nn.Linear(500, 500), nn.Tanh(), nn.Linear(500, 4))
    decoder = nn.Sequential(nn.Linear(2, 500), nn.Tanh(), nn.Linear(500, 500), nn.Tanh(), nn.Linear(500, 784))
    optimiser = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], fused=True)
    images = (torch.rand(100, 784) < 0.3).float()

    def step():
        mean, log_variance = encoder(images).chunk(2, 1)
        logits = decoder(mean + torch.exp(0.5 * log_variance) * torch.randn(100, 2))
        divergence = 0.5 * (mean * mean + log_variance.exp() - 1 - log_variance).sum()
        loss = (binary_cross_entropy_with_logits(logits, images, reduction="sum") + divergence) / 100
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        loss.item()
    steps(step, 20, clock)


def gan(threads, clock="wall"):
    need("torch")
    import torch
    from torch import nn
    torch.set_num_threads(int(threads))
    discriminator = nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(2, 4, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Conv2d(4, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(200, 1))
    generator = nn.Sequential(
        nn.Linear(2, 1568), nn.LeakyReLU(0.2), nn.Unflatten(1, (32, 7, 7)), nn.Upsample(scale_factor=2),
        nn.Conv2d(32, 16, 3, padding=1), nn.LeakyReLU(0.2), nn.Upsample(scale_factor=2),
        nn.Conv2d(16, 8, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(8, 1, 3, padding=1), nn.Sigmoid())
    discriminator.to(memory_format=torch.channels_last)
    generator.to(memory_format=torch.channels_last)
    images = torch.rand(64, 1, 28, 28).to(memory_format=torch.channels_last)
    optimisers = [torch.optim.Adam(m.parameters(), 2e-4, betas=(0.5, 0.999), fused=True)
                  for m in (discriminator, generator)]
    entropy, one, zero = nn.BCEWithLogitsLoss(), torch.ones(64, 1), torch.zeros(64, 1)

    def step():
        fake = generator(torch.rand(64, 2) * 2 - 1).detach()
        for optimiser, loss in (
                (optimisers[0], lambda: entropy(discriminator(images), one) + entropy(discriminator(fake), zero)),
                (optimisers[1], lambda: entropy(discriminator(generator(torch.rand(64, 2) * 2 - 1)), one))):
            value = loss()
            optimiser.zero_grad()
            value.backward()
            optimiser.step()
        value.item()
    steps(step, 10, clock)


def installed():
    there = [n for m, n in NAMES.items() if importlib.util.find_spec(m)]
    absent = [n for m, n in NAMES.items() if not importlib.util.find_spec(m)]
    print(", ".join(there) or "none", "installed" + (f"; without {', '.join(absent)}" if absent else ""))


WORK = {
    "installed": installed, "cycle": cycle, "dropout-sympy": dropout_sympy, "dropout-ring": dropout_ring,
    "dropout-flint": dropout_flint, "normals-numpy": normals_numpy, "normals-numpy2": normals_numpy2,
    "normals-torch": normals_torch, "dropout-numpy": dropout_numpy, "iwlb-numpy": iwlb_numpy,
    "kl-flint": kl_flint, "kl": kl, "jsd": jsd, "vae": vae, "gan": gan,
}

if __name__ == "__main__":
    WORK[sys.argv[1]](*sys.argv[2:])
