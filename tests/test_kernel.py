"""The kernel accepts what is right, and rejects each defect for its reason."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import combinations, permutations, product
from operator import mul
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip import kernel
from itip.entropy.cone import Information, SymmetricPolymatroid
from itip.entropy.translate import translate
from itip.evidence import Counterexample, Proof
from itip.kernel import Checked, Rejected, check, load, read_problem
from itip.language import parse
from itip.verdict import NotProvable, Proved

Json: TypeAlias = Any
Form: TypeAlias = dict[Any, Fraction]
Step: TypeAlias = str | int
KERNEL = Path(kernel.__file__)
CERTIFICATES = Path(__file__).parent / "certificates"
NAMES = sorted(path.stem for path in CERTIFICATES.glob("*.json"))
PROOF = ("evidence", 0)
MEASURE = ("evidence", 0, "shannon", 0)
CLASSES = ("evidence", 0, "classes")
RANK = ("evidence", 0, "rank")
GOAL = ("problem", "goals", 0)
OTHERS: list[object] = [None, True, 0, 1.5, float("nan"), "\x00", [], [[]], {}, {"": []}]
LOOSE = {"X": "1", "Y": "1/3", "X,Y": "1"}
OUTCOMES = ("evidence", 0, "outcomes")
TINY = Fraction(1, 10**30)
COUNTED = {"1,0": "1", "2,0": "2", "0,1": "1", "1,1": "2", "2,1": "2"}  # of "symmetric"


def document(name: str) -> Json:
    """One of the accepted documents, fresh."""
    return load((CERTIFICATES / f"{name}.json").read_bytes())


def put(whole: Json, path: tuple[Step, ...], value: object) -> Json:
    """The document with this value at this place."""
    at = whole
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return whole


def drop(whole: Json, path: tuple[Step, ...]) -> Json:
    """The document without what is at this place."""
    at = whole
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return whole


# What is accepted


@pytest.mark.parametrize(
    ("name", "verdict", "facts"),
    [
        ("data_processing", "shannon", [("proof", 0, ">=")]),
        ("chain_rule", "shannon", [("proof", 0, ">="), ("proof", 0, "<=")]),
        ("overlapping", "shannon", [("proof", 0, ">=")]),
        ("contradiction", "shannon", [("contradiction", None, "")]),
        ("not_conditional", "not-shannon", [("polymatroid", 0, ">=")]),
        ("mixed", "not-shannon", [("proof", 0, ">="), ("polymatroid", 0, "<=")]),
        ("slack", "shannon", [("proof", 0, ">=")]),
        ("nothing_random", "not-shannon", [("polymatroid", 0, ">=")]),
        ("identity", "shannon", [("proof", 0, ">="), ("proof", 0, "<=")]),
        ("han", "shannon", [("proof", 0, ">=")]),
        ("unequal_groups", "shannon", [("proof", 0, ">=")]),
        ("averaged", "shannon", [("contradiction", None, "")]),
        ("symmetric", "not-shannon", [("polymatroid", 0, ">=")]),
        ("exclusive_or", "false", [("distribution", 0, ">=")]),
        ("thirds", "false", [("proof", 0, ">="), ("distribution", 0, "<=")]),
    ],
)
def test_accepted(name: str, verdict: str, facts: list[tuple[str, int | None, str]]) -> None:
    """A right document establishes its verdict, and says by which evidence, of its problem."""
    whole = document(name)
    problem = read_problem(whole["problem"], len(whole["statement"]["given"]))
    assert check(whole) == Checked(problem, verdict, tuple(facts))
    assert naive(whole)


def test_every_document_is_listed() -> None:
    """The table above leaves no certificate of the folder out."""
    assert len(NAMES) == 15


def test_problem_is_a_value() -> None:
    """Problems are equal and hash alike however terms are ordered; a number makes a difference."""
    whole, other = document("mixed"), document("mixed")
    other["problem"]["givens"][0]["terms"].reverse()
    assert check(whole).problem == check(other).problem
    assert hash(check(whole)) == hash(check(other))
    goal = ("problem", "goals", 0, "terms", 0, 1)
    assert read_problem(put(other, goal, "4")["problem"], 1) != check(whole).problem


def test_problem_in_coordinates() -> None:
    """Coordinates are bitmasks in ground-set order, scalars' names, and "" for the constant."""
    problem = check(document("mixed")).problem
    assert (problem.variables, problem.scalars) == (("X", "Y"), ("R",))
    half, more = problem.givens[1], problem.givens[0]
    assert half == kernel.Constraint(frozenset({(3, 2), (2, -2), ("", -1)}), 2, "=", 0)
    assert more == kernel.Constraint(frozenset({("R", 1), (3, -1), (2, 1)}), 1, ">=", 0)


def test_proof_beside_contradiction() -> None:
    """Beside a contradiction a proof may stand, and is checked too."""
    whole = document("contradiction")
    item = {**whole["evidence"][0], "kind": "proof", "goal": 1, "direction": ">="}
    item["givens"] = [{"given": k, "weight": "2"} for k in (0, 1)]
    whole["evidence"].append({**item, "constant": "0"})
    assert check(whole).facts == (("contradiction", None, ""), ("proof", 1, ">="))
    with pytest.raises(Rejected, match="in the constant"):
        check(put(whole, ("evidence", 1, "constant"), "1"))


def test_a_given_more_than_once() -> None:
    """The weights of one given are added up, and each must have the right sign."""
    whole = document("data_processing")
    path = (*PROOF, "givens")
    assert check(put(whole, path, [{"given": 0, "weight": w} for w in ("2", "-5/2", "-1/2")]))
    assert naive(whole)
    with pytest.raises(Rejected, match="not as claimed"):
        check(put(whole, (*path, 0, "weight"), "1"))


def test_a_document_of_another_author_is_the_same() -> None:
    """Keys in another order, spaces and escapes in the text make no difference."""
    text = json.dumps(document("mixed"), indent=3, sort_keys=True).replace("X", "\\u0058")
    assert check(load(text)) == check(document("mixed"))


def uniform(n: int, rank: int, scale: Fraction) -> Json:
    """A document: the uniform matroid of this rank on n elements violates H(X0) <= 0."""
    names = [f"X{i}" for i in range(n)]
    sets = [c for k in range(1, n + 1) for c in combinations(names, k)]
    goal = {"terms": [[["X0"], "-1"]], "sense": ">="}
    item = {"kind": "polymatroid", "goal": 0, "direction": ">=", "scalars": {}}
    ranks = {",".join(c): str(scale * min(len(c), rank)) for c in sets}
    return {
        "format": "itip-certificate",
        "version": 1,
        "statement": {"claim": "H(X0) <= 0", "given": []},
        "problem": {"variables": names, "scalars": [], "goals": [goal], "givens": []},
        "verdict": "not-shannon",
        "evidence": [{**item, "rank": ranks}],
    }


def counted(n: int, rank: int, classes: int) -> Json:
    """The same document, but with so many classes of interchangeable variables."""
    whole = uniform(0, 0, Fraction(1))
    names = whole["problem"]["variables"] = [f"X{i}" for i in range(n)]
    item = whole["evidence"][0]
    item["classes"] = [[[name] for name in names[k::classes]] for k in range(classes)]
    counts = product(*(range(len(groups) + 1) for groups in item["classes"]))
    item["rank"] = {",".join(map(str, k)): str(min(sum(k), rank)) for k in counts if any(k)}
    return whole


@pytest.mark.parametrize(("n", "rank", "classes"), [(40, 7, 1), (1000, 300, 1), (90, 40, 3)])
def test_a_polymatroid_of_counts(n: int, rank: int, classes: int) -> None:
    """With classes, many more variables have a rank; lowering or raising one of it is found."""
    whole = counted(n, rank, classes)
    goal = (*GOAL, "terms")
    each = [[[f"X{i}"], "-1"] for i in range(n)]
    assert check(whole).verdict == check(put(whole, goal, each)).verdict == "not-shannon"
    most = [[[f"X{i}" for i in range(n)], "-1"], ["", str(rank)]]
    with pytest.raises(Rejected, match="does not violate the goal"):
        check(put(counted(n, rank, classes), goal, most))
    assert check(put(whole, goal, [*most[:1], ["", str(rank - 1)]])).verdict == "not-shannon"
    for change in (-1, 1):
        changed = put(counted(n, rank, classes), (*RANK, ",".join("2" * classes)), "")
        put(changed, (*RANK, ",".join("2" * classes)), str(2 * classes + change))
        with pytest.raises(Rejected, match="not submodular"):
            check(changed)


