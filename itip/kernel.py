"""The trusted kernel: it reads a certificate document and returns what the document establishes.

It knows nothing of how evidence is found, imports the standard library only, and runs alone:
`python -I itip/kernel.py FILE...`. docs/certificate.md describes the documents.

Legend
    N, n         the ground set of random variables, and their number
    i, j         single variables
    S, A, B, C   subsets of N; in code, integers whose bit i stands for the i-th variable
    h            a function on the subsets of N with h(empty) = 0: joint entropies, in bits
    coordinate   what is summed: a nonempty S for h(S), the name of a scalar, or "" for 1 bit
    G, groups    a set of variables that stay together; those of one class, which may be exchanged
    w, W         probabilities are w/W: integer weights over their least common denominator
    p(S)         at an outcome: the probability that the variables in S have the values they have
    P, X, Y      the primitive variables before a copy step, its base within P, and P - X

Mathematics
    I(A;B|C) = h(AC) + h(BC) - h(ABC) - h(C) for any A, B, C; in particular I(A;A|C) = H(A|C).
    Every I(A;B|C) of random variables is >= 0 (Shannon). If all are, h is called a polymatroid.
    Proof: identically, goal = sum of weight * I(A;B|C) + sum of weight * given + constant, with
    weights and constant >= 0 (on a given "= 0", a weight of any sign). So the goal is >= 0 at
    every polymatroid, with any scalars, that satisfies the givens. Contradiction: such a sum, its
    constant > 0, is identically 0, so that nothing satisfies the givens. Polymatroid: one that
    satisfies the givens but not the goal, so that there is no proof. By Farkas' lemma, one of
    the three always exists.
    Classes: if no exchange of groups within their classes changes R = goal - givens - constant,
    then R is its own mean over all exchanges, and R = sum of weight * I(A;B|C) is needed for the
    means only. That of h(S) depends only on how many groups of each class S contains. Of a
    polymatroid with classes, h(S) depends only on how many groups of each class S meets.
    Copies: for random variables P and X within P there are others, Y1, ..., Ym, such that the
    blocks Y, Y1, ..., Ym are independent given X, and each has with X the law that Y has. Steps
    add such variables, one after the other; sets are then of primitive variables, numbered as
    they come, and a named one stands for a set of these. So h(S) does not change if blocks are
    exchanged; h(S) = sum of h(X u (S n block)) - m h(X), if S contains X; and if exchanges of the
    blocks of the step before, one after the other, map X to itself, they may be applied to X and
    all blocks, or to one block, if they do not move X at all. A proof may use these equalities.
    Both: for every exchange p, there are variables that have p(G) in place of each group G, and
    copies of these. The means over all p of their joint entropies are a polymatroid in which the
    equalities hold; and that of h(S), if S has no copies, depends on S only as it does above.
    Adjoined: a proof may have further variables W, and the equalities they come with as givens. By
    double Markov, if givens say that I(X;Y|Z) = I(X;Z|Y) = 0, some W has H(W|Y) = H(W|Z) = 0 and
    I(X;YZ|W) = 0. For linear random variables, the common information W of A and B has
    H(W|A) = H(W|B) = 0 and H(W) = I(A;B); a proof with it is for these only.
    Distribution: random variables that satisfy the givens but not the goal. As h(S) is the mean
    of -log2 p(S), a positive multiple of an expression is sum of a * log2 k, with integers a and
    k > 0. This is 0 if at every outcome the product of p(S)^coefficient is 1; so it is wherever
    I(A;B|C) = 0, as p(AC) p(BC) = p(ABC) p(C) is what conditional independence says. In general,
    k^a m^b = g^(a+b) (k/g)^a (m/g)^b for a common divisor g of k and m, so that all k become
    pairwise coprime; integers factor in one way only, and the sum is 0 only if every a is. What is
    not 0 has its sign from intervals, of which each is narrower than the one before.
"""

import json
import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from math import comb, gcd, lcm, prod
from operator import lt, sub
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = Any  # of a value that _fit has passed, the shape is known
Coordinate: TypeAlias = int | str
Rational: TypeAlias = int | Fraction
Terms: TypeAlias = Iterable[tuple[Coordinate, int]]
Summand: TypeAlias = tuple[Rational, Terms]  # weight, terms
Classes: TypeAlias = list[list[int]]  # the groups of each class
Fact: TypeAlias = tuple[str, int | None, str]  # kind, goal, direction; or kind, None, ""

_DIGITS = 4000  # of a numerator or denominator; Python itself reads 4300
_BITS = 1 << 24  # by which a common denominator may lengthen the numbers of one list
_NAMES = 1024  # of variables and scalars
_PRIMITIVES = 1024  # variables, with all copies; and as many named ones
_EFFORT = 1 << 28  # how many logarithms are formed, times the square of their bits, for all signs
_QUICK = 16  # how many steps of gcds and of products take no longer than one of logarithms
_DIRECTIONS = {">=": (">=",), "=": (">=", "<=")}  # the parts of a goal, by its sense
_TYPES = {dict: "an object", list: "a list", str: "a string", int: "an integer"}

