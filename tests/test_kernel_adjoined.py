"""Proofs with adjoined variables: what the kernel accepts, what it refuses, why it is sound."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from itertools import combinations, product
from math import log2
from pathlib import Path
from random import Random
from typing import Any

import pytest

from itip import kernel

Json = Any
Law = dict[tuple[int, ...], float]
DOCS = Path(__file__).parent.parent / "docs" / "certificate.md"
ADJOINED = ("evidence", 0, "adjoined")
FIRST = (*ADJOINED, 0)


def information(a: str, b: str, given: str, factor: int = 1) -> Json:
    """The terms of factor * I(a;b|given) of disjoint sets, each variable a letter."""
    signs = ((a + given, factor), (b + given, factor), (a + b + given, -factor), (given, -factor))
    return [[sorted(names), str(c)] for names, c in signs if names]


def measure(a: str, b: str, given: str = "", weight: str = "1") -> Json:
    """A term of a proof."""
    return {"a": list(a), "b": list(b), "given": list(given), "weight": weight}


def document(verdict: str, item: Json, terms: Json = (), givens: Json = ()) -> Json:
    """A document of one item, about variables a, b, c, d, a goal and givens."""
    goal = {"terms": list(terms), "sense": ">="}
    return {
        "format": "itip-certificate", "version": 1,
        "statement": {"claim": "", "given": [""] * len(givens)},
        "problem": {
            "variables": list("abcd"), "scalars": ["R"], "goals": [goal],
            "givens": [given | {"source": k} for k, given in enumerate(givens)],
        },
        "verdict": verdict,
        "evidence": [{"kind": "proof", "goal": 0, "direction": ">=", "constant": "0"} | item],
    }  # fmt: skip


def ingleton() -> Json:
    """I(a;b) <= I(a;b|c) + I(a;b|d) + I(c;d), by the common information W of a and b."""
    item = {
        "shannon": [
            measure("a", "b", "cW"), measure("a", "b", "dW"), measure("c", "d", "W"),
            measure("c", "W", "a"), measure("c", "W", "b"),
            measure("d", "W", "a"), measure("d", "W", "b"),
            measure("W", "W", "abc"), measure("W", "W", "abd"), measure("W", "W", "cd"),
        ],
        "adjoined": [{"new": "W", "rule": "common information", "of": [["a"], ["b"]]}],
        "givens": [{"given": k, "weight": w} for k, w in enumerate(("-2", "-2", "1"))],
    }  # fmt: skip
    parts = ("abc", "abd", "cd", "ab")
    terms: dict[str, int] = {}
    for part, factor in zip(parts, (1, 1, 1, -1), strict=True):
        for names, c in information(part[0], part[1], part[2:], factor):
            terms["".join(names)] = terms.get("".join(names), 0) + int(c)
    return document("linear", item, [[list(s), str(c)] for s, c in terms.items() if c])


GIVENS = [
    {"terms": information("a", "b", "c"), "sense": "="},
    {"terms": information("a", "c", "b", -3), "sense": ">="},
    {"terms": information("b", "c", "a"), "sense": ">="},
    {"terms": [*information("a", "d", "b"), ["R", "1"]], "sense": "="},
    {"terms": information("a", "bd", "c"), "sense": "="},
]
"""I(a;b|c) = I(a;c|b) = 0; then what says nothing, or not what double Markov of others needs."""


def markov() -> Json:
    """I(c;W|b) >= 0, and so 0 >= 0, for a variable W by double Markov: H(W|b) = I(c;W|b) + ..."""
    item = {
        "shannon": [measure("c", "W", "b"), measure("W", "W", "bc")],
        "adjoined": [{"new": "W", "rule": "double Markov", "of": [["a"], ["b"], ["c"]]}],
        "givens": [{"given": len(GIVENS), "weight": "-1"}],
    }
    return document("non-shannon", item, (), GIVENS)


def put(whole: Json, path: Iterable[Json], value: Json) -> Json:
    """The document with another value at this place; Ellipsis takes what is there away."""
    *way, last = path
    at = whole
    for key in way:
        at = at[key]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return whole


def test_accepted() -> None:
    """Each rule has its fact and its verdict."""
    assert kernel.check(ingleton()).facts == (("proof by common information", 0, ">="),)
    assert kernel.check(ingleton()).verdict == "linear"
    assert kernel.check(markov()).facts == (("proof by double Markov", 0, ">="),)
    assert kernel.check(markov()).verdict == "non-shannon"


def test_established_is_the_problem() -> None:
    """What is adjoined is of the proof, not of the problem of which something is established."""
    checked = kernel.check(ingleton()).problem
    assert (checked.variables, checked.givens) == (("a", "b", "c", "d"), ())


@pytest.mark.parametrize(
    "change",
    [
        ("of", [["a"], ["c"], ["b"]]),
        ("new", "a'"),
    ],
    ids=["Y and Z exchanged", "another name"],
)
def test_accepted_otherwise(change: tuple[str, Json]) -> None:
    """I(X;Y|Z) = 0 and I(X;Z|Y) = 0 may be said in any order."""
    key, value = change
    whole = put(markov(), (*FIRST, key), value)
    text = json.dumps(whole["evidence"][0]["shannon"]).replace('"W"', f'"{value}"')
    whole["evidence"][0]["shannon"] = json.loads(text) if key == "new" else []
    whole["evidence"][0]["givens"] = [] if key == "of" else whole["evidence"][0]["givens"]
    assert kernel.check(whole).verdict == "non-shannon"


def test_weakest_rule() -> None:
    """What uses common information is linear, whatever else it uses."""
    whole = ingleton()
    whole["statement"]["given"] = [""] * 5
    whole["problem"]["givens"] = [given | {"source": k} for k, given in enumerate(GIVENS)]
    item = whole["evidence"][0]
    item["adjoined"].append({"new": "V", "rule": "double Markov", "of": [["a"], ["b"], ["c"]]})
    item["givens"] = [entry | {"given": entry["given"] + 5} for entry in item["givens"]]
    step = {"over": ["a", "W"], "blocks": [[{"new": "r", "of": ["b", "V"]}]]}
    assert kernel.check(whole).facts == (("proof by common information", 0, ">="),)
    item |= {"steps": [step], "equalities": []}
    assert kernel.check(whole).facts == (("proof by common information", 0, ">="),)
    item["adjoined"][0] |= {"rule": "double Markov", "of": [["a"], ["c"], ["b"]]}
    item |= {"givens": [], "shannon": []}
    whole["problem"]["goals"][0]["terms"] = []
    assert kernel.check(whole | {"verdict": "non-shannon"}).facts[0][0] == "proof by double Markov"


def test_weakest_proof() -> None:
    """One proof by common information makes the whole linear."""
    whole = ingleton()
    whole["problem"]["goals"].append({"terms": [[["a"], "1"]], "sense": ">="})
    plain = {"shannon": [measure("a", "a")], "givens": [], "constant": "0"}
    whole["evidence"].append({"kind": "proof", "goal": 1, "direction": ">="} | plain)
    assert kernel.check(whole).verdict == "linear"
    with pytest.raises(kernel.Rejected, match="'linear' is shown"):
        kernel.check(whole | {"verdict": "shannon"})


def test_copied() -> None:
    """Adjoined variables are primitive, numbered behind those of the problem, and are copied."""
    whole = markov()
    item = whole["evidence"][0]
    swap = {"rule": "swap", "step": 0, "blocks": [0, 1], "set": [1, 4], "weight": "1"}
    item["steps"] = [{"over": ["b"], "blocks": [[{"new": "r", "of": ["W"]}]]}]
    item["equalities"] = [swap]  # h(b,W) = h(b,r), as W is 4, and a, c, d, W have copies 5 to 8
    put(whole, ("problem", "goals", 0, "terms"), [])
    item["shannon"] = [measure("r", "r", "b")]
    assert kernel.check(whole).verdict == "non-shannon"
    with pytest.raises(kernel.Rejected, match="the sum is not as claimed"):
        kernel.check(put(whole, ("evidence", 0, "equalities"), []))


def test_classes() -> None:
    """The classes of a proof may have adjoined variables in their groups."""
    item = {
        "shannon": [measure("a", "b"), measure("W", "V")],
        "adjoined": [
            {"new": "W", "rule": "common information", "of": [["a"], ["b"]]},
            {"new": "V", "rule": "common information", "of": [["a"], ["b"]]},
        ],
        "givens": [],
        "classes": [[["a"], ["b"]], [["W"], ["V"]]],
    }
    terms = [[["a"], "1"], [["b"], "1"], [["a", "b"], "-1"]]
    with pytest.raises(kernel.Rejected, match=r"the sum is not as claimed in h\(W"):
        kernel.check(document("linear", item, terms))
    del item["shannon"][1]
    assert kernel.check(document("linear", item, terms)).verdict == "linear"


def test_contradiction() -> None:
    """Givens may contradict each other for linear random variables only."""
    whole = ingleton()
    goal = whole["problem"]["goals"][0]
    given = {"terms": [[s, str(-int(c))] for s, c in goal["terms"]], "sense": ">=", "source": 0}
    given["terms"].append(["", "-1"])
    whole["problem"]["givens"], whole["statement"]["given"] = [given], [""]
    item = whole["evidence"][0]
    del item["goal"], item["direction"]
    weights = ("1", "-2", "-2", "1")
    item |= {"kind": "contradiction", "constant": "1"}
    item["givens"] = [{"given": k, "weight": w} for k, w in enumerate(weights)]
    assert kernel.check(whole).facts == (("contradiction by common information", None, ""),)
    assert kernel.check(whole).verdict == "linear"


W_TOO = {"new": "V", "rule": "double Markov", "of": [["a"], ["b"], ["W"]]}
REFUSED: dict[str, tuple[Callable[[], Json], Iterable[Json], Json, str]] = {
    "nothing": (ingleton, ADJOINED, [], "no variable is adjoined"),
    "no list": (ingleton, ADJOINED, {}, "not a list"),
    "no name": (ingleton, (*FIRST, "new"), ..., "lacks one: 'new'"),
    "more than is said": (ingleton, (*FIRST, "step"), 0, "unknown key"),
    "name of a variable": (ingleton, (*FIRST, "new"), "d", "'d' is taken"),
    "name of a scalar": (ingleton, (*FIRST, "new"), "R", "'R' is taken"),
    "name that is none": (ingleton, (*FIRST, "new"), "W,V", "is not a name"),
    "name of an earlier one": (ingleton, ADJOINED, [*ingleton()["evidence"][0]["adjoined"]] * 2,
                               "'W' is taken"),
    "rule that is none": (ingleton, (*FIRST, "rule"), "Ahlswede-Korner", "unknown rule"),
    "rule of copies": (ingleton, (*FIRST, "rule"), "copies", "unknown rule"),
    "rule of two groups, by three": (ingleton, (*FIRST, "of"), [["a"], ["b"], ["c"]], "too many"),
    "rule of three groups, by two": (markov, (*FIRST, "of"), [["b"], ["c"]], "too few"),
    "empty group": (ingleton, (*FIRST, "of"), [["a"], []], "a group of no variable"),
    "group of itself": (ingleton, (*FIRST, "of"), [["a"], ["W"]], "unknown"),
    "group out of order": (ingleton, (*FIRST, "of"), [["b", "a"], ["c"]], "ground-set order"),
    "group of a name": (ingleton, (*FIRST, "of"), ["a", "b"], "not a list"),
    "groups that overlap": (markov, (*FIRST, "of"), [["a"], ["b"], ["b", "c"]], "overlap"),
    "X not the one": (markov, (*FIRST, "of"), [["b"], ["a"], ["c"]], "no given says"),
    "of a part": (markov, (*FIRST, "of"), [["a"], ["d"], ["c"]], "no given says"),
    "of too much": (markov, (*FIRST, "of"), [["a"], ["b", "d"], ["c"]], "no given says"),
    "of a given with a scalar": (markov, (*FIRST, "of"), [["a"], ["b"], ["d"]], "no given says"),
    "of what is adjoined": (markov, ADJOINED, [*markov()["evidence"][0]["adjoined"], W_TOO],
                            "no given says"),
    "given of the wrong sense": (markov, ("problem", "givens", 0, "sense"), ">=", "no given says"),
    "given of the wrong sign": (markov, ("problem", "givens", 1, "terms"),
                                information("a", "c", "b", 3), "no given says"),
    "given of a part": (markov, ("problem", "givens", 0, "terms"),
                        information("a", "b", "c")[:-1], "no given says"),
    "given with a constant": (markov, ("problem", "givens", 0, "terms"),
                              [*information("a", "b", "c"), ["", "1"]], "no given says"),
    "given of nothing": (markov, ("problem", "givens", 0, "terms"), [], "no given says"),
    "given that is no multiple": (markov, ("problem", "givens", 0, "terms"),
                                  [*information("a", "b", "c")[:-1], [["c"], "-2"]],
                                  "no given says"),
    "weight of too many": (ingleton, ("evidence", 0, "givens", 2, "given"), 3, "no such given"),
    "another equality": (ingleton, ("evidence", 0, "givens", 2, "given"), 1, "not as claimed"),
    "equality left out": (markov, ("evidence", 0, "givens"), [], "not as claimed"),
    "too strong": (ingleton, ("verdict",), "non-shannon", "'linear' is shown"),
    "stronger still": (ingleton, ("verdict",), "shannon", "'linear' is shown"),
    "double Markov as Shannon's": (markov, ("verdict",), "shannon", "'non-shannon' is shown"),
    "beside a polymatroid": (ingleton, ("evidence", 0, "kind"), "polymatroid", "unknown key"),
    "too many": (ingleton, ADJOINED,
                 [{"new": f"W{k}", "rule": "common information", "of": [["a"], ["b"]]}
                  for k in range(1021)], "more than 1024 variables"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "path", "value", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(
    make: Callable[[], Json], path: Iterable[Json], value: Json, message: str
) -> None:
    """Side conditions are checked, each with its word."""
    whole = put(copy.deepcopy(make()), path, value)
    with pytest.raises(kernel.Rejected, match=message):
        kernel.check(whole)


def test_documented_example() -> None:
    """The example in docs/certificate.md is of the proof of Ingleton's inequality here."""
    text = DOCS.read_text("utf-8").split("```json\n")[3].split("```")[0]
    upper = json.dumps(ingleton()["evidence"][0]).replace('["a"], ["b"]', '["A"], ["B"]')
    assert json.loads(text).items() <= json.loads(upper).items()


