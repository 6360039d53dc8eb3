"""The trusted kernel: it reads a certificate document and returns what the document establishes.

It knows nothing of how evidence is found, imports the standard library only, and runs alone:
`python -I itip/kernel.py FILE...`. docs/certificate.md describes the documents.

Legend
    N, n         the ground set of random variables, and their number
    i, j         single variables
    S, A, B, C   subsets of N; in code, integers whose bit i stands for the i-th variable
    h            a function on the subsets of N with h(empty) = 0: joint entropies, in bits
    coordinate   what is summed: a nonempty S for h(S), the name of a scalar, or "" for 1 bit

Mathematics
    I(A;B|C) = h(AC) + h(BC) - h(ABC) - h(C) for any A, B, C; in particular I(A;A|C) = H(A|C).
    Every I(A;B|C) of random variables is >= 0 (Shannon). If all are, h is called a polymatroid.
    Proof: identically, goal = sum of weight * I(A;B|C) + sum of weight * given + constant, with
    weights and constant >= 0 (on a given "= 0", a weight of any sign). So the goal is >= 0 at
    every polymatroid, with any scalars, that satisfies the givens. Contradiction: such a sum, its
    constant > 0, is identically 0, so that nothing satisfies the givens. Polymatroid: one that
    satisfies the givens but not the goal, so that there is no proof. By Farkas' lemma, one of
    the three always exists.
"""

import json
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = Any  # of a value that _fit has passed, the shape is known
Coordinate: TypeAlias = int | str
Rational: TypeAlias = int | Fraction
Summand: TypeAlias = tuple[Rational, Iterable[tuple[Coordinate, int]]]  # weight, terms
Fact: TypeAlias = tuple[str, int | None, str]  # kind, goal, direction; or kind, None, ""

_DIGITS = 4000  # of a numerator or denominator; Python itself reads 4300
_BITS = 1 << 24  # by which a common denominator may lengthen the numbers of one list
_NAMES = 1024  # of variables and scalars
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
_KINDS = {
    "proof": {**_ABOUT, **_SUM},
    "contradiction": {"kind": str, **_SUM},
    "polymatroid": {**_ABOUT, "rank": dict, "scalars": dict},
}


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
    facts = tuple(_fact(item, problem, k) for k, item in enumerate(whole["evidence"]))
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
        if not name or not name.isprintable() or " " in name or "," in name:
            raise Rejected(f"{name[:40]!r} is not a name")
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
    """`not-shannon` if some part of a goal has no proof, `shannon` if all parts have one."""
    kinds, shown = {fact[0] for fact in facts}, {fact[1:] for fact in facts}
    if len(shown) < len(facts):
        raise Rejected("evidence for the same goal and direction twice")
    if "polymatroid" in kinds:
        return "not-shannon"
    for g, goal in enumerate(() if "contradiction" in kinds else problem.goals):
        for direction in _DIRECTIONS[goal.sense]:
            if (g, direction) not in shown:
                raise Rejected(f"no evidence for goal {g}, direction {direction!r}")
    return "shannon"


def _fact(item: Json, problem: Problem, k: int) -> Fact:
    """What item k of the evidence shows."""
    kind = item.get("kind")
    if type(kind) is not str or kind not in _KINDS:
        raise Rejected(f"evidence[{k}] is of an unknown kind")
    _fit(item, _KINDS[kind], f"evidence[{k}]")
    if kind == "contradiction":
        _vanishes(item, problem, "+", [])
        return kind, None, ""
    goal = problem.goals[_index(item["goal"], len(problem.goals), "goal")]
    if item["direction"] not in _DIRECTIONS[goal.sense]:
        raise Rejected(f"the goal has no direction {item['direction'][:40]!r}")
    sign = 1 if item["direction"] == ">=" else -1
    if kind == "proof":
        _vanishes(item, problem, "0+", [(Fraction(-sign, goal.scale), goal.terms)])
    else:
        _violates(item, problem, sign, goal)
    return kind, item["goal"], item["direction"]