_GOAL = {"terms": [list], "sense": str}
_GIVEN = {"terms": [list], "sense": str, "source": int}
_PROBLEM = {"variables": [str], "scalars": [str], "goals": [_GOAL], "givens": [_GIVEN]}
_HEAD = {"format": str, "version": int, "statement": {"claim": str, "given": [str]}}
_DOCUMENT = {**_HEAD, "problem": dict, "verdict": str, "evidence": [dict]}
_MEASURE = {"a": [str], "b": [str], "given": [str], "weight": str}
_SUM = {"shannon": [_MEASURE], "givens": [{"given": int, "weight": str}], "constant": str}
_ABOUT = {"kind": str, "goal": int, "direction": str}
_KINDS: dict[str, Json] = {
    "proof": {**_ABOUT, **_SUM},
    "contradiction": {"kind": str, **_SUM},
    "polymatroid": {**_ABOUT, "rank": dict, "scalars": dict},
    "distribution": {**_ABOUT, "outcomes": [{"values": dict, "p": str}], "scalars": dict},
}
_CLASSES: dict[str, Json] = {
    "classes": [[[str]]]
}  # a further key of the other kinds, which may be missing
_STEP = {"over": [str], "blocks": [[{"new": str, "of": [str]}]]}
_COPIES: dict[str, Json] = {
    "steps": [_STEP],
    "equalities": [dict],
}  # further keys of proof and contradiction, both or none
_ADJOINED: dict[str, Json] = {
    "adjoined": [{"new": str, "rule": str, "of": [[str]]}]
}  # a further key of proof and contradiction, which may be missing
_EQUAL: dict[str, Json] = {"rule": str, "step": int, "set": [int], "weight": str}
_RULES: dict[str, Json] = {"swap": {"blocks": [int]}, "ci": {}, "lift": {"word": [[int]]}}
_BLOCK: dict[str, Json] = {"block": int}  # a further key of a lift, which may be missing
_WAYS = {  # what a sum may use beyond Shannon's inequalities, and its verdict; the weakest first
    "common information": "linear",
    "double Markov": "non-shannon",
    "copies": "non-shannon",
}
_TOLD = {
    "shannon": "givens imply goals by Shannon's inequalities",
    "non-shannon": "givens imply goals for random variables; if by copies alone, for limits too",
    "linear": "givens imply goals for linear random variables, by common information",
    "not-shannon": "givens do not imply goals by Shannon's inequalities",
    "false": "random variables satisfy the givens but not all goals",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A copy: its base X, and of each block where it has the variables of Y; the first is Y."""

    base: int
    blocks: list[dict[int, int]]

    @property
    def end(self) -> int:
        """How many primitive variables there are after the step."""
        return self.base.bit_count() + sum(map(len, self.blocks))


class Rejected(Exception):
    """Why a document is not accepted, in words."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """Sum of coefficient * coordinate / scale, in lowest terms, is >= 0 or = 0."""

    terms: frozenset[tuple[Coordinate, int]]
    scale: int
    sense: str
    source: int | None  # of a given: which constraint of the statement it came from


@dataclass(frozen=True, slots=True)
class Problem:
    """Do the givens imply the goals? Equal for equal problems, however their terms are ordered."""

    variables: tuple[str, ...]
    scalars: tuple[str, ...]
    goals: tuple[Constraint, ...]
    givens: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is established. That the statement in words means this problem is not checked here."""

    problem: Problem
    verdict: str
    facts: tuple[Fact, ...]


def load(text: str | bytes) -> object:
    """The value of a JSON text in UTF-8 that has no number but integers, and no key twice."""
    try:
        text = text.decode() if isinstance(text, bytes) else text
        return json.loads(text, object_pairs_hook=_unique, parse_float=int, parse_constant=int)
    except (ValueError, RecursionError) as error:
        raise Rejected(f"not a document in JSON: {error}") from None


def check(document: object) -> Checked:
    """What a document establishes; everything in it is derived again, nothing is believed."""
    whole = _fit(document, _DOCUMENT, "the document")
    if (whole["format"], whole["version"]) != ("itip-certificate", 1):
        raise Rejected("not an itip-certificate of version 1")
    problem = read_problem(whole["problem"], len(whole["statement"]["given"]))
    effort = _EFFORT // ((len(problem.givens) + 1) * (len(whole["evidence"]) or 1))  # for a sign
    facts = tuple(_fact(item, problem, k, effort) for k, item in enumerate(whole["evidence"]))
    verdict = _verdict(facts, problem)
    if whole["verdict"] != verdict:
        raise Rejected(f"the verdict is {whole['verdict'][:40]!r}, but {verdict!r} is shown")
    return Checked(problem, verdict, facts)


def read_problem(value: object, sources: int) -> Problem:
    """The problem in an entry "problem" of a document whose statement has so many constraints."""
    whole = _fit(value, _PROBLEM, "the problem")
    variables, scalars = tuple(whole["variables"]), tuple(whole["scalars"])
    names = variables + scalars
    if len(names) > _NAMES:
        raise Rejected(f"there are {len(names)} variables and scalars, more than {_NAMES}")
    if len(set(names)) < len(names):
        raise Rejected("a name twice")
    for name in names:
        _name(name)
    if not whole["goals"]:
        raise Rejected("there is no goal")

    def constraint(entry: Json) -> Constraint:
        terms: dict[Coordinate, Rational] = {}
        for term in entry["terms"]:
            if len(term) != 2:
                raise Rejected("a term is not a pair of coordinate and coefficient")
            single = type(term[0]) is str and term[0] in ("", *scalars)
            terms[term[0] if single else _subset(term[0], variables)] = _rational(term[1], "-+")
        if len(terms) < len(entry["terms"]) or 0 in terms:
            raise Rejected("a coordinate twice, or an empty set")
        if entry["sense"] not in _DIRECTIONS:
            raise Rejected(f"the sense {entry['sense'][:40]!r} is neither '>=' nor '='")
        numbers, scale = _cleared(terms.values())
        source = _index(entry["source"], sources, "source") if "source" in entry else None
        pairs = frozenset(zip(terms, numbers, strict=True))
        return Constraint(pairs, scale, entry["sense"], source)

    goals, givens = (tuple(map(constraint, whole[key])) for key in ("goals", "givens"))
    return Problem(variables, scalars, goals, givens)


def _verdict(facts: tuple[Fact, ...], problem: Problem) -> str:
    """`false`, or else `not-shannon`, if a part of a goal is violated; or how all are proved."""
    kinds, shown = {fact[0] for fact in facts}, {fact[1:] for fact in facts}
    if len(shown) < len(facts):
        raise Rejected("evidence for the same goal and direction twice")
    if not kinds.isdisjoint(("distribution", "polymatroid")):
        return "false" if "distribution" in kinds else "not-shannon"
    contradiction = any(kind.startswith("contradiction") for kind in kinds)
    for g, goal in enumerate(() if contradiction else problem.goals):
        for direction in _DIRECTIONS[goal.sense]:
            if (g, direction) not in shown:
                raise Rejected(f"no evidence for goal {g}, direction {direction!r}")
    used = {kind.partition(" by ")[2] for kind in kinds}
    return next((verdict for way, verdict in _WAYS.items() if way in used), "shannon")


def _fact(item: Json, problem: Problem, k: int, effort: int) -> Fact:
    """What item k of the evidence shows."""
    kind = item.get("kind")
    if type(kind) is not str or kind not in _KINDS:
        raise Rejected(f"evidence[{k}] is of an unknown kind")
    further = _CLASSES if "classes" in item and kind != "distribution" else {}
    if kind in ("proof", "contradiction"):
        further = further | _COPIES if "steps" in item else further
        further = further | _ADJOINED if "adjoined" in item else further
    _fit(item, _KINDS[kind] | further, f"evidence[{k}]")
    if kind == "contradiction":
        _vanishes(item, _extended(item, problem), "+", [])
        return kind + _by(item), None, ""
    goal = problem.goals[_index(item["goal"], len(problem.goals), "goal")]
    if item["direction"] not in _DIRECTIONS[goal.sense]:
        raise Rejected(f"the goal has no direction {item['direction'][:40]!r}")
    sign = 1 if item["direction"] == ">=" else -1
    if kind == "proof":
        minus = Fraction(-sign, goal.scale), goal.terms
        _vanishes(item, _extended(item, problem), "0+", [minus])
    else:
        _violates(item, problem, sign, goal, effort)
    return kind + _by(item), item["goal"], item["direction"]


def _by(item: Json) -> str:
    """What an item uses beyond Shannon's inequalities, the weakest of it."""
    used = [entry["rule"] for entry in item.get("adjoined", [])]
    used += ["copies"] if "steps" in item else []
    return next((f" by {way}" for way in _WAYS if way in used), "")


def _vanishes(item: Json, problem: Problem, signs: str, listed: list[Summand]) -> None:
    """0 = listed + the weighted sum of givens, constant, equalities and I(A;B|C), in the means."""
    classes = _classes(item, problem.variables)
    shannon: list[Summand] = []
    named, steps = _steps(item, problem)
    n = len(problem.variables)
    names = tuple(named)
    weights: dict[int, Rational] = {}  # of givens; one may be there more than once
    for entry in item["givens"]:
        k = _index(entry["given"], len(problem.givens), "given")
        weight = _rational(entry["weight"], "-+" if problem.givens[k].sense == "=" else "+")
        weights[k] = weights.get(k, 0) + weight
    for k, weight in weights.items():
        given = problem.givens[k]
        listed.append((Fraction(weight, given.scale), given.terms))
    listed.append((_rational(item["constant"], signs), [("", 1)]))
    for entry in item["shannon"]:
        A, B, C = (_subset(entry[key], names) for key in ("a", "b", "given"))
        if not (A and B):
            raise Rejected("I(A;B|C) with an empty A or B")
        if steps:
            A, B, C = (_union(S, named) for S in (A, B, C))
        terms = _mean(_information(A, B, C), classes, n)
        shannon.append((_rational(entry["weight"], "+"), terms))
    for entry in item.get("equalities", []):
        equal = _mean(_equality(entry, steps), classes, n)
        shannon.append((_rational(entry["weight"], "-+"), equal))
    numbers, _ = _cleared([weight for weight, _ in listed + shannon])
    means = _means(_total(numbers[: len(listed)], listed), classes)
    total = _total([1, *numbers[len(listed) :]], [(1, means.items()), *shannon])
    if wrong := total.keys() - {0}:  # h(empty) = 0
        place = _written(min(wrong, key=str), problem) or "the constant"
        raise Rejected(f"the sum is not as claimed in {place[:80]}")


def _information(a: int, b: int, given: int) -> list[tuple[int, int]]:
    """I(a;b|given) in joint entropies."""
    return [(a | given, 1), (b | given, 1), (a | b | given, -1), (given, -1)]


def _total(weights: list[int], summands: list[Summand]) -> dict[Coordinate, int]:
    """The sum of the summands' terms by these weights, without zeros."""
    total: dict[Coordinate, int] = {}
    for weight, (_, terms) in zip(weights, summands, strict=True):
        for place, coefficient in terms:
            total[place] = total.get(place, 0) + weight * coefficient
    return {place: amount for place, amount in total.items() if amount}


def _extended(item: Json, problem: Problem) -> Problem:
    """The problem with the adjoined variables behind its own, and their equalities as givens.

    What they need of givens, those of the problem say.
    """
    names, givens = list(problem.variables), list(problem.givens)
    vanishing = _vanishing(problem.givens) if "adjoined" in item else set()
    if item.get("adjoined") == []:
        raise Rejected("no variable is adjoined")
    for entry in item.get("adjoined", []):
        name, groups = _name(entry["new"]), [_subset(S, tuple(names)) for S in entry["of"]]
        if name in names or name in problem.scalars:
            raise Rejected(f"the name {name[:40]!r} is taken")
        if not all(groups):
            raise Rejected("a variable adjoined by a group of no variable")
        for terms in _adjoined(entry["rule"], 1 << len(names), groups, vanishing):
            total = _total([1], [(1, terms)])
            givens.append(Constraint(frozenset(total.items()), 1, "=", None))
        names.append(name)
        if len(names) > _PRIMITIVES:
            raise Rejected(f"more than {_PRIMITIVES} variables, with those adjoined")
    return Problem(tuple(names), problem.scalars, problem.goals, tuple(givens))


def _adjoined(
    rule: str, new: int, groups: list[int], vanishing: set[frozenset[tuple[int, Rational]]]
) -> list[list[tuple[int, int]]]:
    """What is 0 of a variable that is adjoined by a rule."""
    if rule == "common information" and len(groups) == 2:
        A, B = groups
        shared = [(new, 1), (A, -1), (B, -1), (A | B, 1)]
        return [_information(new, new, A), _information(new, new, B), shared]
    if rule == "double Markov" and len(groups) == 3:
        X, Y, Z = groups
        if X & Y or X & Z or Y & Z:
            raise Rejected("the groups of double Markov overlap")
        for terms in (_information(X, Y, Z), _information(X, Z, Y)):
            if frozenset(terms) not in vanishing:
                raise Rejected("no given says what double Markov needs")
        equal = [_information(new, new, Y), _information(new, new, Z)]
        return [*equal, _information(X, Y | Z, new)]
    raise Rejected("a variable by an unknown rule, or of too few or too many groups")


def _vanishing(givens: tuple[Constraint, ...]) -> set[frozenset[tuple[int, Rational]]]:
    """The sums of four joint entropies, the largest set with -1, that are 0 by a given if >= 0."""
    found = set[frozenset[tuple[int, Rational]]]()
    for given in givens:
        sets = {S: c for S, c in given.terms if isinstance(S, int)}
        if len(sets) == len(given.terms) == 4:
            last = sets[max(sets)]
            if last > 0 or given.sense == "=":
                found.add(frozenset((S, Fraction(-c, last)) for S, c in sets.items()))
    return found


def _steps(item: Json, problem: Problem) -> tuple[dict[str, int], list[Step]]:
    """What primitive variables each named one stands for, and the steps that made them."""
    named = {name: 1 << i for i, name in enumerate(problem.variables)}
    steps: list[Step] = []
    count = len(named)
    for entry in item.get("steps", []):
        X = _union(_subset(entry["over"], tuple(named)), named)
        Y = [i for i in range(count) if not X >> i & 1]
        blocks, new = [dict(zip(Y, Y, strict=True))], dict[str, int]()
        if not (Y and entry["blocks"]):
            raise Rejected("a step that copies nothing")
        for copies in entry["blocks"]:
            blocks.append({y: k for k, y in enumerate(Y, count)})
            count += len(Y)
            if count > _PRIMITIVES:
                raise Rejected(f"more than {_PRIMITIVES} variables, with all copies")
            for copied in copies:
                name, group = copied["new"], _union(_subset(copied["of"], tuple(named)), named)
                if name in named or name in new or name in problem.scalars:
                    raise Rejected(f"the name {name[:40]!r} is taken")
                if not group or group & X:
                    raise Rejected("a copy of nothing, or of a part of the base")
                new[_name(name)] = _moved(group, blocks[-1])
        named |= new
        if len(named) > _PRIMITIVES:
            raise Rejected(f"more than {_PRIMITIVES} named variables")
        steps.append(Step(X, blocks))
    return named, steps


def _union(subset: int, named: dict[str, int]) -> int:
    """The primitive variables that a set of named ones stands for."""
    result = 0
    for i, primitives in enumerate(named.values()):
        result |= primitives if subset >> i & 1 else 0
    return result


def _moved(subset: int, where: dict[int, int]) -> int:
    """The set with each variable moved to where it is."""
    return sum(1 << where.get(i, i) for i in range(subset.bit_length()) if subset >> i & 1)


def _equality(entry: Json, steps: list[Step]) -> list[tuple[int, int]]:
    """What is 0 by a rule about the blocks of a step."""
    rule = entry.get("rule")
    if type(rule) is not str or rule not in _RULES:
        raise Rejected("an equality by an unknown rule")
    block = _BLOCK if rule == "lift" and "block" in entry else {}
    _fit(entry, _EQUAL | _RULES[rule] | block, "an equality")
    k = _index(entry["step"], len(steps), "step")
    step = steps[k]
    S = _primitives(entry["set"], step.end)
    if rule == "ci":
        if step.base & ~S:
            raise Rejected("independence given what the set does not contain")
        inside = [step.base | S & sum(1 << i for i in block.values()) for block in step.blocks]
        return [(S, 1), *((part, -1) for part in inside), (step.base, len(inside) - 1)]
    if rule == "swap":
        return [(S, 1), (_moved(S, _swap(entry["blocks"], step)), -1)]
    if k == 0:
        raise Rejected("a lift where no step is before")
    return [(S, 1), (_moved(S, _lift(entry, step, steps[k - 1])), -1)]


def _primitives(numbers: list[int], count: int) -> int:
    """The set of these numbers, which ascend."""
    if any(i >= j for i, j in pairwise([-1, *numbers, count])):
        raise Rejected("a set of numbers that do not ascend, or are too large")
    return sum(1 << i for i in numbers)


def _swap(pair: list[int], step: Step) -> dict[int, int]:
    """Where two blocks are if they are exchanged."""
    if len(pair) != 2 or pair[0] == pair[1]:
        raise Rejected("an exchange is of two blocks")
    one, other = (step.blocks[_index(b, len(step.blocks), "block")] for b in pair)
    there = {one[y]: other[y] for y in one}
    return there | {j: i for i, j in there.items()}


def _lift(entry: Json, step: Step, before: Step) -> dict[int, int]:
    """Where exchanges of the blocks of the step before bring the variables of this step."""
    moves: dict[int, int] = {}
    if len(entry["word"]) > len(before.blocks):
        raise Rejected("a lift of more exchanges than there are blocks in the step before")
    for pair in entry["word"]:
        swap = _swap(pair, before)
        moves = {i: swap.get(moves.get(i, i), moves.get(i, i)) for i in swap.keys() | moves.keys()}
    X = step.base
    if _moved(X, moves) != X:
        raise Rejected("a lift moves the base")
    chosen = step.blocks
    where = {i: j for i, j in moves.items() if X >> i & 1}
    if "block" in entry:
        chosen = [step.blocks[_index(entry["block"], len(step.blocks), "block")]]
        if any(i != j for i, j in where.items()):
            raise Rejected("a lift to one block moves variables of the base")
    for block in chosen:
        where |= {at: block[moves.get(y, y)] for y, at in block.items()}
    return where


def _classes(item: Json, variables: tuple[str, ...]) -> Classes:
    """The item's classes of groups; none, if it has no such key."""
    written = item.get("classes", [])
    classes = [[_subset(group, variables) for group in groups] for groups in written]
    if item.get("classes") == [] or not all(classes) or 0 in chain(*classes):
        raise Rejected("no class, a class of no group, or a group of no variable")
    names = list(chain(*chain(*written)))
    if len(set(names)) < len(names):
        raise Rejected("a variable in two groups")
    return classes


def _canonical(subset: int, classes: Classes) -> int:
    """The set with as many first groups of each class in place of those that it contains."""
    for groups in classes:
        held = [G for G in groups if subset & G]
        if any(G & ~subset for G in held):
            raise Rejected("a set contains a group in part")
        subset ^= sum(held) ^ sum(groups[: len(held)])
    return subset


def _mean(terms: list[tuple[int, int]], classes: Classes, n: int) -> Terms:
    """The terms in canonical sets; those with copies, numbered from n, are left as they are."""
    return [(S if S >> n else _canonical(S, classes), c) for S, c in terms]


def _means(total: dict[Coordinate, int], classes: Classes) -> dict[Coordinate, int]:
    """The total in canonical sets, if no exchange of groups within their classes changes it."""
    orbits: dict[Coordinate, list[int]] = {}
    for place, amount in total.items():
        T = place if isinstance(place, str) else _canonical(place, classes)
        orbits.setdefault(T, []).append(amount)
    for T, amounts in orbits.items():
        held = [] if isinstance(T, str) else [sum(T & G > 0 for G in groups) for groups in classes]
        orbit = prod(map(comb, map(len, classes), held))  # how many sets are so canonical
        if len(amounts) < orbit or len(set(amounts)) > 1:
            raise Rejected("goal and givens change when groups of a class are exchanged")
    return {T: sum(amounts) for T, amounts in orbits.items()}


def _violates(item: Json, problem: Problem, sign: int, goal: Constraint, effort: int) -> None:
    """The item is a point as its kind says, at which every given holds, but sign * goal < 0."""
    kind = item["kind"]
    if kind == "polymatroid":
        value = _polymatroid(item, problem)
    else:
        value = _distribution(item, problem, effort)
    for k, given in enumerate(problem.givens):
        amount = value(given)
        if amount < 0 or (given.sense == "=" and amount > 0):
            raise Rejected(f"the {kind} violates given {k}")
    if sign * value(goal) >= 0:
        raise Rejected(f"the {kind} does not violate the goal in this direction")


def _polymatroid(item: Json, problem: Problem) -> Callable[[Constraint], int]:
    """The value of an expression, times a positive number, if the rank is a polymatroid."""
    names, classes = problem.variables, _classes(item, problem.variables)
    axes = [[str(k) for k in range(len(groups) + 1)] for groups in classes]
    if not classes:
        classes, axes = [[1 << i] for i in range(len(names))], [["", name] for name in names]
    h = _ranks(item["rank"], axes)
    numbers, scale = _cleared([*h, *_scalars(item, problem)])
    _is_polymatroid(numbers[: len(h)], list(map(len, axes)))
    single = dict(zip(["", *problem.scalars], [scale, *numbers[len(h) :]], strict=True))

    def value(place: Coordinate) -> int:
        if isinstance(place, str):
            return single[place]
        index = 0
        for groups in reversed(classes):
            index = index * (len(groups) + 1) + sum(place & G > 0 for G in groups)
        return numbers[index]

    return lambda form: sum(coefficient * value(place) for place, coefficient in form.terms)


def _scalars(item: Json, problem: Problem) -> list[Rational]:
    """The values of the scalars, in the problem's order."""
    values = _fit(item["scalars"], dict.fromkeys(problem.scalars, str), "scalars")
    return [_rational(values[name]) for name in problem.scalars]


def _ranks(rank: Json, axes: list[list[str]]) -> list[Rational]:
    """The rank at each choice of a label per axis; the keys are these, joined by commas."""
    if len(rank) != prod(map(len, axes)) - 1:
        raise Rejected("the rank has not one key for each nonempty set")
    keys = [""]
    for labels in axes:
        keys = [f"{key},{label}".strip(",") for label in labels for key in keys]
    _fit(rank, dict.fromkeys(keys[1:], str), "the rank")
    numbers = {text: _rational(text) for text in set(rank.values())}
    return [_rational("0"), *(numbers[rank[key]] for key in keys[1:])]


def _is_polymatroid(h: list[int], sizes: list[int]) -> None:
    """h(N) >= h(N-i), and h(Si) + h(Sj) >= h(Sij) + h(S) for S without i, j (Yeung's elementals).

    They suffice: sums of the second along chains give I(A;B|C) >= 0 for disjoint A, B, C, and
    h(Si) - h(S) >= h(N) - h(N-i) >= 0, so that h is monotone. If A, B, C overlap, I(A;B|C) is one
    of disjoint sets plus a conditional entropy, which is a difference of h along a chain.

    Here an axis is a variable or a class, S a count on each axis, and Si one more on axis i; with
    room for two, i = j is meant too. The second says: no step along j increases h(Si) - h(S).
    """
    for i in range(len(sizes)):
        layers = [h[k :: sizes[i]] for k in range(sizes[i])]
        h = list(chain(*layers))  # the first axis has become the last
        gains = [list(map(sub, more, less)) for less, more in pairwise(layers)]
        if gains[-1][-1] < 0:
            raise Rejected(f"the rank decreases in the last step along axis {i}")
        for j in range(i, len(sizes)):
            if j > i:
                flat = list(chain(*gains))
                gains = [flat[k :: sizes[j]] for k in range(sizes[j])]
            if any(any(map(lt, less, more)) for less, more in pairwise(gains)):
                raise Rejected(f"the rank is not submodular in axes {i} and {j}")


def _distribution(item: Json, problem: Problem, effort: int) -> Callable[[Constraint], int]:
    """The sign of an expression, if the outcomes are those of random variables."""
    rows = [_values(outcome["values"], problem.variables) for outcome in item["outcomes"]]
    if len(set(rows)) < len(rows):
        raise Rejected("an outcome twice")
    weights, W = _cleared([_rational(outcome["p"], "+") for outcome in item["outcomes"]])
    if sum(weights) != W:
        raise Rejected("the probabilities do not sum to 1")
    numbers, scale = _cleared(_scalars(item, problem))
    single = dict(zip(["", *problem.scalars], [scale, *numbers], strict=True))

    def sign(form: Constraint) -> int:
        joint = [(_marginal(S, rows, weights), c) for S, c in form.terms if isinstance(S, int)]
        bits = sum(c * single[place] for place, c in form.terms if isinstance(place, str))
        if not bits and _is_one(joint, W, effort):
            return 0
        total = {2: bits * W}  # W * scale * expression = sum of total[k] * log2(k)
        for at, c in joint:
            total[W] = total.get(W, 0) + c * scale * W
            for k, w in zip(at, weights, strict=True):
                total[k] = total.get(k, 0) - c * scale * w
        return _sign(total, effort)

    return sign


def _values(values: Json, variables: tuple[str, ...]) -> tuple[str, ...]:
    """The values of the variables at an outcome, as texts that differ if they do.

    0 and "0" are two; and texts, unlike integers, cannot be chosen so that their hashes are equal.
    """
    if values.keys() != set(variables):
        raise Rejected("an outcome has not one key for each variable")
    if not {*map(type, values.values())} <= {int, str}:
        raise Rejected("a value of a variable is neither an integer nor a string")
    row = [values[name] for name in variables]
    return tuple([repr(value) if type(value) is str else hex(value) for value in row])


def _marginal(subset: int, rows: list[tuple[str, ...]], weights: list[int]) -> list[int]:
    """W * p(S) at each outcome, for a subset S."""
    kept = [i for i in range(subset.bit_length()) if subset >> i & 1]
    keys = [tuple([row[i] for i in kept]) for row in rows]
    total = dict.fromkeys(keys, 0)
    for key, w in zip(keys, weights, strict=True):
        total[key] += w
    return [total[key] for key in keys]


def _is_one(joint: list[tuple[list[int], int]], whole: int, effort: int) -> bool:
    """Whether the product of p(S)^c is 1 at every outcome; no, if that would be long to see."""
    common = gcd(*(c for _, c in joint))
    powers = [c // common for _, c in joint]
    cases = {*zip(*(ks for ks, _ in joint), strict=True)}
    size = sum(map(abs, powers)) * whole.bit_length()
    return len(cases) * size**2 <= _QUICK * effort and all(
        prod(Fraction(k, whole) ** c for k, c in zip(at, powers, strict=True)) == 1 for at in cases
    )


def _sign(total: dict[int, int], effort: int = _EFFORT) -> int:
    """The sign of the sum of total[k] * log2(k)."""
    bits, coprime = 32, False
    while total := {k: a for k, a in total.items() if a and k > 1}:
        if len(total) * bits**2 > effort:
            raise Rejected("a sum of logarithms is too long, or too close to 0, to find its sign")
        about = sum(a * _log2(k, bits) for k, a in total.items())
        low, high = (about + 2 * sum(a for a in total.values() if s * a > 0) for s in (-1, 1))
        if low > 0 or high < 0:
            return 1 if low > 0 else -1
        bits *= 2
        if not coprime and sum(map(int.bit_length, total)) ** 2 <= _QUICK * effort:
            total, coprime = _coprime(total), True
    return 0


def _coprime(total: dict[int, int]) -> dict[int, int]:
    """The same sum of total[k] * log2(k), over pairwise coprime k."""
    base: dict[int, int] = {}
    left = sorted(total.items())
    while left:
        k, a = left.pop()
        m = next((m for m in base if gcd(k, m) > 1), None)
        if m is None:
            base[k] = a
            continue
        b, g = base.pop(m), gcd(k, m)
        (i, k), (j, m) = _divided(k, g), _divided(m, g)
        left += [(x, e) for x, e in ((g, a * i + b * j), (k, a), (m, b)) if x > 1 and e]
    return base


def _divided(k: int, g: int) -> tuple[int, int]:
    """How often k can be divided by g, and what is left then."""
    times = 0
    while k % g == 0:
        k, times = k // g, times + 1
    return times, k


def _log2(k: int, bits: int) -> int:
    """An integer n with n <= 2^bits * log2(k) < n + 2.

    Squaring doubles a logarithm: whether x^2 >= 2 is the first binary digit of log2(x), for
    1 <= x < 2, and x^2, halved if it is, has the others. Each cut of x to so many places takes
    less than 2^(1 - places) from log2(x), and each later step doubles this. The first cut and two
    in each step take less than 6 * 2^(bits - places) < 1, and the digits that are not formed < 1.
    """
    n, places = k.bit_length() - 1, bits + 4
    x = k << places - n if n <= places else k >> n - places
    for _ in range(bits):
        x = x * x >> places
        digit = x >> places + 1
        n, x = 2 * n + digit, x >> digit
    return n


def _name(name: str) -> str:
    if not name or not name.isprintable() or " " in name or "," in name:
        raise Rejected(f"{name[:40]!r} is not a name")
    return name


def _subset(names: Json, variables: tuple[str, ...]) -> int:
    S = i = 0
    for name in _fit(names, [str], "a set"):
        try:
            i = variables.index(name, i) + 1
        except ValueError:
            reason = f"{name[:40]!r} in a set is unknown or not in ground-set order"
            raise Rejected(reason) from None
        S |= 1 << i - 1
    return S


def _index(value: int, count: int, what: str) -> int:
    if not 0 <= value < count:
        raise Rejected(f"there is no such {what}")
    return value


def _rational(text: Json, signs: str = "-0+") -> Rational:
    """The number, if its sign is one of these and it is written in the one canonical way."""
    head, slash, tail = _fit(text, str, "a number").partition("/")
    if max(len(head), len(tail)) > _DIGITS:
        raise Rejected(f"a number of more than {_DIGITS} digits")
    try:
        value = Fraction(int(head), int(tail)) if slash else int(head)
    except (ValueError, ZeroDivisionError):
        value = 0  # and its spelling, "0", is none that can fail
    if str(value) != text:
        raise Rejected(f"{text[:40]!r} is not a rational number in lowest terms")
    if "0+-"[(value > 0) - (value < 0)] not in signs:
        raise Rejected(f"{text[:40]!r} has the wrong sign here")
    return value


def _cleared(numbers: Collection[Rational]) -> tuple[list[int], int]:
    """The numbers times their least common denominator, and that denominator."""
    scale = 1
    for denominator in {number.denominator for number in numbers}:
        scale = lcm(scale, denominator)
        if scale.bit_length() * len(numbers) > _BITS:
            raise Rejected("a common denominator is too large")
    return [number.numerator * (scale // number.denominator) for number in numbers], scale


def _fit(value: Json, shape: Json, place: str) -> Json:
    """The value, if it has this shape: a type, [that of each item], {key: that of its value}."""
    kind: Json = shape if type(shape) is type else type(shape)
    if type(value) is not kind:
        raise Rejected(f"{place} is not {_TYPES[kind]}")
    if type(shape) is list:
        for k, item in enumerate(value):
            _fit(item, shape[0], f"{place}[{k}]")
    elif type(shape) is dict:
        if odd := value.keys() ^ shape.keys():
            raise Rejected(f"{place} has an unknown key or lacks one: {min(odd)[:40]!r}")
        for key, part in shape.items():
            _fit(value[key], part, f"{place}.{key}")
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(found := dict(pairs)) < len(pairs):
        raise Rejected("a key twice in one object")
    return found


def _written(place: Coordinate, problem: Problem) -> str:
    if isinstance(place, str):
        return place
    names = (*problem.variables, *map(str, range(len(problem.variables), place.bit_length())))
    return f"h({','.join(name for i, name in enumerate(names) if place >> i & 1)})"


def _told(checked: Checked) -> str:
    """What is established, in words, and of what, in coordinates."""
    problem, lines = checked.problem, [f"accepted, {checked.verdict}: {_TOLD[checked.verdict]}"]
    lines += [f"variables: {' '.join(problem.variables)}", f"scalars: {' '.join(problem.scalars)}"]
    for what, forms in (("given", problem.givens), ("goal", problem.goals)):
        for k, form in enumerate(forms):
            terms = sorted((_written(place, problem), number) for place, number in form.terms)
            words = [f"{Fraction(number, form.scale)} {place}" for place, number in terms]
            total = " + ".join(map(str.rstrip, words)).replace("+ -", "- ") or "0"
            lines.append(f"{what} {k}: {total} {form.sense} 0")
    for kind, goal, direction in checked.facts:
        lines.append(kind if goal is None else f"{kind}: goal {goal}, {direction} 0")
    return "\n    ".join(lines)


def main(files: list[str]) -> int:
    """Print what each file establishes; 0: all accepted, 1: some rejected, 2: some unreadable."""
    if not files:
        sys.stderr.write("usage: python -I kernel.py CERTIFICATE...\n")
    worst = 0 if files else 2
    for file in files:
        try:
            told = _told(check(load(Path(file).read_bytes())))
        except Rejected as reason:
            told, worst = f"rejected: {reason}", max(worst, 1)
        except OSError as error:
            told, worst = f"unreadable: {error.strerror}", 2
        sys.stdout.buffer.write(f"{file}: {told}\n".encode(errors="backslashreplace"))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
