"""Families of statements of n random variables, deterministic, with the verdict each must get.

X1, X2, ... are random variables, sources or codewords; S shares, K the secret; M, U, W, Y, Z
messages on edges; C and R are scalars.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import combinations
from math import comb

SHAPES = {"dense": (20, 60), "sparse": (4, 6)}
EACH = 4  # random statements of a kind and size
MODERATE = 500  # joint entropies in a statement about all subsets of a size, above ten variables

Places = frozenset[int]  # i stands for X{i + 1}
Terms = list[tuple[Fraction, Places, Places, Places]]  # c I(a;b|given)


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement and whether Shannon's inequalities prove it, None if that must be found out."""

    kind: str
    text: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Family:
    """What `make` states about n variables, and the CPU seconds aimed at for some n."""

    make: Callable[[int], list[Stated]]
    sizes: Sequence[int]
    targets: dict[int, float] = field(default_factory=dict)


def random_sums(n: int, shape: str) -> list[Stated]:
    """Positive sums, sums of both signs, and positive ones less 1/1000 of one more measure."""
    result = []
    for kind, holds in (("true", True), ("mixed", None), ("almost", None)):
        dice = random.Random(f"{shape} {kind} {n}")  # noqa: S311  statements are no secret
        for _ in range(EACH):
            terms = _random_terms(n, shape, kind, dice)
            while not _told_apart(n, terms):
                terms = _random_terms(n, shape, kind, dice)
            parts = (f"{c} I({_listed(a)};{_listed(b)}|{_listed(g)})" for c, a, b, g in terms)
            result.append(Stated(kind, f"{' + '.join(parts)} >= 0", holds))
    return result


def chain(n: int) -> list[Stated]:
    """The data-processing inequality along a Markov chain of n places, and its converse."""
    ends, link = f"I(X1;X{n})", f"I(X{n // 2};X{n // 2 + 1})"
    return _both(f"{ends} <= {link}", f"{link} <= {ends}", [" -> ".join(_names("X", n))])


def han(n: int) -> list[Stated]:
    """Han (1978): (1/k) of the average of H over the k-subsets does not increase with k."""
    result = []
    for k in _moderate(n, lambda k: comb(n, k) + comb(n, k + 1)):
        left, right = (
            f"1/{comb(n - 1, size - 1)} ({_entropies(combinations(_names('X', n), size))})"
            for size in (k, k + 1)
        )
        result += _both(f"{left} >= {right}", f"{left} <= {right}")
    return result


def shearer(n: int) -> list[Stated]:
    """C(n-1,k-1) H(X1,...,Xn) is at most the sum of H over all k-subsets; not so without one."""
    result, names = [], _names("X", n)
    for k in _moderate(n, lambda k: comb(n, k)):
        total = f"{comb(n - 1, k - 1)} {_entropies([names])}"
        parts = list(combinations(names, k))
        result += _both(*(f"{total} <= {_entropies(some)}" for some in (parts, parts[1:])))
    return result