def _vanishes(item: Json, problem: Problem, signs: str, summands: list[Summand]) -> None:
    """0 = summands + sum of weight * I(A;B|C) + sum of weight * given + constant, identically."""
    for entry in item["shannon"]:
        A, B, C = (_subset(entry[key], problem.variables) for key in ("a", "b", "given"))
        if not (A and B):
            raise Rejected("I(A;B|C) with an empty A or B")
        weight = _rational(entry["weight"], "+")
        summands.append((weight, ((A | C, 1), (B | C, 1), (A | B | C, -1), (C, -1))))
    for entry in item["givens"]:
        given = problem.givens[_index(entry["given"], len(problem.givens), "given")]
        weight = _rational(entry["weight"], "-+" if given.sense == "=" else "+")
        summands.append((Fraction(weight, given.scale), given.terms))
    summands.append((_rational(item["constant"], signs), [("", 1)]))
    total: dict[Coordinate, int] = {}
    weights, _ = _cleared([weight for weight, _ in summands])
    for weight, (_, terms) in zip(weights, summands, strict=True):
        for place, coefficient in terms:
            total[place] = total.get(place, 0) + weight * coefficient
    total[0] = 0  # h(empty) = 0
    if wrong := [place for place, amount in total.items() if amount]:
        place = _written(min(wrong, key=str), problem) or "the constant"
        raise Rejected(f"the sum is not as claimed in {place[:80]}")


def _violates(item: Json, problem: Problem, sign: int, goal: Constraint) -> None:
    """The rank is a polymatroid; with the scalars it has every given, but sign * goal < 0."""
    h, values = _ranks(item["rank"], problem.variables), item["scalars"]
    _fit(values, dict.fromkeys(problem.scalars, str), "scalars")
    numbers, scale = _cleared([*h, *(_rational(values[name]) for name in problem.scalars)])
    _is_polymatroid(numbers[: len(h)], len(problem.variables))
    places: list[Coordinate] = [*range(len(h)), *problem.scalars, ""]
    point = dict(zip(places, [*numbers, scale], strict=True))

    def amount(constraint: Constraint) -> int:
        return sum(coefficient * point[place] for place, coefficient in constraint.terms)

    for k, given in enumerate(problem.givens):
        if amount(given) < 0 or (given.sense == "=" and amount(given) > 0):
            raise Rejected(f"the polymatroid violates given {k}")
    if sign * amount(goal) >= 0:
        raise Rejected("the polymatroid does not violate the goal in this direction")


def _ranks(rank: Json, variables: tuple[str, ...]) -> list[Rational]:
    """h(S) at index S; the keys are, for each nonempty S, its names joined by commas."""
    if len(rank) != (1 << len(variables)) - 1:
        raise Rejected("the rank has not one key for each nonempty set")
    keys, h = [""], [_rational("0")]
    for name in variables:
        for key in keys.copy():
            keys.append(f"{key},{name}" if key else name)
            if keys[-1] not in rank:
                raise Rejected(f"the rank of {keys[-1][:40]!r} is missing")
            h.append(_rational(rank[keys[-1]]))
    return h


def _is_polymatroid(h: list[int], n: int) -> None:
    """h(N) >= h(N-i), and h(Si) + h(Sj) >= h(Sij) + h(S) for S without i, j (Yeung's elementals).

    They suffice: sums of the second along chains give I(A;B|C) >= 0 for disjoint A, B, C, and
    h(Si) - h(S) >= h(N) - h(N-i) >= 0, so that h is monotone. If A, B, C overlap, I(A;B|C) is one
    of disjoint sets plus a conditional entropy, which is a difference of h along a chain.
    """
    N = (1 << n) - 1
    for i in range(n):
        if h[N] < h[N ^ 1 << i]:
            raise Rejected(f"the rank decreases when variable {i} joins the others")
        for j in range(i):
            a, b = 1 << i, 1 << j
            for S in range(N + 1):
                if not S & (a | b) and h[S | a] + h[S | b] < h[S | a | b] + h[S]:
                    raise Rejected(f"the rank is not submodular in variables {j} and {i}")


def _subset(names: Json, variables: tuple[str, ...]) -> int:
    S = 0
    for name in _fit(names, [str], "a set"):
        bit = 1 << variables.index(name) if name in variables else 0
        if bit <= S:
            raise Rejected(f"{name[:40]!r} in a set is unknown or not in ground-set order")
        S |= bit
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
    return f"h({','.join(name for i, name in enumerate(problem.variables) if place >> i & 1)})"


def _told(checked: Checked) -> str:
    """What is established, in words, and of what, in coordinates."""
    problem, does = checked.problem, "imply" if checked.verdict == "shannon" else "do not imply"
    lines = [f"accepted, {checked.verdict}: givens {does} goals by Shannon's inequalities"]
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
