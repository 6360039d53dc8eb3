"""Reductions: a smaller problem has the same answer, and its evidence holds for the original.

Problems of any size are reduced here, small ones too, which `prove` does not trouble to reduce.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations, pairwise, permutations
from random import Random
from typing import Any

import pytest

import itip
from itip import kernel
from itip.documents import problem_document
from itip.entropy.cone import SymmetricPolymatroid
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import GroundSet
from itip.prover import shannon
from itip.prover.effort import Effort
from itip.prover.method import Method
from itip.prover.reduction import coordinates, lift, merging
from itip.prover.reduction.averaging import Symmetries, symmetries
from itip.prover.reduction.coordinates import Reduction
from itip.prover.reduction.identify import identify
from itip.prover.reduction.merging import Merging
from itip.prover.reduction.vanishing import Consequences, Dependence, consequences

prove = partial(itip.prove, shannon_only=True)  # these are about Shannon's inequalities


def reduced(text: str, *, solver: str = "exact") -> str:
    """The verdict on the reduced problem, its document being one on the original problem."""
    statement = itip.parse(text)
    problem = itip.translate(statement)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shannon, "PLAIN_VARIABLES", -1)
        evidence = tuple(shannon.decide(problem, Method(solver, "simplex"), Effort()))
    proofs = [item for item in evidence if not isinstance(item, itip.Counterexample)]
    if len(proofs) == len(evidence):
        verdict: itip.Proved | itip.NotProvable = itip.Proved(statement, problem, tuple(proofs))
    else:
        shown = tuple(item for item in evidence if not isinstance(item, itip.Contradiction))
        verdict = itip.NotProvable(statement, problem, shown)
    checked = kernel.check(verdict.certificate())
    assert checked.problem == kernel.read_problem(
        problem_document(problem), len(statement.given)
    ), text
    assert checked.verdict == verdict.verdict, text
    return checked.verdict


def sizes(text: str) -> tuple[str, int, int]:
    """The verdict by a linear program, and the joint entropies and inequalities left in it."""
    found: list[Reduction] = []
    reduce = coordinates.reduce

    def recorded(*arguments: Any, **named: Any) -> Reduction:  # noqa: ANN401  all it may take
        found.append(reduce(*arguments, **named))
        return found[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coordinates, "reduce", recorded)
        verdict = prove(text, strategy="simplex").verdict
    last = found[-1]
    return verdict, len(last.coordinates), len(last.quotient.rows[0])


def names(count: int) -> list[str]:
    """The names of so many variables."""
    return [f"X{i}" for i in range(1, count + 1)]


def joint(variables: list[str] | tuple[str, ...]) -> str:
    """The joint entropy of variables, as text."""
    return f"H({','.join(variables)})"


# Random statements

LETTERS = "ABCDEFGJ"


def group(random: Random, n: int, most: int = 2) -> str:
    """A few of the first n variables."""
    return ",".join(sorted(random.sample(LETTERS[:n], random.randint(1, min(most, n)))))


def measure(random: Random, n: int, *, shannons: bool = False) -> str:
    """A measure of at most n variables; one of Shannon's, if it must be."""
    a, b, c = (group(random, n) for _ in range(3))
    forms = [f"H({a},{b})", f"H({a}|{b})", f"I({a};{b})", f"I({a};{b}|{c})", f"I({a};{b}|{c})"]
    return random.choice(forms if shannons else [*forms, f"I({a};{b};{c})"])


def total(random: Random, n: int, *, rich: bool = False, shannons: bool = False) -> str:
    """A sum of up to three measures, where it is rich with a scalar or a constant."""
    factors = ["", "", "2 ", "1/2 ", "7/3 "]
    count = random.randint(1, 3)
    terms = [random.choice(factors) + measure(random, n, shannons=shannons) for _ in range(count)]
    if rich and random.random() < 0.5:
        terms.append(random.choice(["R1", "2 R1", "R2", "1", "1/2"]))
    return " + ".join(terms)