def windows(n: int) -> list[Stated]:
    """H(X1,...,Xn) is at most 1/k of the sum over the n cyclic windows; not so without one."""
    result, names = [], _names("X", n)
    for k in sorted({2, n // 2, n - 1} if n > 10 else range(2, n)):
        parts = [(names + names)[i : i + k] for i in range(n)]
        total = f"{k} {_entropies([names])}"
        result += _both(*(f"{total} <= {_entropies(some)}" for some in (parts, parts[1:])))
    return result


def symmetric(n: int) -> list[Stated]:
    """Subadditivity of H(X1,...,Xk) in k where only k matters; not so with one place less."""
    names, k = _names("X", n), n // 2
    sums = (_entropies([names[:k], names[: n - k - less]]) for less in (0, 1))
    claims = (f"{_entropies([names])} <= {some}" for some in sums)
    return _both(*claims, [f"symmetric({', '.join(names)})"])


def butterfly(n: int) -> list[Stated]:
    """Sources X share one edge Y; sink j knows the others or their edges W, so H(Xj) <= H(Y).

    All sources attain that if Y is their sum modulo 2: it is k H(Y) that bounds the sum rate.
    """
    k = -(-(n - 1) // 3)
    sources, inner, side = _names("X", k), _names("U", k), _names("W", n - 2 * k - 1)
    seen = side + sources[len(side) :]
    givens = [f"indep({', '.join(sources)})", _function(["Y"], inner)]
    givens += [_function([u], [x]) for x, u in zip(sources, inner, strict=True)]
    givens += [_function([w], [x]) for x, w in zip(sources, side, strict=False)]
    givens += [_function([x], ["Y", *seen[:j], *seen[j + 1 :]]) for j, x in enumerate(sources)]
    claims = (f"{_entropies(zip(sources))} <= {times} H(Y)" for times in (k, k - 1))
    return _both(*claims, givens)


def layered(n: int) -> list[Stated]:
    """A combination network: sources to edges Y to edges Z = f(Y,Y), sinks at every pair of Z.

    All edges have capacity C. The cut at a sink bounds the sum rate by 2 C, which generic vectors
    in a plane attain, so that 3/2 C does not bound it.
    """
    count = 2 + n % 2
    m = (n - count) // 2
    sources, first, second = _names("X", count), _names("Y", m), _names("Z", m)
    givens = [f"indep({', '.join(sources)})"]
    givens += [_function([y], sources) for y in first]
    givens += [_function([z], [first[i - 1], first[i]]) for i, z in enumerate(second)]
    givens += [_function(sources, pair) for pair in combinations(second, 2)]
    givens += [f"H({edge}) <= C" for edge in first + second]
    claims = (f"{_entropies(zip(sources))} <= {capacity} C" for capacity in ("2", "3/2"))
    return _both(*claims, givens)


def threshold(n: int) -> list[Stated]:
    """Perfect 2-out-of-(n-1) secret sharing: a share is as large as the secret, not twice that."""
    shares = _names("S", n - 1)
    givens = [_function(["K"], pair) for pair in combinations(shares, 2)]
    givens += [f"indep(K, {share})" for share in shares]
    return _both("H(S1) >= H(K)", "H(S1) >= 2 H(K)", givens)


def graph_sharing(n: int, edges: Callable[[int], list[tuple[int, int]]]) -> list[Stated]:
    """Perfect secret sharing on a graph of n - 1 shares (Capocelli et al. 1993).

    Edges are the minimal qualified sets, maximal independent sets the maximal forbidden ones. Two
    inner shares of an induced path of four hold 3 secrets. A decomposition into stars, one of
    them around either, shows that they need not hold 4.
    """
    joined = edges(n - 1)
    near = {i: {a + b - i for a, b in joined if i in (a, b)} for i in range(1, n)}
    givens = [f"K = f(S{a},S{b})" for a, b in joined]
    for mask in range(1, 1 << n - 1):
        chosen = {i for i in near if mask >> i - 1 & 1}
        if all(near[i].isdisjoint(chosen) == (i in chosen) for i in near):
            givens.append(f"indep(K, ({','.join(f'S{i}' for i in sorted(chosen))}))")
    middle = f"H(S{(n - 1) // 2}) + H(S{(n + 1) // 2})"
    return _both(f"{middle} >= 3 H(K)", f"{middle} >= 4 H(K)", givens)


def path(shares: int) -> list[tuple[int, int]]:
    """The edges of a path, of four shares at least."""
    return [(i, i + 1) for i in range(1, shares)]


def cycle(shares: int) -> list[tuple[int, int]]:
    """The edges of a cycle, of five shares at least."""
    return [*path(shares), (shares, 1)]


def slepian_wolf(n: int) -> list[Stated]:
    """n/2 sources, each compressed alone and all recovered: sum rate of half, or of one less."""
    k, half = n // 2, (n + 2) // 4
    sources, messages = _names("X", k), _names("M", k)
    givens = [_function([m], [x]) for x, m in zip(sources, messages, strict=True)]
    givens.append(_function(sources, messages))
    rest = f"H({','.join(sources[:half])}|{','.join(sources[half:])})"
    claims = (f"{_entropies(zip(messages[less:half])) or '0'} >= {rest}" for less in (0, 1))
    return _both(*claims, givens)


def multiple_access(n: int) -> list[Stated]:
    """Codewords X = f(W), one output Y that tells all W: I(X;Y|others) bounds its R, not all."""
    k, half = n // 2, (n + 2) // 4
    words, codewords, rates = _names("W", k), _names("X", k), _names("R", k)
    givens = [f"indep({', '.join(words)})", _function(words, ["Y"])]
    givens += [_function([x], [w]) for w, x in zip(words, codewords, strict=True)]
    givens.append(f"({','.join(words)}) -> ({','.join(codewords)}) -> Y")
    givens += [f"{r} <= H({w})" for w, r in zip(words, rates, strict=True)]
    bound = f"I({','.join(codewords[:half])};Y|{','.join(codewords[half:])})"
    claims = (f"{' + '.join(rates[:many])} <= {bound}" for many in (half, k))
    return _both(*claims, givens)


def bayesian(n: int) -> list[Stated]:
    """d-separation, where some variables have no other independences (Meek 1995)."""
    dice = random.Random(f"bayesian {n}")  # noqa: S311  statements are no secret
    return [_separation(n, dice, holds=holds) for _ in range(EACH) for holds in (True, False)]


def _random_terms(n: int, shape: str, kind: str, dice: random.Random) -> Terms:
    signs = (1, -1) if kind == "mixed" else (1,)
    count = dice.randint(*SHAPES[shape])
    weights = [Fraction(dice.choice(signs) * dice.randint(1, 4)) for _ in range(count)]
    weights += [Fraction(-1, 1000)] if kind == "almost" else []
    masks = (dice.randrange(1, 1 << n) for _ in range(3 * count + 3))
    sets = (frozenset(i for i in range(n) if mask >> i & 1) for mask in masks)
    return [(c, a := next(sets), b := next(sets), next(sets) - a - b) for c in weights]


def _told_apart(n: int, terms: Terms) -> bool:
    """Whether all n variables are needed, and no two always occur together."""
    form: Counter[Places] = Counter()
    for c, a, b, given in terms:
        for subset, sign in ((a | given, 1), (b | given, 1), (a | b | given, -1), (given, -1)):
            form[subset] += sign * c
    subsets = [subset for subset, c in form.items() if c]
    where = {tuple(i in subset for subset in subsets) for i in range(n)}
    return len(where) == n and (False,) * len(subsets) not in where


def _separation(n: int, dice: random.Random, *, holds: bool) -> Stated:
    """A random network of at most three parents each, its local Markov property, and a pair."""
    while True:
        parents = [set(dice.sample(range(i), min(i, dice.randint(1, 3)))) for i in range(n)]
        a, b, *given = dice.sample(range(n), dice.randint(3, 2 + n // 2))
        apart = a not in parents[b] and b not in parents[a]
        if apart and _separated(parents, a, b, set(given)) is holds:
            break
    markov = [({i}, set(range(i)) - above, above) for i, above in enumerate(parents)]
    facts = [({a}, {b}, given), *(fact for fact in markov if fact[1])]
    claim, *givens = (f"I({_listed(x)};{_listed(y)}|{_listed(z)}) = 0" for x, y, z in facts)
    return Stated(str(holds).lower(), f"{claim} given {', '.join(givens)}", holds)


def _separated(parents: list[set[int]], a: int, b: int, given: set[int]) -> bool:
    """Whether `given` cuts a from b in the moral graph of their common ancestors."""
    ancestors = {a, b} | given
    for i in reversed(range(len(parents))):
        ancestors |= parents[i] if i in ancestors else set()
    reached, fresh = {a}, {a}
    while fresh:
        cliques = [parents[i] | {i} for i in ancestors]
        met = {j for clique in cliques if clique & fresh for j in clique}
        fresh = met - reached - given
        reached |= fresh
    return b not in reached


def _moderate(n: int, terms: Callable[[int], int]) -> list[int]:
    """All sizes k < n up to ten variables, those of few terms up to 16, only the last above."""
    chosen = [k for k in range(1, n) if n <= 10 or terms(k) <= MODERATE]
    return chosen if n <= 16 else chosen[-1:]


def _both(true: str, false: str, givens: Iterable[str] = ()) -> list[Stated]:
    given = f" given {', '.join(givens)}" if givens else ""
    return [Stated("true", true + given, holds=True), Stated("false", false + given, holds=False)]


def _names(letter: str, count: int) -> list[str]:
    return [f"{letter}{i + 1}" for i in range(count)]


def _listed(places: Iterable[int]) -> str:
    return ",".join(f"X{i + 1}" for i in sorted(places))


def _entropies(sets: Iterable[Sequence[str]]) -> str:
    return " + ".join(f"H({','.join(names)})" for names in sets)


def _function(values: Sequence[str], of: Iterable[str]) -> str:
    return f"({','.join(values)}) = f({','.join(of)})"


_DENSE = {8: 0.35, 10: 1.5, 11: 5.0, 12: 30.0}
_ORDERLY = {10: 0.3, 16: 1.0}
_FUNCTIONS = {10: 0.4, 14: 8.0}

FAMILIES = {
    "dense": Family(partial(random_sums, shape="dense"), range(6, 13), _DENSE),
    "sparse": Family(partial(random_sums, shape="sparse"), range(6, 17)),
    "chain": Family(chain, range(4, 17), {12: 0.5, 16: 8.0}),
    "han": Family(han, (*range(3, 11), 12, 14, 16, 20, 25, 30), _ORDERLY | {30: 5.0}),
    "shearer": Family(shearer, (*range(3, 11), 12, 14, 16), _ORDERLY),
    "windows": Family(windows, range(3, 17), _ORDERLY),
    "symmetric": Family(symmetric, range(3, 11)),
    "butterfly": Family(butterfly, range(6, 15), _FUNCTIONS),
    "layered": Family(layered, range(6, 15), _FUNCTIONS),
    "threshold": Family(threshold, range(5, 15), _FUNCTIONS),
    "path": Family(partial(graph_sharing, edges=path), range(5, 15), _FUNCTIONS),
    "cycle": Family(partial(graph_sharing, edges=cycle), range(6, 15), _FUNCTIONS),
    "slepian-wolf": Family(slepian_wolf, range(4, 17, 2), {10: 0.5, 12: 2.0}),
    "multi-access": Family(multiple_access, range(5, 16, 2)),
    "bayesian": Family(bayesian, range(6, 15)),
}
