"""Proofs by copies: what the kernel accepts, what it refuses, and why its rules are sound."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import product
from math import log2
from random import Random
from typing import Any

import pytest

from itip import kernel

Json = Any
Law = dict[tuple[int, ...], float]


def problem(variables: str = "abcd") -> Json:
    """A problem about these variables, whether I(a;b|c) >= 0."""
    terms = [[["a", "c"], "1"], [["b", "c"], "1"], [["a", "b", "c"], "-1"], [["c"], "-1"]]
    goal = {"terms": terms, "sense": ">="}
    return {"variables": list(variables), "scalars": [], "goals": [goal], "givens": []}


STEPS = [
    {"over": ["a", "b"], "blocks": [[{"new": "r", "of": ["c"]}, {"new": "s", "of": ["d"]}]]},
    {
        "over": ["a", "c", "r"],
        "blocks": [[{"new": "t", "of": ["b"]}], [{"new": "u", "of": ["d"]}]],
    },
]
"""Primitives: a b c d are 0 to 3; r s are 4, 5; b d s (1, 3, 5) have copies 6 7 8 and 9 10 11."""


def document(equalities: Json, steps: Json = STEPS) -> Json:
    """A proof of I(a;b|c) >= 0 that adds these equalities for nothing."""
    measure = {"a": ["a"], "b": ["b"], "given": ["c"], "weight": "1"}
    proof = {
        "kind": "proof", "goal": 0, "direction": ">=", "shannon": [measure], "givens": [],
        "constant": "0", "steps": steps, "equalities": equalities,
    }  # fmt: skip
    return {
        "format": "itip-certificate", "version": 1, "statement": {"claim": "", "given": []},
        "problem": problem(), "verdict": "non-shannon", "evidence": [proof],
    }  # fmt: skip


def both_ways(entry: Json) -> Json:
    """An equality, and the same with the opposite weight: their sum is identically 0."""
    return [entry | {"weight": "2/3"}, entry | {"weight": "-2/3"}]


ACCEPTED = {
    "swap": {"rule": "swap", "step": 0, "blocks": [0, 1], "set": [0, 2, 5]},
    "swap, of the second step": {"rule": "swap", "step": 1, "blocks": [1, 2], "set": [6, 7, 10]},
    "ci": {"rule": "ci", "step": 0, "set": [0, 1, 2, 5]},
    "ci, of the second step": {"rule": "ci", "step": 1, "set": [0, 2, 4, 6, 10, 11]},
    "lift": {"rule": "lift", "step": 1, "word": [[0, 1]], "set": [0, 4, 7]},
    "lift of no exchange": {"rule": "lift", "step": 1, "word": [], "block": 1, "set": [7]},
}


@pytest.mark.parametrize("entry", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(entry: Json) -> None:
    """Equalities of each rule; the verdict is that of a proof by copies."""
    checked = kernel.check(document(both_ways(entry)))
    assert checked.verdict == "non-shannon"
    assert checked.facts == (("proof by copies", 0, ">="),)


def test_named_copies() -> None:
    """I(a;b|c) = I(a;b|r), by swaps over a, b, so that the one proves the other."""
    swaps = [([0, 2], "1"), ([1, 2], "1"), ([0, 1, 2], "-1"), ([2], "-1")]
    proof = document([
        {"rule": "swap", "step": 0, "blocks": [0, 1], "set": s, "weight": w} for s, w in swaps
    ])  # fmt: skip
    proof["evidence"][0]["shannon"][0]["given"] = ["r"]
    assert kernel.check(proof).verdict == "non-shannon"
    proof["evidence"][0]["shannon"][0]["given"] = ["s"]
    with pytest.raises(kernel.Rejected, match="the sum is not as claimed"):
        kernel.check(proof)


def step(**change: Json) -> Callable[[Json], None]:
    """A change of the first step."""
    return lambda item: item["steps"][0].update(change)


def rule(entry: Json) -> Callable[[Json], None]:
    """An equality added."""
    return lambda item: item["equalities"].append({"weight": "1"} | entry)


COPY = {"new": "r", "of": ["c"]}
REFUSED: dict[str, tuple[Callable[[Json], object], str]] = {
    "no equalities": (lambda item: item.pop("equalities"), "lacks one: 'equalities'"),
    "classes too": (lambda item: item.update(classes=[[["a"]]]), "unknown key"),
    "a base that is not there": (step(over=["z"]), "unknown or not in ground-set order"),
    "a copy of what comes later": (step(blocks=[[{"new": "r", "of": ["t"]}]]), "unknown"),
    "a copy of the base": (step(blocks=[[{"new": "r", "of": ["a"]}]]), "part of the base"),
    "a copy of nothing": (step(blocks=[[{"new": "r", "of": []}]]), "a copy of nothing"),
    "a name that is taken": (step(blocks=[[{"new": "a", "of": ["c"]}]]), "'a' is taken"),
    "a name twice": (step(blocks=[[COPY, COPY]]), "'r' is taken"),
    "no name": (step(blocks=[[{"new": "r s", "of": ["c"]}]]), "is not a name"),
    "too many": (step(blocks=[[]] * 512), "more than 1024 variables"),
    "an unknown rule": (rule({"rule": "copy"}), "unknown rule"),
    "a list as rule": (rule({"rule": []}), "unknown rule"),
    "no weight": (lambda item: item["equalities"].append({"rule": "ci", "step": 0, "set": []}),
                  "lacks one: 'weight'"),
    "weight 0": (rule(ACCEPTED["ci"] | {"weight": "0"}), "wrong sign"),
    "no such step": (rule(ACCEPTED["ci"] | {"step": 2}), "no such step"),
    "step true": (rule(ACCEPTED["ci"] | {"step": True}), "not an integer"),
    "a set that does not ascend": (rule(ACCEPTED["ci"] | {"set": [1, 0, 2]}), "do not ascend"),
    "a set that repeats": (rule(ACCEPTED["ci"] | {"set": [0, 1, 1]}), "do not ascend"),
    "a negative number": (rule(ACCEPTED["swap"] | {"set": [-1]}), "do not ascend"),
    "a variable of a later step": (rule(ACCEPTED["swap"] | {"set": [6]}), "too large"),
    "no such block": (rule(ACCEPTED["swap"] | {"blocks": [0, 2]}), "no such block"),
    "one block": (rule(ACCEPTED["swap"] | {"blocks": [1, 1]}), "of two blocks"),
    "three blocks": (rule(ACCEPTED["swap"] | {"step": 1, "blocks": [0, 1, 2]}), "of two blocks"),
    "ci without the base": (rule(ACCEPTED["ci"] | {"set": [0, 2, 4]}), "does not contain"),
    "a lift of the first step": (rule(ACCEPTED["lift"] | {"step": 0, "set": [0]}), "no step"),
    "a lift that moves the base":
        (lambda item: (item["steps"][1].update(over=["a", "c"]), rule(ACCEPTED["lift"])(item)),
         "moves the base"),
    "a lift to one block that moves the base":
        (rule(ACCEPTED["lift"] | {"block": 1}), "moves variables of the base"),
    "a long word": (rule(ACCEPTED["lift"] | {"word": [[0, 1]] * 3}), "more exchanges"),
    "a word of a single block": (rule(ACCEPTED["lift"] | {"word": [[0]]}), "of two blocks"),
    "block null": (rule(ACCEPTED["lift"] | {"block": None}), "not an integer"),
    "a weight changed": (rule(ACCEPTED["swap"]), "the sum is not as claimed"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(change: Callable[[Json], object], message: str) -> None:
    """Side conditions are checked, each with its word."""
    whole = copy.deepcopy(document([]))
    change(whole["evidence"][0])
    with pytest.raises(kernel.Rejected, match=message):
        kernel.check(whole)


def test_verdict_must_be_said() -> None:
    """A proof by copies is no Shannon proof, and a Shannon proof none by copies."""
    with pytest.raises(kernel.Rejected, match="'non-shannon' is shown"):
        kernel.check(document([]) | {"verdict": "shannon"})
    plain = document([])
    del plain["evidence"][0]["steps"], plain["evidence"][0]["equalities"]
    with pytest.raises(kernel.Rejected, match="'shannon' is shown"):
        kernel.check(plain)


def test_contradiction() -> None:
    """Givens that contradict each other after copies: everything follows."""
    whole = document([])
    whole["problem"]["givens"] = [
        {"terms": [[["a"], "-1"], ["", "-1"]], "sense": ">=", "source": 0}
    ]
    whole["statement"]["given"] = [""]
    item = whole["evidence"][0]
    del item["goal"], item["direction"]
    measure = {"a": ["a"], "b": ["a"], "given": [], "weight": "1"}
    item |= {"kind": "contradiction", "constant": "1", "shannon": [measure]}
    item |= {"givens": [{"given": 0, "weight": "1"}]}
    assert kernel.check(whole).facts == (("contradiction by copies", None, ""),)


# Soundness: real random variables, with their copies


def extended(law: Law, base: list[int], rest: list[int], blocks: int) -> Law:
    """The law with so many copies of the rest, conditionally independent over the base."""
    given: dict[tuple[int, ...], list[tuple[tuple[int, ...], float]]] = {}
    for values, p in law.items():
        given.setdefault(tuple(values[i] for i in base), []).append((values, p))
    result: Law = {}
    for same in given.values():
        whole = sum(p for _, p in same)
        for chosen in product(same, repeat=blocks + 1):
            values, weight = chosen[0]
            for copied, p in chosen[1:]:
                values, weight = (*values, *(copied[i] for i in rest)), weight * p / whole
            result[values] = result.get(values, 0) + weight
    return result


def entropy(law: Law, subset: int) -> float:
    """The joint entropy of a set of primitive variables."""
    marginal: dict[tuple[int, ...], float] = {}
    for values, p in law.items():
        key = tuple(value for i, value in enumerate(values) if subset >> i & 1)
        marginal[key] = marginal.get(key, 0) + p
    return -sum(p * log2(p) for p in marginal.values())


def random_steps(dice: Random, names: list[str]) -> Json:
    """One or two steps over random bases."""
    steps = []
    for k in range(dice.choice((1, 2, 2))):
        over = [name for name in names if dice.random() < 0.5][: len(names) - 1]
        left = [name for name in names if name not in over]
        copies = dice.choice((1, 1, 2)) if k == 0 else 1
        blocks = [[{"new": f"{'rt'[k]}{b}", "of": [dice.choice(left)]}] for b in range(copies)]
        steps.append({"over": over, "blocks": blocks})
        names = [*names, *(f"{'rt'[k]}{b}" for b in range(copies))]
    return steps


def random_equality(dice: Random, steps: list[kernel.Step]) -> Json:
    """An instance of a rule, right or wrong."""
    k = dice.randrange(len(steps))
    chosen = [i for i in range(steps[k].end) if dice.random() < 0.4]
    name = dice.choice(("swap", "ci", "lift", "lift"))
    entry: Json = {"rule": name, "step": k, "set": chosen, "weight": "1"}
    pair = [dice.randrange(len(steps[k].blocks)), dice.randrange(len(steps[k].blocks))]
    if name == "swap":
        return entry | {"blocks": pair}
    if name == "ci":
        base = [i for i in range(steps[k].base.bit_length()) if steps[k].base >> i & 1]
        return entry | {"set": sorted({*chosen, *base})}
    before = len(steps[k - 1].blocks) if k else 2
    word = [dice.sample(range(before), 2) for _ in range(dice.choice((1, 1, 2)))]
    block = {"block": dice.randrange(len(steps[k].blocks))} if dice.random() < 0.5 else {}
    return entry | {"word": word} | block


def test_equalities_hold_of_random_variables() -> None:
    """Whatever the rules let pass is an equality of the copies of real random variables."""
    dice = Random(0)  # noqa: S311  tests need no secrets
    passed = {"swap": 0, "ci": 0, "lift": 0}
    for _ in range(120):
        names = ["a", "b", "c"]
        outcomes = dice.sample(list(product((0, 1), repeat=3)), dice.choice((3, 4)))
        weights = [dice.random() + 0.05 for _ in outcomes]
        law: Law = {x: w / sum(weights) for x, w in zip(outcomes, weights, strict=True)}
        _, steps = kernel._steps({"steps": random_steps(dice, names)}, read(names))  # type: ignore[attr-defined]
        for made in steps:
            rest = list(made.blocks[0])
            base = [i for i in range(made.base.bit_length()) if made.base >> i & 1]
            law = extended(law, base, rest, len(made.blocks) - 1)
        for _ in range(25):
            entry = random_equality(dice, steps)
            try:
                terms = kernel._equality(entry, steps)  # type: ignore[attr-defined]
            except kernel.Rejected:
                continue
            passed[entry["rule"]] += 1
            assert abs(sum(c * entropy(law, s) for s, c in terms)) < 1e-9, entry
    assert min(passed.values()) > 50, passed


def read(names: list[str]) -> kernel.Problem:
    """A problem of these variables, as the kernel reads it."""
    return kernel.read_problem(problem() | {"variables": names}, 0)