def test_told() -> None:
    """What is told of a document says for which random variables."""
    assert "for linear random variables" in kernel._told(kernel.check(ingleton()))
    assert "proof by double Markov" in kernel._told(kernel.check(markov()))


# Soundness: real random variables, and linear ones


def equalities(adjoined: Json, givens: Json = ()) -> list[dict[int, int]]:
    """The equalities of adjoined variables, as sums of joint entropies."""
    whole = document("", {}, (), givens)
    problem = kernel.read_problem(whole["problem"], len(givens))
    extended = kernel._extended({"adjoined": adjoined}, problem)
    return [dict(given.terms) for given in extended.givens[len(givens) :]]


def entropy(law: Law, subset: int) -> float:
    """The joint entropy of a set of variables."""
    marginal: Law = {}
    for values, p in law.items():
        key = tuple(value for i, value in enumerate(values) if subset >> i & 1)
        marginal[key] = marginal.get(key, 0) + p
    return -sum(p * log2(p) for p in marginal.values())


def components(edges: set[tuple[int, int]]) -> dict[int, int]:
    """Of each y a name of its connected component in the graph of pairs y, z."""
    label = {y: y for y, _ in edges}
    for _ in edges:
        for (y, z), (other, same) in product(edges, repeat=2):
            if z == same:
                label[y] = label[other] = min(label[y], label[other])
    return label