def han(n: int) -> Json:
    """Han's inequality (n - 1) h(N) <= sum of h(N-i), by n - 1 measures."""
    whole = document("han")
    names = whole["problem"]["variables"] = [f"X{i}" for i in range(n)]
    terms: Json = [[[*names[:i], *names[i + 1 :]], "1"] for i in range(n)]
    put(whole, (*GOAL, "terms"), [*terms, [names, str(1 - n)]])
    chain = [
        {"a": [names[i]], "b": names[i + 1 :], "given": names[:i], "weight": "1"}
        for i in range(n - 1)
    ]
    put(whole, (*PROOF, "shannon"), chain)
    return put(whole, CLASSES, [[[name] for name in names]])


def test_han() -> None:
    """Han's inequality for many variables is proved by one chain, without one of it no more."""
    for n in (2, 3, 30, 100):
        assert check(han(n)).facts == (("proof", 0, ">="),)
        with pytest.raises(Rejected, match="not as claimed"):
            check(drop(han(n), (*MEASURE[:-1], n // 2 - 1)))
    assert naive(han(4))


def test_a_part_of_a_group_in_the_condition() -> None:
    """What a measure has of a group is of no consequence where its condition has the whole."""
    whole = document("unequal_groups")
    idle = {"a": ["B"], "b": ["C", "D"], "given": ["B", "C"], "weight": "1"}
    whole["evidence"][0]["shannon"].append(idle)
    assert check(whole).verdict == "shannon"
    assert naive(whole)


def test_written_with_classes() -> None:
    """Evidence with classes is written as the documents are; without, no key is."""
    statement = parse("2 H(X,Y,Z) <= H(X,Y) + H(X,Z) + H(Y,Z)")
    problem = translate(statement)
    shannon = ((Information(1, 2, 4), Fraction(2)), (Information(1, 2, 0), Fraction(1)))
    proof = Proof(0, ">=", shannon, (), Fraction(0), classes=((1, 2, 4),))
    whole = Proved(statement, problem, (proof,)).certificate()
    assert check(whole).facts == (("proof", 0, ">="),)
    assert whole["evidence"][0]["classes"] == [[["X"], ["Y"], ["Z"]]]
    plain = Proved(statement, problem, (replace(proof, classes=()),)).certificate()
    assert "classes" not in plain["evidence"][0]
    statement = parse("H(X,Y,Z) <= H(X)")
    problem = translate(statement)
    rank = (((1, 0), Fraction(1)), ((0, 1), Fraction(1)), ((1, 1), Fraction(2)))
    h = SymmetricPolymatroid(problem.ground, ((1,), (6,)), rank)
    assert [h.value(s) for s in range(8)] == [0, 1, 1, 2, 1, 2, 1, 2]
    found = NotProvable(statement, problem, (Counterexample(0, ">=", h, ()),))
    assert check(found.certificate()).facts == (("polymatroid", 0, ">="),)
    assert naive(found.certificate())


def test_a_polymatroid_of_many_variables() -> None:
    """Uniform matroids, also scaled, are polymatroids; lowering one rank of them is found."""
    assert check(uniform(7, 3, Fraction(2, 7))).verdict == "not-shannon"
    low = put(uniform(7, 3, Fraction(1)), ("evidence", 0, "rank", "X2,X4"), "1")
    with pytest.raises(Rejected, match="not submodular"):
        check(low)


# What is rejected, by the name of the defect

SPOILED: list[tuple[str, str, tuple[Step, ...], object, str]] = [
    # the document
    ("format of another program", "slack", ("format",), "vipr", "not an itip-certificate"),
    ("version unknown", "slack", ("version",), 2, "of version 1"),
    ("version true", "slack", ("version",), True, "document.version is not an integer"),
    ("version a string", "slack", ("version",), "1", "document.version is not an integer"),
    ("version a float", "slack", ("version",), 1.0, "document.version is not an integer"),
    ("statement a string", "slack", ("statement",), "X", "document.statement is not an object"),
    ("claim null", "slack", ("statement", "claim"), None, "claim is not a string"),
    ("given not a list", "slack", ("statement", "given"), "X", "given is not a list"),
    ("given a number", "mixed", ("statement", "given", 0), 7, "given[0] is not a string"),
    ("evidence not a list", "slack", ("evidence",), {}, "evidence is not a list"),
    ("evidence a string", "slack", ("evidence", 0), "trust me", "evidence[0] is not an object"),
    ("problem not an object", "slack", ("problem",), [], "problem is not an object"),
    ("unknown key", "slack", ("comment",), "", "'comment'"),
    ("unknown key in the statement", "slack", ("statement", "let"), "", "'let'"),
    ("unknown key in a goal", "slack", (*GOAL, "source"), 0, "'source'"),
    ("unknown key in a proof", "slack", (*PROOF, "step"), [], "'step'"),
    ("unknown key in a measure", "slack", (*MEASURE, "c"), [], "'c'"),
    # the verdict
    ("verdict too good", "nothing_random", ("verdict",), "shannon", "but 'not-shannon' is shown"),
    ("verdict too bad", "slack", ("verdict",), "not-shannon", "but 'shannon' is shown"),
    ("verdict unknown", "slack", ("verdict",), "true", "but 'shannon' is shown"),
    ("verdict a boolean", "slack", ("verdict",), True, "verdict is not a string"),
    # names
    ("variable twice", "data_processing", ("problem", "variables", 1), "X", "a name twice"),
    ("scalar named as a variable", "mixed", ("problem", "scalars", 0), "X", "a name twice"),
    ("name empty", "mixed", ("problem", "scalars", 0), "", "not a name"),
    ("name with a space", "mixed", ("problem", "scalars", 0), "R 1", "not a name"),
    ("name with a tab", "mixed", ("problem", "scalars", 0), "R\t", "not a name"),
    ("name with a comma", "mixed", ("problem", "scalars", 0), "X,Y", "not a name"),
    ("name with an escape", "mixed", ("problem", "scalars", 0), "\x1b[8m", "not a name"),
    ("name half a character", "mixed", ("problem", "scalars", 0), "\ud800", "not a name"),
    ("name a number", "mixed", ("problem", "scalars", 0), 1, "scalars[0] is not a string"),
    ("variable renamed", "slack", ("problem", "variables", 0), "Y", "'X' in a set is unknown"),
    ("names too many", "slack", ("problem", "scalars"), [f"R{k}" for k in range(1024)], "1024"),
    # goals and givens
    ("no goal", "slack", ("problem", "goals"), [], "there is no goal"),
    ("goals not a list", "slack", ("problem", "goals"), {}, "goals is not a list"),
    ("terms not a list", "slack", (*GOAL, "terms"), {}, "terms is not a list"),
    ("term not a list", "slack", (*GOAL, "terms", 0), "X", "terms[0] is not a list"),
    ("term of one entry", "slack", (*GOAL, "terms", 0), [["X"]], "not a pair"),
    ("term of three entries", "slack", (*GOAL, "terms", 0), [["X"], "1", "1"], "not a pair"),
    ("coordinate unknown", "slack", (*GOAL, "terms", 0, 0), "R", "a set is not a list"),
    ("coordinate a bare variable", "slack", (*GOAL, "terms", 0, 0), "X", "a set is not a list"),
    ("coordinate a number", "slack", (*GOAL, "terms", 0, 0), 1, "a set is not a list"),
    ("coordinate empty", "slack", (*GOAL, "terms", 0, 0), [], "an empty set"),
    ("coordinate twice", "slack", (*GOAL, "terms", 0, 0), ["X"], "a coordinate twice"),
    ("scalar in a set", "mixed", (*GOAL, "terms", 0, 0), ["R"], "'R' in a set is unknown"),
    ("set out of order", "chain_rule", (*GOAL, "terms", 2, 0), ["Y", "X"], "ground-set order"),
    ("variable twice in a set", "slack", (*GOAL, "terms", 1, 0), ["X", "X"], "ground-set order"),
    ("number in a set", "slack", (*GOAL, "terms", 1, 0), ["X", 0], "a set[1] is not a string"),
    ("coefficient zero", "slack", (*GOAL, "terms", 0, 1), "0", "wrong sign"),
    ("coefficient an integer", "slack", (*GOAL, "terms", 0, 1), 1, "a number is not a string"),
    ("coefficient changed", "slack", (*GOAL, "terms", 0, 1), "2", "not as claimed"),
    ("sense reversed", "slack", (*GOAL, "sense"), "<=", "neither '>=' nor '='"),
    ("sense of a goal stronger", "slack", (*GOAL, "sense"), "=", "no evidence for goal 0"),
    ("sense a list", "slack", (*GOAL, "sense"), [">="], "sense is not a string"),
    ("source too large", "mixed", ("problem", "givens", 0, "source"), 1, "no such source"),
    ("source negative", "mixed", ("problem", "givens", 0, "source"), -1, "no such source"),
    ("source false", "mixed", ("problem", "givens", 0, "source"), False, "not an integer"),
    ("source none", "mixed", ("problem", "givens", 0, "source"), None, "not an integer"),
    ("statement without the source", "mixed", ("statement", "given"), [], "no such source"),
    # numbers
    ("number with a plus", "slack", (*PROOF, "constant"), "+1", "not a rational"),
    ("number with a leading zero", "slack", (*PROOF, "constant"), "01", "not a rational"),
    ("number with a space", "slack", (*PROOF, "constant"), " 1", "not a rational"),
    ("number with a line feed", "slack", (*PROOF, "constant"), "1\n", "not a rational"),
    ("number with an underscore", "slack", (*PROOF, "constant"), "1_0", "not a rational"),
    ("number in other digits", "slack", (*PROOF, "constant"), "\u0661", "not a rational"),
    ("number empty", "slack", (*PROOF, "constant"), "", "not a rational"),
    ("number in words", "slack", (*PROOF, "constant"), "one", "not a rational"),
    ("number a decimal", "slack", (*PROOF, "constant"), "1.0", "not a rational"),
    ("number not a number", "slack", (*PROOF, "constant"), "nan", "not a rational"),
    ("number negative zero", "slack", (*PROOF, "constant"), "-0", "not a rational"),
    ("fraction not in lowest terms", "slack", (*PROOF, "constant"), "2/2", "lowest terms"),
    ("fraction over one", "slack", (*PROOF, "constant"), "1/1", "lowest terms"),
    ("fraction over zero", "slack", (*PROOF, "constant"), "1/0", "not a rational"),
    ("fraction over a negative", "slack", (*PROOF, "constant"), "-1/-2", "not a rational"),
    ("fraction of fractions", "slack", (*PROOF, "constant"), "1/2/3", "not a rational"),
    ("fraction without a top", "slack", (*PROOF, "constant"), "/2", "not a rational"),
    ("fraction without a bottom", "slack", (*PROOF, "constant"), "1/", "not a rational"),
    ("number too long", "slack", (*PROOF, "constant"), "1" * 4001, "more than 4000 digits"),
    ("number of 100 MB", "slack", (*PROOF, "constant"), "9" * 10**8, "more than 4000 digits"),
    ("bottom too long", "slack", (*PROOF, "constant"), "1/" + "3" * 4001, "4000 digits"),
    ("number an integer", "slack", (*PROOF, "constant"), 1, "constant is not a string"),
    ("number an object", "slack", (*PROOF, "constant"), {}, "constant is not a string"),
    # proofs
    ("kind unknown", "slack", (*PROOF, "kind"), "witness", "evidence[0] is of an unknown kind"),
    ("kind a list", "slack", (*PROOF, "kind"), ["proof"], "unknown kind"),
    ("goal out of range", "slack", (*PROOF, "goal"), 1, "no such goal"),
    ("goal negative", "slack", (*PROOF, "goal"), -1, "no such goal"),
    ("goal true", "contradiction", (*PROOF, "goal"), True, "'goal'"),
    ("goal false", "slack", (*PROOF, "goal"), False, "goal is not an integer"),
    ("goal huge", "slack", (*PROOF, "goal"), 10**5000, "no such goal"),
    ("direction of an equality only", "slack", (*PROOF, "direction"), "<=", "no direction '<='"),
    ("direction unknown", "slack", (*PROOF, "direction"), "=", "no direction '='"),
    ("direction a list", "slack", (*PROOF, "direction"), [], "direction is not a string"),
    ("direction swapped", "chain_rule", (*PROOF, "direction"), "<=", "not as claimed"),
    ("weight zero", "slack", (*MEASURE, "weight"), "0", "wrong sign"),
    ("weight negative", "slack", (*MEASURE, "weight"), "-1", "wrong sign"),
    ("weight doubled", "slack", (*MEASURE, "weight"), "2", "not as claimed in h(X)"),
    ("weight a float", "slack", (*MEASURE, "weight"), 1.0, "weight is not a string"),
    ("measure of nothing", "slack", (*MEASURE, "a"), [], "an empty A or B"),
    ("measure with nothing", "slack", (*MEASURE, "b"), [], "an empty A or B"),
    ("measure given itself", "slack", (*MEASURE, "given"), ["X"], "not as claimed in h(X)"),
    ("measure of a string", "slack", (*MEASURE, "a"), "X", "a is not a list"),
    ("measure of another", "slack", (*MEASURE, "b"), ["Y"], "'Y' in a set is unknown"),
    ("measure out of order", "overlapping", (*PROOF, "shannon", 1, "a"), ["Y", "X"], "order"),
    ("measure conditioned less", "data_processing", (*MEASURE, "given"), [], "in h(X)"),
    ("given out of range", "mixed", (*PROOF, "givens", 0, "given"), 2, "no such given"),
    ("given index negative", "mixed", (*PROOF, "givens", 0, "given"), -2, "no such given"),
    ("weight of a given zero", "mixed", (*PROOF, "givens", 1, "weight"), "0", "wrong sign"),
    ("weight of an inequality", "mixed", (*PROOF, "givens", 0, "weight"), "-3", "wrong sign"),
    ("weight of an equality", "mixed", (*PROOF, "givens", 1, "weight"), "-3", "not as claimed"),
    (
        "given only an inequality",
        "data_processing",
        ("problem", "givens", 0, "sense"),
        ">=",
        "sign",
    ),
    ("constant negative", "slack", (*PROOF, "constant"), "-1", "wrong sign"),
    ("constant too small", "slack", (*PROOF, "constant"), "1/2", "in the constant"),
    ("constant too large", "slack", (*PROOF, "constant"), "3/2", "in the constant"),
    ("contradiction of nothing", "contradiction", (*PROOF, "constant"), "0", "wrong sign"),
    ("contradiction too small", "contradiction", (*PROOF, "constant"), "1/2", "the constant"),
    ("no contradiction", "contradiction", (*PROOF, "givens"), [], "not as claimed"),
    ("contradiction of a goal", "contradiction", (*PROOF, "kind"), "proof", "'direction'"),
    ("nothing proved", "slack", ("evidence",), [], "no evidence for goal 0, direction '>='"),
    # polymatroids
    ("rank changed", "not_conditional", (*PROOF, "rank", "X,Z"), "2", "decreases"),
    ("rank negative", "not_conditional", (*PROOF, "rank", "X"), "-1", "not submodular"),
    ("rank decreasing", "not_conditional", (*PROOF, "rank", "X,Y,Z"), "1/2", "decreases"),
    ("rank not submodular", "mixed", ("evidence", 1, "rank", "X,Y"), "1", "not submodular"),
    ("rank an integer", "mixed", ("evidence", 1, "rank", "X,Y"), 1, "rank.X,Y is not a string"),
    ("rank a list", "mixed", ("evidence", 1, "rank"), [], "rank is not an object"),
    ("rank empty", "mixed", ("evidence", 1, "rank"), {}, "not one key for each"),
    ("rank of the empty set", "mixed", ("evidence", 1, "rank", ""), "0", "not one key for each"),
    ("rank of a set twice", "mixed", ("evidence", 1, "rank", "Y,X"), "5/6", "not one key for"),
    ("scalar missing", "mixed", ("evidence", 1, "scalars"), {}, "'R'"),
    ("scalar unknown", "mixed", ("evidence", 1, "scalars", "Q"), "1", "'Q'"),
    ("scalar an integer", "mixed", ("evidence", 1, "scalars", "R"), 1, "R is not a string"),
    ("given violated", "mixed", ("evidence", 1, "scalars", "R"), "1/3", "violates given 0"),
    ("equality exceeded", "mixed", ("evidence", 1, "rank", "Y"), "2/5", "violates given 1"),
    ("equality missed", "mixed", ("evidence", 1, "rank"), LOOSE, "violates given 1"),
    ("goal not violated", "mixed", ("evidence", 1, "scalars", "R"), "1/2", "does not violate"),
    ("goal holds", "nothing_random", (*PROOF, "scalars", "R"), "1", "does not violate"),
    ("goal violated elsewhere", "mixed", ("evidence", 1, "direction"), ">=", "not violate"),
    ("verdict of a proof", "mixed", ("verdict",), "shannon", "but 'not-shannon' is shown"),
    # classes
    ("classes empty", "han", CLASSES, [], "no class"),
    ("classes empty and idle", "slack", CLASSES, [], "no class"),
    ("class of no group", "han", (*CLASSES, 0), [], "a class of no group"),
    ("group of no variable", "han", (*CLASSES, 0, 1), [], "a group of no variable"),
    ("class an object", "han", (*CLASSES, 0), {}, "classes[0] is not a list"),
    ("group a name", "han", (*CLASSES, 0, 1), "X", "classes[0][1] is not a list"),
    ("variable of a group an index", "han", (*CLASSES, 0, 1), [1], "[1][0] is not a string"),
    ("variable of a group unknown", "han", (*CLASSES, 0, 1), ["V"], "'V' in a set is unknown"),
    ("group out of order", "unequal_groups", (*CLASSES, 0, 1), ["C", "B"], "ground-set order"),
    ("group of one variable twice", "han", (*CLASSES, 0, 1), ["X", "X"], "ground-set order"),
    ("group twice", "han", (*CLASSES, 0, 1), ["W"], "a variable in two groups"),
    ("groups overlapping", "han", (*CLASSES, 0, 1), ["X", "Y"], "a variable in two groups"),
    ("classes overlapping", "symmetric", (*CLASSES, 1, 0), ["B", "C"], "in two groups"),
    ("group of a scalar", "symmetric", (*CLASSES, 1, 0), ["R"], "'R' in a set is unknown"),
    ("goal splits a group", "han", CLASSES, [[["W", "X"], ["Y", "Z"]]], "a group in part"),
    ("goal splits a lone group", "han", CLASSES, [[["W", "X"]]], "a group in part"),
    ("measure splits a group", "unequal_groups", (*MEASURE, "a"), ["B"], "a group in part"),
    ("condition splits a group", "unequal_groups", (*MEASURE, "given"), ["B"], "in part"),
    ("goal of unequal coefficients", "han", (*GOAL, "terms", 0, 1), "2", "change when groups"),
    ("goal of unequal sizes", "han", (*GOAL, "terms", 0, 0), ["W", "X"], "change when groups"),
    ("goal without one of its sets", "han", (*GOAL, "terms"), [], "not as claimed"),
    ("goal of half an orbit", "unequal_groups", (*GOAL, "terms", 0, 0), ["A"], "change when"),
    ("givens of unequal weight", "averaged", (*PROOF, "givens", 0, "weight"), "2", "change when"),
    ("class one group short", "han", CLASSES, [[["W"], ["X"], ["Y"]]], "not as claimed in h(W"),
    ("class in two", "han", CLASSES, [[["W"], ["X"]], [["Y"], ["Z"]]], "not as claimed in h(W"),
    ("class of lone groups", "han", CLASSES, [[["W"]], [["X"]], [["Y"]], [["Z"]]], "as claimed"),
    ("group of too few variables", "unequal_groups", (*CLASSES, 0, 1), ["B"], "change when"),
    ("group with what stands beside", "unequal_groups", (*CLASSES, 0, 2), ["D", "Z"], "in part"),
    ("mean too large", "han", (*PROOF, "shannon", 1, "weight"), "3", "not as claimed in h(W"),
    ("mean of another", "han", (*PROOF, "shannon", 1, "given"), [], "not as claimed in h(W"),
    ("mean with a constant", "han", (*PROOF, "constant"), "1", "in the constant"),
    ("means do not contradict", "averaged", (*PROOF, "constant"), "1/2", "in the constant"),
    ("givens without their mean", "averaged", (*PROOF, "givens"), [], "in the constant"),
    ("counts as a list", "symmetric", RANK, ["1"], "rank is not an object"),
    ("counts without one", "symmetric", RANK, {"1,0": "1"}, "not one key for each"),
    ("count of nothing", "symmetric", (*RANK, "0,0"), "0", "not one key for each"),
    ("count of a set", "symmetric", (*RANK, "A"), "1", "not one key for each"),
    ("counts too few", "symmetric", (*CLASSES, 1), [["C"], ["D"]], "not one key for each"),
    ("counts too many", "symmetric", CLASSES, [[["A"], ["B"]]], "not one key for each"),
    ("class missing", "symmetric", CLASSES, [[["A"], ["B"], ["C"], ["D"]]], "not one key for"),
    ("rank of a class an integer", "symmetric", (*RANK, "1,0"), 1, "rank.1,0 is not a string"),
    ("rank of a class decreasing", "symmetric", (*RANK, "2,1"), "3/2", "decreases"),
    ("rank of a class convex", "symmetric", (*RANK, "2,0"), "9/4", "in axes 0 and 0"),
    ("rank of classes convex", "symmetric", (*RANK, "0,1"), "1/2", "in axes 0 and 1"),
    ("rank of a class negative", "symmetric", RANK, dict.fromkeys(COUNTED, "-1"), "submodular"),
    ("given violated by counts", "symmetric", RANK, {**COUNTED, "0,1": "3/2"}, "violates given 0"),
    ("goal not violated by counts", "symmetric", (*RANK, "2,0"), "3/2", "does not violate"),
    ("group met in part", "symmetric", (*CLASSES, 1, 0), ["C"], "violates given 0"),
]


def law(outcomes: dict[str, Fraction | int | str]) -> Json:
    """Outcomes of X, Y, Z with one digit for each."""
    return [
        {"values": dict(zip("XYZ", map(int, values), strict=True)), "p": str(p)}
        for values, p in outcomes.items()
    ]


QUARTER, HALF = Fraction(1, 4), Fraction(1, 2)
SKEW = law({"000": QUARTER + TINY, "011": QUARTER - TINY, "101": QUARTER, "110": QUARTER})
OPEN = law({"000": "1/8", "001": "1/8", "011": QUARTER, "101": QUARTER, "110": QUARTER})
CONSTANT = [{"values": {"X": 0, "Y": 0}, "p": "1"}]
EVEN: Json = {"kind": "polymatroid", "goal": 0, "direction": ">=", "scalars": {}}
EVEN["rank"] = {"X": "1", "Y": "1", "Z": "1", "X,Y": "2", "X,Z": "2", "Y,Z": "2", "X,Y,Z": "2"}
FALSE = "exclusive_or"
SPOILED += [
    ("probabilities too small", FALSE, (*OUTCOMES, 0, "p"), "1/8", "do not sum to 1"),
    ("probabilities too large", FALSE, (*OUTCOMES, 0, "p"), "3/8", "do not sum to 1"),
    ("probabilities almost 1", FALSE, (*OUTCOMES, 0, "p"), str(QUARTER - TINY), "not sum to 1"),
    ("no outcome", FALSE, OUTCOMES, [], "do not sum to 1"),
    ("one outcome less", FALSE, OUTCOMES, SKEW[1:], "do not sum to 1"),
    ("probability negative", FALSE, (*OUTCOMES, 0, "p"), "-1/4", "wrong sign"),
    ("probability zero", FALSE, (*OUTCOMES, 0, "p"), "0", "wrong sign"),
    ("probability not in lowest terms", FALSE, (*OUTCOMES, 0, "p"), "2/8", "in lowest terms"),
    ("probability a decimal", FALSE, (*OUTCOMES, 0, "p"), "0.25", "not a rational"),
    ("probability in percent", FALSE, (*OUTCOMES, 0, "p"), "25%", "not a rational"),
    ("probability a float", FALSE, (*OUTCOMES, 0, "p"), 0.25, "outcomes[0].p is not a string"),
    ("probability an integer", FALSE, (*OUTCOMES, 0, "p"), 1, "outcomes[0].p is not a string"),
    ("outcomes an object", FALSE, OUTCOMES, {}, "outcomes is not a list"),
    ("outcome a list", FALSE, (*OUTCOMES, 0), [], "outcomes[0] is not an object"),
    ("outcome without values", FALSE, (*OUTCOMES, 0), {"p": "1/4"}, "'values'"),
    ("outcome with a name", FALSE, (*OUTCOMES, 0, "name"), "x", "'name'"),
    ("values a list", FALSE, (*OUTCOMES, 0, "values"), [0, 0, 0], "values is not an object"),
    ("variable missing", FALSE, (*OUTCOMES, 0, "values"), {"X": 0, "Y": 0}, "one key for each"),
    ("variable too many", FALSE, (*OUTCOMES, 0, "values", "W"), 0, "not one key for each"),
    ("value of a scalar", "thirds", ("evidence", 1, "outcomes", 0, "values", "R"), 0, "one key"),
    ("value a boolean", FALSE, (*OUTCOMES, 0, "values", "X"), False, "neither an integer nor"),
    ("value null", FALSE, (*OUTCOMES, 0, "values", "X"), None, "neither an integer nor a string"),
    ("value a float", FALSE, (*OUTCOMES, 0, "values", "X"), 0.0, "neither an integer nor"),
    ("value a list", FALSE, (*OUTCOMES, 0, "values", "X"), [0], "neither an integer nor"),
    ("outcome twice", FALSE, (*OUTCOMES, 1, "values"), SKEW[0]["values"], "an outcome twice"),
    ("given violated by 10^-30", FALSE, OUTCOMES, SKEW, "distribution violates given 0"),
    ("dependence that is none", FALSE, OUTCOMES, OPEN, "distribution violates given 1"),
    (
        "inequality violated by 10^-30",
        "thirds",
        ("evidence", 1, "scalars", "R"),
        str(Fraction(2, 3) + TINY),
        "distribution violates given 0",
    ),
    ("goal met", FALSE, OUTCOMES, law({"000": HALF, "101": HALF}), "does not violate the goal"),
    ("nothing random", FALSE, OUTCOMES, law({"000": 1}), "does not violate the goal"),
    ("constants", "thirds", ("evidence", 1, "outcomes"), CONSTANT, "violates given 0"),
    ("violated the other way", "thirds", ("evidence", 1, "direction"), ">=", "not violate the"),
    ("direction that the goal lacks", FALSE, (*PROOF, "direction"), "<=", "no direction '<='"),
    ("scalar without a value", "thirds", ("evidence", 1, "scalars"), {}, "'R'"),
    ("scalar of no problem", FALSE, (*PROOF, "scalars", "R"), "1", "'R'"),
    ("distribution with classes", FALSE, CLASSES, [[["X"], ["Y"]]], "'classes'"),
    ("distribution with a rank", FALSE, RANK, {}, "'rank'"),
    ("distribution as a polymatroid", FALSE, (*PROOF, "kind"), "polymatroid", "lacks one"),
    (
        "polymatroid beside it",
        FALSE,
        ("evidence",),
        [EVEN, document(FALSE)["evidence"][0]],
        "twice",
    ),
    ("polymatroid in its place", FALSE, PROOF, EVEN, "but 'not-shannon' is shown"),
    ("false called unproved", FALSE, ("verdict",), "not-shannon", "but 'false' is shown"),
    ("false called proved", "thirds", ("verdict",), "shannon", "but 'false' is shown"),
    ("unproved called false", "mixed", ("verdict",), "false", "but 'not-shannon' is shown"),
    ("proved called false", "slack", ("verdict",), "false", "but 'shannon' is shown"),
]
SPOILED += [
    (f"count {key!r} instead of {old!r}", "symmetric", RANK, rank, "unknown key or lacks one")
    for old, key in [
        ("1,0", "01,0"),
        ("1,0", "1,00"),
        ("1,0", "+1,0"),
        ("1,0", " 1,0"),
        ("1,0", "1,0,"),
        ("1,0", "1,-0"),
        ("1,0", "1"),
        ("1,0", ""),
        ("1,0", "0,0"),
        ("1,0", "0,2"),
        ("2,1", "3,0"),
        ("2,1", "2;1"),
        ("2,1", "\u0662,1"),
        ("2,1", "A,B,C,D"),
    ]
    for rank in [{(key if k == old else k): v for k, v in COUNTED.items()}]
]


@pytest.mark.parametrize(
    ("name", "path", "value", "reason"),
    [pytest.param(*rest, id=defect) for defect, *rest in SPOILED],
)
def test_spoiled(name: str, path: tuple[Step, ...], value: object, reason: str) -> None:
    """A document with one defect is rejected for the reason that the defect's name says."""
    with pytest.raises(Rejected) as caught:
        check(put(document(name), path, value))
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 200


def places(value: Json, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """The paths of all that is in a document."""
    steps: list[Step] = []
    if isinstance(value, dict | list):
        steps = list(value) if isinstance(value, dict) else list(range(len(value)))
    for step in steps:
        yield (*path, step)
        yield from places(value[step], (*path, step))


@pytest.mark.parametrize("name", NAMES)
def test_no_entry_can_be_left_out_or_renamed(name: str) -> None:
    """Every key of an object is needed, under its name; classes, because they are made use of."""
    for path in places(document(name)):
        if isinstance(path[-1], str):
            left_out = r"not as claimed|not one" if path == CLASSES else "key|not one|unknown kind"
            with pytest.raises(Rejected, match=left_out):
                check(drop(document(name), path))
            renamed = drop(put(document(name), (*path[:-1], "extra"), "1"), path)
            with pytest.raises(Rejected, match=r"key|missing|unknown kind"):
                check(renamed)


@pytest.mark.parametrize("name", NAMES)
def test_no_entry_can_be_of_another_type(name: str) -> None:
    """A value of another JSON type is rejected wherever it stands; a boolean is no integer.

    What a variable takes may be an integer or a string.
    """
    for path in places(document(name)):
        free = {int, str} if path[-2:-1] == ("values",) else set()
        for value in OTHERS:
            whole = document(name)
            if type(value) not in free | {type(at(whole, path))}:
                with pytest.raises(Rejected):
                    check(put(whole, path, value))


def at(whole: Json, path: tuple[Step, ...]) -> Json:
    """What is at this place."""
    for step in path:
        whole = whole[step]
    return whole


def test_evidence_twice() -> None:
    """A goal and direction has evidence once."""
    for name in NAMES:
        whole = document(name)
        whole["evidence"].append(whole["evidence"][0])
        with pytest.raises(Rejected, match="same goal and direction twice"):
            check(whole)


def test_direction_not_covered() -> None:
    """An equality needs evidence for both directions, several goals for each."""
    for k, left in ((0, "'>='"), (1, "'<='")):
        with pytest.raises(Rejected, match=f"goal 0, direction {left}"):
            check(drop(document("chain_rule"), ("evidence", k)))
    whole = document("slack")
    whole["problem"]["goals"] *= 2
    with pytest.raises(Rejected, match="no evidence for goal 1"):
        check(whole)
    whole["evidence"] += [{**whole["evidence"][0], "goal": 1}]
    assert check(whole).facts == (("proof", 0, ">="), ("proof", 1, ">="))


@pytest.mark.parametrize("value", [None, True, 0, 1.5, "x", [], [{}], {}, {"format": []}])
def test_not_a_document(value: object) -> None:
    """Other JSON values are no documents, and describe no problem."""
    with pytest.raises(Rejected):
        check(value)
    with pytest.raises(Rejected):
        read_problem(value, 0)


# Sizes


def test_the_longest_numbers_are_read() -> None:
    """4000 digits above and below the stroke are not too many."""
    long = f"{'7' * 4000}/{'9' * 3999}1"
    whole = put(document("slack"), (*GOAL, "terms", 0, 1), long)
    assert check(put(whole, (*PROOF, "constant"), long)).verdict == "shannon"


def test_fewer_digits_in_python() -> None:
    """Where Python has been told to read fewer digits, longer numbers are rejected as well."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        with pytest.raises(Rejected, match="not a rational number"):
            check(put(document("slack"), (*PROOF, "constant"), "1" * 700))
    finally:
        sys.set_int_max_str_digits(before)


def test_common_denominator_too_large() -> None:
    """Denominators that have no small common multiple are rejected before they fill the memory."""
    whole = document("slack")
    measure = whole["evidence"][0]["shannon"][0]
    primes = (f"1/{10**3990 + k}" for k in range(1, 4001, 2))
    whole["evidence"][0]["shannon"] = [{**measure, "weight": number} for number in primes]
    with pytest.raises(Rejected, match="common denominator is too large"):
        check(whole)


def test_rank_of_too_few_sets() -> None:
    """The number of sets is compared before they are formed."""
    whole = document("nothing_random")
    whole["problem"]["variables"] = [f"X{i}" for i in range(1000)]
    with pytest.raises(Rejected, match="not one key for each nonempty set"):
        check(whole)


def test_rank_of_too_many_counts() -> None:
    """The number of counts is compared before they are formed."""
    whole = counted(1000, 2, 1)
    put(whole, CLASSES, [[[f"X{i}"], [f"X{i + 1}"]] for i in range(0, 1000, 2)])
    with pytest.raises(Rejected, match="not one key for each nonempty set"):
        check(whole)


def test_orbits_of_too_many_sets() -> None:
    """A set of many groups has an orbit that no goal can hold; it is not formed."""
    whole = han(1000)
    put(whole, (*GOAL, "terms"), [[[f"X{i}" for i in range(0, 1000, 2)], "1"]])
    with pytest.raises(Rejected, match="change when groups of a class are exchanged"):
        check(put(whole, (*PROOF, "shannon"), []))


def test_nested_values() -> None:
    """A bottomless value anywhere in a document is rejected by its type."""
    deep: Json = []
    for _ in range(100_000):
        deep = [deep]
    for path in places(document("mixed")):
        with pytest.raises(Rejected):
            check(put(document("mixed"), path, deep))


# JSON


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(b"\xff{}", "invalid start byte", id="not UTF-8"),
        pytest.param(b'"\xed\xa0\x80"', "invalid continuation byte", id="half a character"),
        pytest.param("{}".encode("utf-16"), "utf-8", id="UTF-16"),
        pytest.param("\ufeff{}", "BOM", id="byte order mark"),
        pytest.param("", "Expecting value", id="empty"),
        pytest.param("{", "Expecting property name", id="cut off"),
        pytest.param("{} {}", "Extra data", id="two values"),
        pytest.param('{"a": 1, "a": 1}', "a key twice", id="a key twice"),
        pytest.param('[{"b": {"a": 1, "\\u0061": 2}}]', "a key twice", id="twice, deep, escaped"),
        pytest.param("[1.0]", "'1.0'", id="a decimal"),
        pytest.param("[1e3]", "'1e3'", id="an exponent"),
        pytest.param("NaN", "'NaN'", id="not a number"),
        pytest.param("Infinity", "'Infinity'", id="infinity"),
        pytest.param("-Infinity", "'-Infinity'", id="negative infinity"),
        pytest.param("9" * 100_000, "digits", id="a huge integer"),
        pytest.param("0." + "9" * 10**6, "invalid literal", id="a huge decimal"),
        pytest.param("[" * 10**6, "recursion", id="nested lists"),
        pytest.param('{"a":' * 10**6, "recursion", id="nested objects"),
        pytest.param("'a'", "Expecting value", id="single quotes"),
        pytest.param('"\t"', "Invalid control character", id="a tab in a string"),
    ],
)
def test_not_loaded(text: str | bytes, reason: str) -> None:
    """What is not strict JSON in UTF-8 is rejected for its reason, briefly."""
    with pytest.raises(Rejected, match=reason) as caught:
        load(text)
    assert len(str(caught.value)) < 300


def test_loaded() -> None:
    """Strict JSON is loaded, from text and from bytes."""
    value = {"a": [1, -2, "é", None, True, {}], "b": {"a": ""}}
    text = json.dumps(value, ensure_ascii=False)
    assert load(text) == load(text.encode()) == value


# Properties

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)
numbers = st.fractions(max_denominator=4, min_value=-4, max_value=4).map(str)


@given(json_values)
def test_any_json_is_rejected(value: Json) -> None:
    """A JSON value that is not a document is rejected, whatever it is."""
    with pytest.raises(Rejected):
        check(value)


@given(st.binary() | st.text())
def test_any_text_is_read_or_rejected(text: str | bytes) -> None:
    """Reading text raises nothing but Rejected."""
    try:
        load(text)
    except Rejected:
        return


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_mutations(data: st.DataObject) -> None:
    """A changed document is rejected, or what it establishes holds by a naive check as well."""
    whole = document(data.draw(st.sampled_from(NAMES)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(whole))))
        mutate(data.draw, whole, path)
    try:
        checked = check(whole)
    except Rejected:
        return
    assert naive(whole)
    assert checked.verdict == whole["verdict"]
    given = whole["statement"]["given"]
    assert checked.problem == read_problem(whole["problem"], len(given))


positive = st.sampled_from(["1", "2", "1/2", "2/3"])


@st.composite
def classes_of_groups(draw: Callable[..., Json], most: int) -> tuple[list[str], Json]:
    """Some variables, and one or two classes of groups of them."""
    names = list("VWXYZ")[: draw(st.integers(1, most))]
    number = {name: draw(st.integers(0, 4)) for name in names}
    groups = [[name for name in names if number[name] == k] for k in range(1, 5)]
    groups = draw(st.permutations([group for group in groups if group] or [names]))
    first = draw(st.integers(1, len(groups)))
    return names, [groups for groups in (groups[:first], groups[first:]) if groups]


@st.composite
def forms(draw: Callable[..., Json], names: list[str]) -> Form:
    """A few entropies of any sets."""
    sets = st.frozensets(st.sampled_from(names), min_size=1)
    return draw(st.dictionaries(sets, st.sampled_from([Fraction(-1), Fraction(1, 2)]), max_size=2))


def posed(names: list[str], goal: Form, givens: list[Form], item: Json, verdict: str) -> Json:
    """The document of one item of evidence for goal >= 0 under givens = 0."""
    whole = document("slack")
    put(whole, ("problem", "variables"), names)
    put(whole, ("statement", "given"), [""])
    put(whole, GOAL, {"terms": terms(goal, names), "sense": ">="})
    listed = [{"terms": terms(each, names), "sense": "=", "source": 0} for each in givens]
    put(whole, ("problem", "givens"), listed)
    put(whole, ("verdict",), verdict)
    return put(whole, PROOF, item)


def terms(total: Form, names: list[str]) -> Json:
    """The terms of an expression, as a document has them."""
    return [
        [place if place == "" else [name for name in names if name in place], str(number)]
        for place, number in total.items()
        if number and place != frozenset()
    ]


def accepted(whole: Json) -> bool:
    """Whether the kernel accepts the document."""
    try:
        return bool(check(whole))
    except Rejected:
        return False


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_classes_abbreviate_sums(data: st.DataObject) -> None:
    """With classes, a sum is accepted if and only if it is when written out without them."""
    draw = data.draw
    names, classes = draw(classes_of_groups(5))
    groups = [group for groups in classes for group in groups]
    blocks = groups + [[name] for name in names if not any(name in group for group in groups)]
    union = st.lists(st.sampled_from(blocks), min_size=1, max_size=3).map(
        lambda chosen: [name for name in names if any(name in block for block in chosen)]
    )
    measure = {"a": union, "b": union, "given": union | st.just([]), "weight": positive}
    item = {
        "kind": draw(st.sampled_from(["proof", "contradiction"])),
        "classes": classes,
        "shannon": draw(st.lists(st.fixed_dictionaries(measure), max_size=3)),
        "givens": [{"given": 0, "weight": draw(positive)}],
        "constant": draw(positive),
    }
    givens: list[Form] = [draw(forms(names))]
    goal = summed(expanded(item, names), [{"terms": terms(givens[0], names)}])
    match draw(st.integers(0, 3)):
        case 0:
            add(goal, draw(forms(names)), Fraction(1))
        case 1:  # what vanishes in the means
            one, two = draw(
                st.sampled_from(classes).flatmap(st.permutations).map(lambda c: (c[0], c[-1]))
            )
            add(goal, {frozenset(one): Fraction(1)}, Fraction(1))
            add(goal, {frozenset(two): Fraction(-1)}, Fraction(1))
    if item["kind"] == "proof":
        item |= {"goal": 0, "direction": ">="}
    else:  # the sum is 0 by one more given
        givens.append({place: -number for place, number in goal.items()})
        item["givens"] += [{"given": 1, "weight": "1"}]
    whole = posed(names, goal, givens, item, "shannon")
    plain = posed(names, goal, givens, expanded(item, names), "shannon")
    assert accepted(whole) == accepted(plain) == naive(whole)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_classes_abbreviate_polymatroids(data: st.DataObject) -> None:
    """With classes, a rank is accepted if and only if it is when written out for all sets."""
    draw = data.draw
    names, classes = draw(classes_of_groups(4))
    slopes = [draw(st.integers(0, 2)) for _ in classes]
    most, off = draw(st.integers(0, 5)), st.sampled_from([0, 0, 0, 0, 0, 0, -1, Fraction(1, 2)])
    counts = product(*(range(len(groups) + 1) for groups in classes))
    rank = {
        ",".join(map(str, k)): str(min(most, sum(map(mul, slopes, k))) + draw(off))
        for k in counts
        if any(k)
    }
    item = {"kind": "polymatroid", "goal": 0, "direction": ">=", "rank": rank, "scalars": {}}
    item["classes"] = classes
    goal = draw(forms(names)) | {"": draw(st.sampled_from([Fraction(-1), Fraction(1)]))}
    givens = [draw(forms(names))] if draw(st.booleans()) else []
    whole = posed(names, goal, givens, item, "not-shannon")
    plain = posed(names, goal, givens, expanded(item, names), "not-shannon")
    assert accepted(whole) == accepted(plain) == naive(whole)


def mutate(draw: Callable[..., Json], whole: Json, path: tuple[Step, ...]) -> None:
    """Change one thing of the document, in one of several ways."""
    parent: Json = at(whole, path[:-1])
    step: Json = path[-1]
    fresh: Json = draw(st.text(max_size=3))
    match draw(st.integers(0, 4)):
        case 0:
            del parent[step]
        case 1:
            put(whole, path, draw(json_values))
        case 2:
            put(whole, path, draw(numbers))
        case 3:  # something that stands elsewhere in the document
            other = at(whole, draw(st.sampled_from(list(places(whole)))))
            put(whole, path, json.loads(json.dumps(other)))
        case 4 if isinstance(parent, list):
            parent.append(json.loads(json.dumps(parent[step])))
        case _:
            parent[fresh] = parent.pop(step)


# The naive check: no bitmasks, no common denominators, all inequalities of a polymatroid, and
# without classes: measures once for each exchange of groups, ranks for each set


def naive(whole: Json) -> bool:
    """Whether the evidence shows the verdict of a document that has the right shape."""
    problem, shown = whole["problem"], [naive_item(item, whole) for item in whole["evidence"]]
    parts = {
        (g, direction)
        for g, goal in enumerate(problem["goals"])
        for direction in (">=", "<=")[: 1 + (goal["sense"] == "=")]
    }
    kinds = [item["kind"] for item in whole["evidence"]]
    proved = {
        (item["goal"], item["direction"]) for item in whole["evidence"] if item["kind"] == "proof"
    }
    if whole["verdict"] == "shannon":
        return all(shown) and ("contradiction" in kinds or proved == parts)
    kind = {"not-shannon": "polymatroid", "false": "distribution"}[whole["verdict"]]
    return all(shown) and kind in kinds


def naive_item(item: Json, whole: Json) -> bool:
    """Whether one item of evidence is right."""
    problem = whole["problem"]
    item = expanded(item, problem["variables"])
    if item["kind"] == "polymatroid":
        return naive_polymatroid(item, problem)
    if item["kind"] == "distribution":
        return naive_distribution(item, problem)
    total, constant = summed(item, problem["givens"]), Fraction(item["constant"])
    if item["kind"] == "proof":
        sign = -1 if item["direction"] == ">=" else 1
        add(total, form(problem["goals"][item["goal"]]), Fraction(sign))
    return not any(total.values()) and (
        constant > 0 or (item["kind"] == "proof" and constant >= 0)
    )


def summed(item: Json, givens: Json) -> Form:
    """The sum of measures, givens and constant."""
    total: Form = {}
    for entry in item["shannon"]:
        a, b, c = (frozenset(entry[key]) for key in ("a", "b", "given"))
        weight = Fraction(entry["weight"])
        assert weight > 0
        add(total, {a | c: Fraction(1)}, weight)
        add(total, {b | c: Fraction(1)}, weight)
        add(total, {a | b | c: Fraction(-1)}, weight)
        add(total, {c: Fraction(-1)}, weight)
    for entry in item["givens"]:
        used, weight = givens[entry["given"]], Fraction(entry["weight"])
        assert weight > 0 or used["sense"] == "="
        add(total, form(used), weight)
    add(total, {"": Fraction(1)}, Fraction(item["constant"]))
    total.pop(frozenset(), None)
    return total


def expanded(item: Json, variables: list[str]) -> Json:
    """The same item without classes."""
    classes = item.get("classes", [])
    groups = [group for groups in classes for group in groups]
    assert all(a and not {*a} & {*b} for i, a in enumerate(groups) for b in groups[:i])
    plain = {key: value for key, value in item.items() if key != "classes"}
    if classes and item["kind"] == "polymatroid":
        sets = [c for k in range(1, len(variables) + 1) for c in combinations(variables, k)]
        return {**plain, "rank": {",".join(c): count(c, classes, item["rank"]) for c in sets}}
    if classes:
        exchanges = list(product(*map(permutations, classes)))
        plain["shannon"] = [
            {key: exchanged(part, classes, to, variables) for key, part in parts.items()}
            | {"weight": str(Fraction(entry["weight"]) / len(exchanges))}
            for entry in item["shannon"]
            for c in [entry["given"]]  # I(A;B|C) = I(AC;BC|C)
            for parts in [{"a": entry["a"] + c, "b": entry["b"] + c, "given": c}]
            for to in exchanges
        ]
    return plain


def count(names: tuple[str, ...], classes: Json, rank: Json) -> str:
    """The rank by the number of groups that these variables meet."""
    met = [sum(not {*names}.isdisjoint(group) for group in groups) for groups in classes]
    return rank[",".join(map(str, met))] if any(met) else "0"


def exchanged(names: list[str], classes: Json, to: Json, variables: list[str]) -> list[str]:
    """The set after one exchange of groups."""
    result = {*names}
    for group in (group for groups in classes for group in groups):
        assert {*group} <= {*names} or not {*group} & {*names}
        result -= {*group}
    for groups, images in zip(classes, to, strict=True):
        result |= {
            v for g, image in zip(groups, images, strict=True) if {*g} <= {*names} for v in image
        }
    return [name for name in variables if name in result]


def naive_polymatroid(item: Json, problem: Json) -> bool:
    """Whether I(A;B|C) >= 0 for all A, B, C, and the givens hold, and the goal does not."""
    point = {frozenset(key.split(",")): Fraction(value) for key, value in item["rank"].items()}
    point[frozenset()] = Fraction(0)
    sets = list(point)
    assert len(sets) == 2 ** len(problem["variables"])
    for a in sets:
        for b in sets:
            for c in sets:
                if point[a | c] + point[b | c] < point[a | b | c] + point[c]:
                    return False
    values: Form = {**point, "": Fraction(1)}
    values |= {name: Fraction(value) for name, value in item["scalars"].items()}

    def amount(constraint: Json) -> Fraction:
        return sum((c * values[place] for place, c in form(constraint).items()), Fraction(0))

    return violates(item, problem, amount)


def violates(item: Json, problem: Json, amount: Callable[[Json], Fraction | int]) -> bool:
    """Whether the amounts of the givens are right, and that of the goal is not."""
    sign = 1 if item["direction"] == ">=" else -1
    return sign * amount(problem["goals"][item["goal"]]) < 0 and all(
        amount(each) == 0 if each["sense"] == "=" else amount(each) >= 0
        for each in problem["givens"]
    )


def naive_distribution(item: Json, problem: Json) -> bool:
    """Whether the probabilities are right, and the givens hold, and the goal does not."""
    laws = [(outcome["values"], Fraction(outcome["p"])) for outcome in item["outcomes"]]
    assert sum(p for _, p in laws) == 1
    assert all(p > 0 for _, p in laws)
    assert all(a != b for i, (a, _) in enumerate(laws) for b, _ in laws[:i])
    single = {"": Fraction(1)} | {r: Fraction(value) for r, value in item["scalars"].items()}

    def sign(constraint: Json) -> int:
        primes: dict[int, Fraction] = {}  # the amount is the sum of the values * log2(keys)
        for place, c in form(constraint).items():
            if isinstance(place, str):
                add(primes, {2: single[place]}, c)
                continue
            for values, p in laws:
                same = (q for others, q in laws if all(others[n] == values[n] for n in place))
                chance = sum(same, Fraction(0))
                add(primes, factors(chance.numerator), -c * p)
                add(primes, factors(chance.denominator), c * p)
        with localcontext(Context(prec=60)):
            logs = (
                number.numerator * Decimal(k).ln() / number.denominator
                for k, number in primes.items()
            )
            return any(primes.values()) and (1 if sum(logs) > 0 else -1)

    return violates(item, problem, sign)


def factors(number: int) -> Form:
    """The exponents of the primes in a number."""
    found: Form = {}
    k = 2
    while number > 1:
        while number % k == 0:
            number //= k
            add(found, {k: Fraction(1)}, Fraction(1))
        k += 1
    return found


def form(constraint: Json) -> Form:
    """The coefficients of an expression."""
    return {
        place if isinstance(place, str) else frozenset(place): Fraction(number)
        for place, number in constraint["terms"]
    }


def add(total: Form, terms: Form, weight: Fraction) -> None:
    """Add a multiple of the terms."""
    for place, number in terms.items():
        total[place] = total.get(place, Fraction(0)) + weight * number


# The command line


def run(*files: str | Path) -> subprocess.CompletedProcess[str]:
    """The kernel as a program of its own."""
    command = [sys.executable, "-I", str(KERNEL), *map(str, files)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_program_accepts() -> None:
    """Alone, the kernel says of each file what it establishes, in coordinates."""
    names = ("mixed", "contradiction", "thirds")
    done = run(*(CERTIFICATES / f"{name}.json" for name in names))
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == f"""\
{CERTIFICATES / "mixed.json"}: accepted, not-shannon: \
givens do not imply goals by Shannon's inequalities
    variables: X Y
    scalars: R
    given 0: 1 R - 1 h(X,Y) + 1 h(Y) >= 0
    given 1: -1/2 + 1 h(X,Y) - 1 h(Y) = 0
    goal 0: -3/2 + 3 R = 0
    proof: goal 0, >= 0
    polymatroid: goal 0, <= 0
{CERTIFICATES / "contradiction.json"}: accepted, shannon: \
givens imply goals by Shannon's inequalities
    variables: X
    scalars:\x20
    given 0: -3/2 + 1 h(X) >= 0
    given 1: 1 - 1 h(X) >= 0
    goal 0: -1 h(X) = 0
    goal 1: -1 >= 0
    contradiction
{CERTIFICATES / "thirds.json"}: accepted, false: \
random variables satisfy the givens but not all goals
    variables: X Y
    scalars: R
    given 0: -1 R - 1 h(X) + 1 h(X,Y) >= 0
    given 1: 2 - 1 h(Y) >= 0
    goal 0: -1 h(X) + 1 h(X,Y) = 0
    proof: goal 0, >= 0
    distribution: goal 0, <= 0
"""
    )


def test_program_rejects(tmp_path: Path) -> None:
    """A rejected file has exit code 1, and the files after it are checked."""
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(put(document("slack"), (*PROOF, "constant"), "2")))
    done = run(bad, CERTIFICATES / "identity.json")
    assert done.returncode == 1
    assert f"{bad}: rejected: the sum is not as claimed in the constant\n" in done.stdout
    assert "goal 0: 0 = 0\n" in done.stdout


def test_program_cannot_read(tmp_path: Path) -> None:
    """An unreadable file has exit code 2, whatever comes before or after it."""
    bad = tmp_path / "bad.json"
    bad.write_bytes(b"\xff")
    done = run(tmp_path, bad)
    assert done.returncode == 2
    assert f"{tmp_path}: unreadable: " in done.stdout
    assert f"{bad}: rejected: not a document in JSON: " in done.stdout
    assert run(bad, tmp_path / "absent").returncode == 2


def test_program_without_files() -> None:
    """Without a file the program says how it is used, and exits with 2."""
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: python -I ")


def test_program_in_process(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The same, run in this process; names beyond ASCII come out in UTF-8."""
    for argv, code in (
        ([str(CERTIFICATES / "slack.json")], 0),
        ([str(KERNEL)], 1),
        (["absent"], 2),
        ([], 2),
    ):
        monkeypatch.setattr(sys, "argv", [str(KERNEL), *argv])
        with pytest.raises(SystemExit) as done:
            runpy.run_path(str(KERNEL), run_name="__main__")
        assert done.value.code == code
    sys.stdout.flush()
    assert b"accepted, shannon" in capfdbinary.readouterr().out


def test_program_in_other_alphabets(tmp_path: Path) -> None:
    """Names beyond ASCII, of variables and files, come out in UTF-8."""
    text = (CERTIFICATES / "slack.json").read_text().replace("X", "Ξ")
    file = tmp_path / "Ξ.json"
    file.write_text(text, encoding="utf-8")
    assert "goal 0: 1 + 1 h(Ξ) >= 0" in run(file).stdout


def test_kernel_stands_alone() -> None:
    """The kernel imports the standard library only."""
    lines = KERNEL.read_text().splitlines()
    imports = {
        line.split()[1].split(".")[0] for line in lines if line.startswith(("import", "from "))
    }
    assert imports <= set(sys.stdlib_module_names)


def test_documented_example_is_accepted() -> None:
    """The examples of whole items in docs/certificate.md are those of files of this folder."""
    text = (Path(__file__).parent.parent / "docs" / "certificate.md").read_text(encoding="utf-8")
    parts = (load(part.split("```")[0]) for part in text.split("```json\n")[1:])
    short, refuted, _, whole = parts
    assert short == document("han")["evidence"][0]
    assert refuted == document("exclusive_or")["evidence"][0]
    assert whole == document("data_processing")
