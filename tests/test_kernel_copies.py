"""Proofs by copies, also in the mean: what the kernel accepts and refuses, and why it is sound."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from itertools import permutations, product
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
    "a base that is not there": (step(over=["z"]), "unknown or not in ground-set order"),
    "a copy of what comes later": (step(blocks=[[{"new": "r", "of": ["t"]}]]), "unknown"),
    "a copy of the base": (step(blocks=[[{"new": "r", "of": ["a"]}]]), "part of the base"),
    "a copy of nothing": (step(blocks=[[{"new": "r", "of": []}]]), "a copy of nothing"),
    "a name that is taken": (step(blocks=[[{"new": "a", "of": ["c"]}]]), "'a' is taken"),
    "a name twice": (step(blocks=[[COPY, COPY]]), "'r' is taken"),
    "no name": (step(blocks=[[{"new": "r s", "of": ["c"]}]]), "is not a name"),
    "too many": (step(blocks=[[]] * 512), "more than 1024 variables"),
    "too many names": (step(blocks=[[{"new": f"c{k}", "of": ["c"]} for k in range(1021)]]),
                       "more than 1024 named variables"),
    "a step without a copy": (step(blocks=[]), "a step that copies nothing"),
    "a step over all": (step(over=list("abcd"), blocks=[[]]), "a step that copies nothing"),
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


# Copies in the mean over exchanges


def in_mean() -> Json:
    """h(a) + h(b) >= 0: 2 I(r;r) for a copy r of a over b, and 2 (h(a) - h(r)), in the mean."""
    whole = document(
        [{"rule": "swap", "step": 0, "blocks": [0, 1], "set": [0], "weight": "2"}],
        [{"over": ["b"], "blocks": [[{"new": "r", "of": ["a"]}]]}],
    )
    whole["problem"]["goals"][0]["terms"] = [[["a"], "1"], [["b"], "1"]]
    whole["evidence"][0] |= {
        "classes": [[["a"], ["b"]]],
        "shannon": [measure("r", "r", weight="2")],
    }
    return whole


def measure(a: str, b: str, given: str = "", weight: str = "1") -> Json:
    """A term of a proof, each variable a letter."""
    return {"a": list(a), "b": list(b), "given": list(given), "weight": weight}


def proof(**change: Json) -> Callable[[Json], None]:
    """A change of the proof."""
    return lambda whole: whole["evidence"][0].update(change)


def also(entry: Json) -> Callable[[Json], None]:
    """An equality added for nothing."""
    return lambda whole: whole["evidence"][0]["equalities"].extend(both_ways(entry))


def goal(*terms: tuple[str, str]) -> Callable[[Json], None]:
    """Another goal."""
    return lambda whole: whole["problem"]["goals"][0].update(
        terms=[[list(s), c] for s, c in terms]
    )


def given(*sets: str) -> Callable[[Json], None]:
    """Givens h(S) >= 0, of which the goal is made up, and the proof."""

    def change(whole: Json) -> None:
        whole["problem"]["givens"] = [
            {"terms": [[list(s), "1"]], "sense": ">=", "source": 0} for s in sets
        ]
        whole["statement"]["given"] = [""]
        givens = [{"given": k, "weight": "1"} for k, _ in enumerate(sets)]
        proof(givens=givens, shannon=[], equalities=[])(whole)

    return change


def adjoined(whole: Json) -> None:
    """The goal is I(a;b) + h(c), and c changes places with the common information W of a, b."""
    goal(("a", "1"), ("b", "1"), ("ab", "-1"), ("c", "1"))(whole)
    whole["verdict"] = "linear"
    proof(
        adjoined=[{"new": "W", "rule": "common information", "of": [["a"], ["b"]]}],
        classes=[[["c"], ["W"]]],
        givens=[{"given": 2, "weight": "-1"}],
        steps=[
            {"over": ["a"], "blocks": [[{"new": "r", "of": ["c"]}, {"new": "s", "of": ["W"]}]]}
        ],
        equalities=[{"rule": "swap", "step": 0, "blocks": [0, 1], "set": [2], "weight": "2"}],
    )(whole)


def contradiction(whole: Json) -> None:
    """The givens are -h(a) - 1 >= 0 and -h(b) - 1 >= 0."""
    whole["problem"]["givens"] = [
        {"terms": [[[name], "-1"], ["", "-1"]], "sense": ">=", "source": 0} for name in "ab"
    ]
    whole["statement"]["given"] = [""]
    proof(
        kind="contradiction", constant="2", givens=[{"given": k, "weight": "1"} for k in (0, 1)]
    )(whole)
    del whole["evidence"][0]["goal"], whole["evidence"][0]["direction"]


PARTS = [[["a", "c"], ["b"]]]
MEANS: dict[str, Callable[[Json], None]] = {
    "as it is": lambda _: None,
    "sets with copies that cancel":
        proof(shannon=[measure("a", "a", "r", "2"), measure("a", "r", weight="2")], equalities=[]),
    "givens that are symmetric together": given("a", "b"),
    "adjoined variables, too": adjoined,
    "a contradiction": contradiction,
    "groups of two sizes": lambda whole: (
        goal(("ac", "1"), ("b", "1"))(whole),
        proof(classes=PARTS, equalities=[], shannon=[measure("b", "b", weight="2")])(whole),
        also({"rule": "swap", "step": 0, "blocks": [0, 1], "set": [0, 1, 5]})(whole),
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", MEANS.values(), ids=MEANS)
def test_means(change: Callable[[Json], None]) -> None:
    """Sets without copies are the same if they contain equally many groups of each class."""
    whole = in_mean()
    change(whole)
    assert kernel.check(whole).verdict == whole["verdict"]


NO_MEANS: dict[str, tuple[Callable[[Json], object], str]] = {
    "no classes": (lambda whole: whole["evidence"][0].pop("classes"), "not as claimed in h"),
    "a goal that is not symmetric": (goal(("a", "2")), "goal and givens change"),
    "givens that are not symmetric": (given("a"), "goal and givens change"),
    "a set with copies, exchanged":
        (proof(equalities=[],
               shannon=[measure("a", "a", "r"), measure("b", "r"), measure("a", "a")]),
         r"not as claimed in h\(a,4\)"),
    "a set of copies, exchanged":
        (lambda whole: (
            whole["evidence"][0]["steps"][0]["blocks"][0].append({"new": "s", "of": ["c"]}),
            proof(classes=[[["a"], ["b"]], [["c"], ["d"]]], equalities=[],
                  shannon=[measure("s", "s", weight="2")])(whole),
            goal(("c", "1"), ("d", "1"))(whole)), r"not as claimed in h\("),
    "a copy in a group": (proof(classes=[[["a"], ["r"]]]), "'r' in a set is unknown"),
    "a group in part":
        (lambda whole: (goal(("ac", "1"), ("b", "1"))(whole), proof(classes=PARTS)(whole)),
         "contains a group in part"),
    "a group in part, in an equality":
        (lambda whole: (MEANS["groups of two sizes"](whole), also(
            {"rule": "swap", "step": 0, "blocks": [0, 1], "set": [0]})(whole)),
         "contains a group in part"),
    "a weight that is too small": (proof(shannon=[measure("r", "r")]), r"not as claimed in h"),
    "an adjoined variable that is not exchangeable":
        (lambda whole: (adjoined(whole), proof(classes=[[["a"], ["W"]]])(whole)),
         "goal and givens change"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "message"), NO_MEANS.values(), ids=NO_MEANS)
def test_no_means(change: Callable[[Json], object], message: str) -> None:
    """Sets with copies are not exchanged, and goal and givens must be symmetric."""
    whole = in_mean()
    change(whole)
    with pytest.raises(kernel.Rejected, match=message):
        kernel.check(whole)


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


def with_copies(law: Law, steps: list[kernel.Step]) -> Law:
    """The law of all primitive variables."""
    for made in steps:
        rest = list(made.blocks[0])
        base = [i for i in range(made.base.bit_length()) if made.base >> i & 1]
        law = extended(law, base, rest, len(made.blocks) - 1)
    return law


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
        law = with_copies(law, steps)
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


@pytest.mark.parametrize("classes", [[[0b1, 0b10, 0b100]], [[0b1, 0b110]], [[0b1, 0b10]]])
def test_means_of_random_variables(classes: list[list[int]]) -> None:
    """Terms and equalities have the same mean as what the kernel makes of them.

    The mean is over all exchanges of groups, of random variables that have copies. Without those,
    it is that of the sum at the random variables themselves, if this does not change.
    """
    dice = Random(1)  # noqa: S311  tests need no secrets
    changed = 0
    for _ in range(12):
        outcomes = dice.sample(list(product((0, 1), repeat=3)), 4)
        weights = [dice.random() + 0.05 for _ in outcomes]
        law: Law = {x: w / sum(weights) for x, w in zip(outcomes, weights, strict=True)}
        _, steps = kernel._steps({"steps": random_steps(dice, list("abc"))}, read(list("abc")))  # type: ignore[attr-defined]
        laws = [with_copies(exchanged(law, way), steps) for way in ways(classes)]
        for _ in range(20):
            a, b, c = (union(dice, classes, steps[-1].end) for _ in range(3))
            terms = kernel._information(a, b, c)  # type: ignore[attr-defined]
            kept = kernel._mean(terms, classes, 3)  # type: ignore[attr-defined]
            changed += kept != terms
            before, after = mean(laws, terms), mean(laws, kept)
            assert abs(before - after) < 1e-9
            assert after > -1e-9
        assert abs(mean(laws, [(7, 1)]) - entropy(law, 7)) < 1e-9
    assert changed > 20


def test_no_means_of_copies() -> None:
    """Sets with copies may have different means if they differ by an exchange."""
    law: Law = {(0, 0): 0.5, (0, 1): 0.25, (1, 1): 0.25}
    step_over_b = kernel.Step(0b10, [{0: 0}, {0: 2}])
    laws = [with_copies(exchanged(law, way), [step_over_b]) for way in ways([[0b1, 0b10]])]
    assert abs(mean(laws, [(0b101, 1), (0b110, -1)])) > 0.1


def ways(classes: list[list[int]]) -> list[dict[int, int]]:
    """All exchanges of groups: what each group goes to."""
    images = (
        [dict(zip(groups, image, strict=True)) for image in permutations(groups)]
        for groups in classes
    )
    return [{g: to for part in parts for g, to in part.items()} for parts in product(*images)]


def exchanged(law: Law, way: dict[int, int]) -> Law:
    """The law of variables of which each in a group is the joint one of where the group goes."""
    joint = dict[tuple[int, ...], int]()
    result: Law = {}
    for values, p in law.items():
        new = []
        for i, value in enumerate(values):
            images = [to for group, to in way.items() if group >> i & 1]
            seen = tuple(v for k, v in enumerate(values) if images and images[0] >> k & 1)
            new.append(joint.setdefault(seen, len(joint)) if images else value)
        result[tuple(new)] = result.get(tuple(new), 0) + p
    return result


def union(dice: Random, classes: list[list[int]], count: int) -> int:
    """A set of primitive variables that contains each group wholly or not at all."""
    groups = [group for groups in classes for group in groups]
    groups += [1 << i for i in range(count) if not sum(groups) >> i & 1]
    return sum(group for group in groups if dice.random() < 0.4)


def mean(laws: list[Law], terms: Iterable[tuple[kernel.Coordinate, int]]) -> float:
    """The mean of a sum of joint entropies."""
    return sum(c * entropy(law, int(s)) for s, c in terms for law in laws) / len(laws)