def structure(random: Random, n: int) -> list[str]:
    """Givens of one of the kinds that reductions look for, and of some that resemble them."""
    a, b, c, *others = random.sample(LETTERS[:n], n) * (1 if n >= 3 else 2)
    d = others[0] if others else a
    x, y = measure(random, n, shannons=True), measure(random, n)
    return random.choice(
        [
            [f"H({a}) = 0"],
            [f"{a} = f({b})", f"{b} = g({a})"],
            [f"{total(random, n, shannons=True)} <= 0"],
            [f"{a} = f({b},{c})", f"{b} = g({a},{c})", f"{c} = k({a},{b})", f"indep({a},{b})"],
            [f"H({a}|{b},{c}) + H({b}|{a},{c}) + H({c}|{a},{b}) <= 0", f"I({a};{b}) = 0"],
            [f"H({a},{b}) = H({b},{c})", f"H({a},{c}) = H({b},{c})"],
            [f"H({a},{b},{c}) = H({a},{b})", f"H({a},{b}) = H({c})"],
            [f"{a} -> {b} -> {c}", f"{b} -> {a} -> {c}"],
            [" -> ".join(random.sample(LETTERS[:n], min(n, 4)) if n >= 3 else [a, b, a])],
            [f"indep({', '.join(LETTERS[:n])})"],
            [f"indep(({a},{b}), {c}, {d})" if d not in (a, b, c) else f"indep({a}, {b})"],
            [f"({a},{b}) ~ ({a},{c})"],
            [f"symmetric({', '.join(LETTERS[: min(n, 3)])})"],
            [f"symmetric(({a},{b}), ({c},{d}))" if d not in (a, b, c) else f"H({a}) = H({b})"],
            [f"H({a}) + H({b}|{a}) <= 0"],
            [f"2 {x} + {y} <= {y}"],
            [f"3 {x} <= 0", f"0 = 5/2 {x}"],
            [f"{x} >= 0", f"{x} = 0"],
        ]
    )


def renamings(random: Random, n: int) -> list[dict[str, str]]:
    """A group of permutations: all of a few variables, cyclic, dihedral, or of pairs."""
    k = random.randint(2, n)
    base = LETTERS[:k]
    shifts = [base[i:] + base[:i] for i in range(k)]
    kinds = [list(map("".join, permutations(LETTERS[: min(k, 3)]))), shifts]
    kinds.append([*shifts, *(shift[::-1] for shift in shifts)])
    if n >= 4:
        pairs = ["ABCD", "CDAB", "BADC", "DCBA", "BACD", "ABDC", "DCAB", "CDBA"]
        kinds += [pairs, pairs[:2], pairs[:4]]
    images = random.choice(kinds)
    return [dict(zip(LETTERS, image, strict=False)) for image in images]


def renamed(text: str, change: dict[str, str]) -> str:
    """The text with variables renamed."""
    return re.sub(r"\b[A-GJ]\b", lambda name: change.get(name[0], name[0]), text)


def statement(seed: int, most: int = 5, least: int = 2) -> str:
    """A statement with givens that give reductions much to do; every other one is symmetric."""
    random = Random(seed)  # noqa: S311  nothing secret depends on it
    n = random.randint(least, most)
    rich = random.random() < 0.25
    givens = [given for _ in range(random.randint(0, 3)) for given in structure(random, n)]
    if rich:
        sign = random.choice([">=", "<=", "="])
        givens.append(f"{total(random, n, rich=True)} {sign} {total(random, n, rich=True)}")
    left, right = (total(random, n, rich=rich) for _ in range(2))
    if random.random() < 0.5:
        group_of = renamings(random, n)
        left, right = (
            " + ".join(renamed(text, change) for change in group_of) for text in (left, right)
        )
        if random.random() < 0.8 and len(givens) * len(group_of) < 40:
            givens = [renamed(given, change) for given in givens for change in group_of]
    claim = f"{left} {random.choice(['<=', '<=', '>=', '='])} {right}"
    if random.random() < 0.1:
        claim = " -> ".join(LETTERS[: max(3, n)])
    if random.random() < 0.1:
        givens.append("H(A) >= 1")
    return f"{claim} given {', '.join(givens)}" if givens else claim