def double_markov_law(dice: Random) -> Law:
    """A law of a, b, c, d in which a depends on b, and on c, by their common part alone."""
    chances = [[dice.random() + 0.1 for _ in range(3)] for _ in range(3)]
    law: Law = {}
    for common in range(dice.choice((1, 2, 3))):
        pairs = dice.sample(list(product(range(3), repeat=2)), dice.randint(1, 5))
        for (y, z), x, d in product(pairs, range(3), range(2)):
            p = chances[common][x] * (0.1 + dice.random() * (d + y))
            values = x, 3 * common + y, 3 * common + z, d
            law[values] = p
    return independent(law)


def independent(law: Law) -> Law:
    """The law with the same p(b,c), p(a|b's hundreds), and d drawn given all of them."""
    whole = sum(law.values())
    common: Law = {}
    pair: Law = {}
    for (x, y, z, _), p in law.items():
        common[y // 3, x] = common.get((y // 3, x), 0) + p / whole
        pair[y, z] = pair.get((y, z), 0) + p / whole
    share = {w: sum(p for (v, _), p in common.items() if v == w) for w, _ in common}
    result: Law = {}
    for (x, y, z, d), p in law.items():
        rest = p / (law[x, y, z, 0] + law[x, y, z, 1])
        result[x, y, z, d] = pair[y, z] * common[y // 3, x] / share[y // 3] * rest
    return result


def test_double_markov_holds_of_random_variables() -> None:
    """If both hypotheses hold, the connected component of b is as double Markov says."""
    dice = Random(1)  # noqa: S311  tests need no secrets
    givens = [
        {"terms": information("a", "b", "c"), "sense": "=", "source": 0},
        {"terms": information("a", "c", "b"), "sense": "=", "source": 1},
    ]
    rule = {"new": "W", "rule": "double Markov", "of": [["a"], ["b"], ["c"]]}
    forms = equalities([rule], givens)
    sizes = set()
    for _ in range(40):
        law = double_markov_law(dice)
        label = components({(y, z) for _, y, z, _ in law})
        sizes.add(len({*label.values()}))
        law = {(*values, label[values[1]]): p for values, p in law.items()}
        hypotheses = [{0b101: 1, 0b110: 1, 0b111: -1, 0b100: -1}]
        hypotheses += [{0b011: 1, 0b110: 1, 0b111: -1, 0b010: -1}]
        for form in (*hypotheses, *forms):
            assert abs(sum(c * entropy(law, s) for s, c in form.items())) < 1e-9
    assert len(sizes) > 2


Space = frozenset[int]
"""A subspace of GF(2)^n, as the set of its vectors, which are bitmasks."""


def spanned(vectors: Iterable[int]) -> Space:
    """The subspace that vectors span."""
    space = {0}
    for vector in vectors:
        space |= {vector ^ other for other in space}
    return frozenset(space)


def rank(spaces: list[Space], subset: int) -> int:
    """The dimension of the sum of some subspaces: the joint entropy of such linear variables."""
    chosen = (v for i, space in enumerate(spaces) if subset >> i & 1 for v in space)
    return len(spanned(chosen)).bit_length() - 1


def test_common_information_holds_of_linear_random_variables() -> None:
    """The intersection of two subspaces is their common information, of earlier ones too."""
    dice = Random(2)  # noqa: S311  tests need no secrets
    for _ in range(60):
        spaces = [spanned(dice.randrange(32) for _ in range(dice.randint(0, 3))) for _ in "abcd"]
        names, adjoined = list("abcd"), []
        for new in ("W", "V"):
            groups = [dice.sample(names, dice.randint(1, 3)) for _ in range(2)]
            parts = [spanned(v for n in group for v in spaces[names.index(n)]) for group in groups]
            of = [sorted(group, key=names.index) for group in groups]
            adjoined.append({"new": new, "rule": "common information", "of": of})
            spaces.append(parts[0] & parts[1])
            names.append(new)
        for form in equalities(adjoined):
            assert sum(c * rank(spaces, s) for s, c in form.items()) == 0


def test_linear_random_variables_have_linear_copies() -> None:
    """A copy over a base: vectors of V x V that agree in the base, with all equalities."""
    dice = Random(3)  # noqa: S311  tests need no secrets
    for _ in range(30):
        maps = [[dice.randrange(16) for _ in range(dice.randint(0, 2))] for _ in "abcd"]
        base = dice.sample(range(4), 2)
        tied = [row for i in base for row in maps[i]]
        twice = [u | v << 4 for u, v in product(range(16), repeat=2) if agree(tied, u, v)]
        copied = [[row << 4 for row in maps[i]] for i in range(4) if i not in base]
        names = [name for i, name in enumerate("abcd") if i not in base]
        blocks = [[{"new": f"{name}'", "of": [name]} for name in names]]
        over = sorted("abcd"[i] for i in base)
        problem = kernel.read_problem(document("", {})["problem"], 0)
        item = {"steps": [{"over": over, "blocks": blocks}]}
        _, steps = kernel._steps(item, problem)
        for chosen in combinations(range(6), 3):
            swap = {"rule": "swap", "step": 0, "blocks": [0, 1], "set": [*chosen], "weight": "1"}
            both = swap | {"set": sorted({*chosen, *base})}
            del both["blocks"]
            for entry in (swap, both | {"rule": "ci"}):
                terms = kernel._equality(entry, steps)
                assert sum(c * seen([*maps, *copied], s, twice) for s, c in terms) == 0


def agree(rows: list[int], u: int, v: int) -> bool:
    """Whether two vectors have the same image."""
    return all((row & (u ^ v)).bit_count() % 2 == 0 for row in rows)


def seen(maps: list[list[int]], subset: int, space: list[int]) -> int:
    """The entropy of some linear maps of a vector that is uniform on a space."""
    rows = [row for i, rows in enumerate(maps) if subset >> i & 1 for row in rows]
    images = {tuple((row & vector).bit_count() % 2 for row in rows) for vector in space}
    return len(images).bit_length() - 1