# Laws


@pytest.mark.parametrize("batch", range(10))
def test_reduced_problems_have_the_same_answer(batch: int) -> None:
    """Random statements get the verdict that they get without a reduction, with evidence."""
    for seed in range(60 * batch, 60 * batch + 60):
        text = statement(seed)
        assert reduced(text) == prove(text).verdict, text


@pytest.mark.parametrize("seed", range(25))
def test_six_variables(seed: int) -> None:
    """The same at up to six variables, by a solver."""
    text = statement(1000 + seed, most=6)
    assert reduced(text, solver="highs") == prove(text).verdict, text


@pytest.mark.parametrize("seed", range(24))
def test_seven_or_eight_variables(seed: int) -> None:
    """At seven and eight variables `prove` says, by whatever means, what the whole cone says."""
    text = statement(3000 + seed, most=8, least=7)
    outcome = prove(text)
    assert outcome.verdict == prove(text, reduce=False).verdict, text


def _blocks_of_one(problem: Problem) -> Symmetries:
    return Symmetries(tuple(1 << i for i in range(len(problem.ground))))


def _merge_nothing(problem: Problem) -> tuple[Problem, Merging]:
    """Leave out the variables that occur nowhere, but merge none."""
    constraints = problem.goals + problem.givens
    occurring = {s for constraint in constraints for s, _ in constraint.expression.entropies}
    kept = [i for i in range(len(problem.ground)) if any(s >> i & 1 for s in occurring)]
    merging = Merging(problem.ground, tuple(1 << i for i in kept))
    ground = GroundSet(tuple(problem.ground.names[i] for i in kept))

    def small(expression: Expression) -> Expression:
        entropies = {merging.meets(s): c for s, c in expression.entropies}
        return Expression.of(ground, entropies, dict(expression.scalars), expression.constant)

    goals, givens = (
        tuple(replace(c, expression=small(c.expression)) for c in listed)
        for listed in (problem.goals, problem.givens)
    )
    return Problem(ground, problem.scalars, goals, givens), merging


LESS: dict[str, tuple[object, str, Callable[..., object]]] = {
    "no symmetry": (coordinates, "symmetries", _blocks_of_one),
    "no automorphisms": (
        coordinates,
        "symmetries",
        lambda problem: Symmetries(symmetries(problem).blocks),
    ),
    "no ring": (coordinates, "ring", lambda _sets, _n: ()),
    "nothing that vanishes": (
        coordinates,
        "consequences",
        lambda _zeros, rules: Consequences(tuple(rules)),
    ),
    "no independences": (
        coordinates,
        "consequences",
        lambda zeros, rules: replace(consequences(zeros, rules), independences=()),
    ),
    "independences alone": (
        coordinates,
        "consequences",
        lambda zeros, rules: replace(
            consequences([z for z in zeros if not z.measure.a & z.measure.b], rules),
            dependences=(),
        ),
    ),
    "no givens that equate": (
        coordinates,
        "identify",
        lambda family, moves, _givens: identify(family, moves, ()),
    ),
    "all givens": (merging, "relevant", lambda problem: tuple(range(len(problem.givens)))),
    "no merging": (shannon, "merge", _merge_nothing),
}


@pytest.mark.parametrize("less", LESS)
def test_each_reduction_can_be_left_out(less: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any one of the reductions the verdicts are the same, and the evidence is right."""
    texts = [statement(seed) for seed in range(2000, 2030)]
    verdicts = [reduced(text) for text in texts]
    room, name, instead = LESS[less]
    monkeypatch.setattr(room, name, instead)
    for text, verdict in zip(texts, verdicts, strict=True):
        assert reduced(text) == verdict, text


SEVEN_OR_MORE = {
    "two chains": "I(A;D) <= I(B;C) + I(E;G) given A -> B -> C -> D, E -> F -> G, H(A|E) <= H(G)",
    "double Markov": "I(A,B;C) <= H(D) given A -> B -> C, B -> A -> C, H(D|A) = 0, H(D|B) = 0, "
    "I(A;B|D) <= H(E|F,G), E = f(F,G)",
    "exclusive or": "H(A,B,C,D,E,F,G) <= 3 H(A) + H(G) given A = f(B,C), B = g(A,C), C = k(A,B), "
    "indep(A,B), H(D|A,E) + H(E|D,F) + H(F|D,E) <= 0, H(D) <= H(A), H(E) <= H(A)",
    "independent groups": "H(A,C,E) + H(B,D,F) + H(G,J) >= 2 H(A,B,C,D,E,F) given "
    "indep((A,B), (C,D), (E,F)), H(G|A) + H(J|B) <= 0",
    "a ring of functions": "H(A,B,C,D,E,F,G) <= H(A,B) given C = f(A,B), D = f(B,C), E = f(C,D), "
    "F = f(D,E), G = f(E,F)",
    "a cycle": "2 H(A,B,C,D,E,F,G,J) <= H(A,B,C) + H(B,C,D) + H(C,D,E) + H(D,E,F) + H(E,F,G) "
    "+ H(F,G,J) + H(G,J,A) + H(J,A,B)",
    "Ingleton under independence": "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) + H(E|F,G) "
    "given I(C;D|A) + I(E;F) <= 0, C _||_ E | G",
    "Ingleton with more": "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) + I(E;F|G) given A -> E -> F, "
    "F -> G -> D, H(G|A,B) = 0",
    "distributions": "H(A,B,C,D) <= 3 H(E,F) given (A,B) ~ (E,F), (B,C) ~ (E,F), (C,D) ~ (E,F), "
    "E -> F -> G, H(A,B,C,D) <= H(A,B) + H(B,C) + H(C,D) + H(G|E)",
    "a secret": "H(S) <= H(A) given S = f(A,B), S = g(B,C), S = k(A,C,D), I(S;A) = 0, "
    "I(S;B) = 0, I(S;C,D) = 0, E -> S -> F",
}


@pytest.mark.parametrize("text", SEVEN_OR_MORE.values(), ids=SEVEN_OR_MORE)
def test_the_whole_cone_agrees(text: str) -> None:
    """At six to nine variables the reduced problem and the whole cone have one answer."""
    assert reduced(text) == prove(text, reduce=False).verdict


NAMED = {
    "chains as a claim": "A -> B -> C -> D given A -> B -> (C,D), (A,B) -> C -> D",
    "a chain as a claim that fails": "A -> B -> C -> D given A -> B -> C, B -> C -> D",
    "a constant": "I(A;B|C) <= I(A;B) given H(C) = 0",
    "all constants": "H(A,B,C) = 0 given H(A) = 0, H(B|A) + H(C|B) <= 0",
    "one and the same": "H(A|C) = H(B|C) given A = f(B), B = g(A)",
    "a sum that hides": "H(X) = 0 given H(X|Y) + I(A;B|C) <= 0, I(X;Y) + H(A|B) <= 0",
    "cancellation": "H(X|Y) = 0 given H(X|Y) + 3 H(Z) - 2 H(Z) <= H(Z)",
    "two scales": "I(X;Y) = 0 given 3 I(X;Y) = 0, 1/7 I(X;Y) = 0, I(X;Y) = 0",
    "symmetric, written otherwise": "H(X,Y) = 0 given H(X) + H(Y|X) <= 0",
    "co-information": "I(A;B;C) = I(A;B) given A -> C -> B",
    "scalars": "R1 + R2 >= H(X) given R1 >= H(X|Y), R2 >= I(X;Y)",
    "one for two scalars": "R >= 1/2 H(X,Y) given R >= H(X), R >= H(Y)",
    "contradiction": "H(A) <= 0 given H(X) >= 1, X = f(Y), Y = f(Z), H(Z) = 1/2",
    "symmetric contradiction": "H(A) = H(B) given H(A) >= 1, H(B) >= 1, H(A,B) <= 1/2",
    "symmetric functions": "H(Z) <= H(X) + H(Y) given Z = f(X,Y), H(X) = H(Y), indep(X,Y)",
    "both senses": "H(A) + H(B) + H(C) <= 3 R given H(A,B,C) >= R, H(A,B,C) = R",
    "both senses, vanishing": "H(A,B) + H(A,C) = 2 H(A) + H(B) + H(C) given I(A;B) >= 0, "
    "I(A;C) >= 0, I(A;B) = 0, I(A;C) = 0",
}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_named_cases(text: str) -> None:
    """Cases that each try one thing get their verdict by a reduction, too."""
    assert reduced(text) == prove(text).verdict


# What becomes small


def test_small_problems_are_reduced_here() -> None:
    """What these tests call reduced is: with no reduction there is no verdict."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coordinates, "reduce", None)
        with pytest.raises(TypeError):
            reduced("I(X;Y) >= 0")


def test_a_markov_chain() -> None:
    """A Markov chain of twelve variables has 78 joint entropies and 1013 inequalities."""
    chain = " -> ".join(names(12))
    claim = "I(X1;X12) <= I(X1;X2) + I(X5;X6)"
    assert sizes(f"{claim} given {chain}") == ("shannon", 78, 1013)


@pytest.mark.parametrize("n", [16, 30, 100])
def test_han(n: int) -> None:
    """Han's inequality of n variables has n joint entropies and n inequalities."""
    drops = [joint([x for x in names(n) if x != y]) for y in names(n)]
    assert sizes(f"{n - 1} {joint(names(n))} <= {' + '.join(drops)}") == ("shannon", n, n)


def test_shearer() -> None:
    """Shearer's lemma for the pairs of sixteen variables has sixteen joint entropies."""
    pairs = " + ".join(map(joint, combinations(names(16), 2)))
    assert sizes(f"15 {joint(names(16))} <= {pairs}") == ("shannon", 16, 16)


def test_nested_sets() -> None:
    """Nested sets are a small ring: of twenty-five variables twenty-five sets count."""
    x = names(25)
    nested = " + ".join(joint(x[:k]) for k in range(1, 25))
    verdict, joint_entropies, _ = sizes(f"24 {joint(x)} >= {nested}")
    assert (verdict, joint_entropies) == ("shannon", 25)


def test_the_chain_rule() -> None:
    """The chain rule of twenty-five variables is an identity."""
    x = names(25)
    terms = " + ".join(f"H({x[i]}|{','.join(x[:i])})" for i in range(1, 25))
    assert prove(f"{joint(x)} = H(X1) + {terms}").verdict == "shannon"


@pytest.mark.parametrize("n", [14, 40])
def test_mutual_independence(n: int) -> None:
    """Independent interchangeable variables have one joint entropy, of one of them."""
    x = names(n)
    claim = f"{joint(x)} >= {' + '.join(f'H({name})' for name in x)}"
    assert sizes(f"{claim} given indep({', '.join(x)})") == ("shannon", 1, 1)


def test_a_stated_symmetry() -> None:
    """What symmetric(...) of nine variables states leaves nine joint entropies."""
    given = f"symmetric({', '.join(names(9))})"
    verdict, joint_entropies, _ = sizes(f"I(X1;X2) <= I(X3;X4,X5) given {given}")
    assert (verdict, joint_entropies) == ("shannon", 9)


def test_functions_of_functions() -> None:
    """In a chain of twenty-five functions no more than twenty-five sets count."""
    x = names(25)
    chain = ", ".join(f"{b} = f({a})" for a, b in pairwise(x))
    verdict, joint_entropies, _ = sizes(f"{joint(x)} + H(X7|X9) <= 2 H(X1) given {chain}")
    assert verdict == "shannon"
    assert joint_entropies <= 25


def test_a_chain_written_as_one_sum() -> None:
    """One given that is a sum of dependences and independences says what each of them says."""
    apart = "H(B|A) = 0, I(A;C|B) = 0, H(D|B,C) = 0, E -> C -> A"
    sum_of_all = "H(B|A) + 2 I(A;C|B) + 1/3 H(D|B,C) + I(E;A|C) <= 0"
    claim = "H(D|A) + I(E;B|C) <= H(C|B) + I(E;F|G) + H(G|D)"
    assert sizes(f"{claim} given {apart}") == sizes(f"{claim} given {sum_of_all}")


def common_parts(depth: int) -> Iterator[str]:
    """D1, D2, ... are each common to two variables that are independent given C."""
    for k in range(1, depth + 1):
        before = "".join(f",D{i}" for i in range(1, k))
        yield f"D{k} = f(A{k}{before})"
        yield f"D{k} = f(B{k}{before})"
        yield f"I(A{k};B{k}|C) = 0"


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_dependences_that_rest_on_dependences(depth: int) -> None:
    """That the last is a function of C is carried back through all, each shown once."""
    shown: list[Dependence] = []
    show = lift._show
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lift, "_show", lambda *given: shown.append(given[1]) or show(*given))
        text = f"H(D{depth}|C) <= 0 given {', '.join(common_parts(depth))}"
        assert reduced(text, solver="highs") == "shannon"
    assert len(shown) == len(set(shown)) == 3 * depth


def test_symmetric_counterexample() -> None:
    """A counterexample over forty interchangeable variables is written by counts."""
    claim = f"2 {joint(names(40))} <= {' + '.join(f'H({x})' for x in names(40))}"
    outcome = prove(claim)
    assert isinstance(outcome, itip.NotProvable)
    found = outcome.counterexample.polymatroid
    assert isinstance(found, SymmetricPolymatroid)
    assert len(found.rank) == 40
    assert kernel.check(outcome.certificate()).verdict == "not-shannon"


def test_counterexample_over_merged_variables() -> None:
    """A counterexample over thirty variables that are three in truth is one over thirty."""
    a, b, c = (",".join(names(30)[k : k + 10]) for k in (0, 10, 20))
    outcome = prove(f"I({a};{b}|{c}) <= I({a};{b})")
    assert isinstance(outcome, itip.NotProvable)
    assert len(outcome.counterexample.polymatroid.ground) == 30
    assert kernel.check(outcome.certificate()).verdict == "not-shannon"


def test_a_problem_that_stays_large() -> None:
    """Twenty variables that are all different are a limit, said in words."""
    x = names(20)
    weighed = " + ".join(f"{k} H({name})" for k, name in enumerate(x, 1))
    outcome = prove(f"{joint(x)} + H(X1,X3,X7) <= 3 {joint(x[3:])} + {weighed}")
    assert isinstance(outcome, itip.Unknown)
    assert "20 variables" in outcome.reason


def test_a_few_of_seventy_variables() -> None:
    """What matters of seventy variables may be three, with a function among the far ones."""
    x = names(70)
    givens = [f"H({a}) + H({b}) >= H({c},{a})" for a, b, c in zip(x, x[1:], x[2:], strict=False)]
    givens += ["H(X70|X2) = 0", "I(X69;X1|X3) = 0", "I(X1;X2|X68) = 0"]
    outcome = prove("H(X2|X1) + I(X2;X3) <= H(X3) + H(X2)", given=givens)
    assert outcome.verdict == "shannon"
