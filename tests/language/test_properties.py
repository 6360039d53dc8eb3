"""Laws that hold for every tree and every text, on random ones."""

from __future__ import annotations

import contextlib
import string
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.errors import ParseError
from itip.language import VERDICTS, parse, parse_definition, parse_expression, show
from itip.language.ast import (
    Constraint,
    Copied,
    CopyStep,
    FunctionalDependence,
    Independence,
    Linear,
    MarkovChain,
    Measure,
    Relation,
    SameDistribution,
    Sign,
    Statement,
    Symmetry,
    Term,
    variables,
)

VARIABLES = [
    "X", "Y'", "Z_1", "H", "I", "Key", "e3", "E3", "Ä2", "indep", "f", "鍵", "copy", "over",
]  # fmt: skip
COPIES = ["S", "T'", "U_2", "r", "W", "copy", "over"]
SCALARS = ["R", "alpha", "e", "E", "r1", "XYZ", "symmetric"]
LAW = settings(deadline=None)  # a slow machine breaks no law
SIGNS: list[Sign] = ["<=", ">=", "="]
WORDS = [
    *VARIABLES,
    *SCALARS,
    *string.punctuation,
    *["(", ")", "H(", "I(", ",", ";", "|", "\n", "2", "1/2", "1e3", "0", "."],
    *["<=", ">=", "->", "--", "_||_", "given", "copy", "over", "expect", "and", "let", "false"],
    *["indep(", "symmetric(", "f(", "= f(", "\\frac", "\\frac12", "\\alpha", "\\perp", "\\ge"],
    *[
        "&",
        "$",
        "\\quad ",
        "\\\\",
        "\r",
        "\u2028",
        "# ",
        "<-",
        "bit",
        "if",
        "s.t.",
        "0x1",
        "2e3",
        "2e+3",
    ],
    *["α", "𝑋", "А", "Α", "X1", "X_1", "Key2", "KeyX", "h(", "I(X:Y)", "X,Y", "ﬁ", "\u3164"],
    *["€", "\0", "\ud800", "\u0301", "\u202e", "₁", "X_{1}", "X^\\prime"],
]

names = st.sampled_from(VARIABLES)


def groups(least: int = 1) -> st.SearchStrategy[tuple[str, ...]]:
    """Groups of distinct random variables."""
    return st.lists(names, min_size=least, max_size=3, unique=True).map(tuple)


def tuples(most: int = 4) -> st.SearchStrategy[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs of tuples of one length."""
    pairs = st.lists(st.tuples(names, names), min_size=1, max_size=most)
    return pairs.map(lambda both: (tuple(a for a, _ in both), tuple(b for _, b in both)))


measures = st.one_of(
    st.builds(Measure, st.lists(groups(), min_size=1, max_size=4).map(tuple), groups(0)),
    st.just(Measure(((),))),
)
coefficients = st.fractions(max_denominator=50).filter(lambda value: abs(value) < 10**9)
quantities = st.one_of(measures, st.sampled_from(SCALARS), st.none())
terms = st.lists(st.builds(Term, coefficients, quantities), min_size=1, max_size=5)


def folded(some: list[Term]) -> Linear:
    """The linear expression of these terms; constants alone are one constant."""
    if all(term.quantity is None for term in some):
        return Linear((Term(sum((term.coefficient for term in some), Fraction(0)), None),))
    return Linear(tuple(some))


linears = terms.map(folded)


@st.composite
def relations(draw: st.DrawFn) -> Relation:
    """Chains of relations."""
    signs = draw(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=3))
    sides = [draw(linears) for _ in range(len(signs) + 1)]
    return Relation(tuple(sides), tuple(signs))


@st.composite
def symmetries(draw: st.DrawFn) -> Symmetry:
    """Disjoint groups of one length."""
    order = draw(st.permutations(VARIABLES))
    length, count = draw(st.sampled_from([(1, 2), (1, 5), (2, 2), (2, 4), (3, 3)]))
    return Symmetry(tuple(tuple(order[i * length : (i + 1) * length]) for i in range(count)))


constraints: st.SearchStrategy[Constraint] = st.one_of(
    relations(),
    st.builds(MarkovChain, st.lists(groups(), min_size=3, max_size=5).map(tuple)),
    st.builds(FunctionalDependence, groups(), groups(0)),
    st.builds(Independence, st.lists(groups(), min_size=2, max_size=4).map(tuple), groups(0)),
    tuples().map(lambda both: SameDistribution(*both)),
    symmetries(),
)


@st.composite
def steps(draw: st.DrawFn, known: list[str]) -> tuple[CopyStep, ...]:
    """Copy steps from these variables on, until there is nothing more to copy or to name."""
    free = [name for name in COPIES if name not in known]
    found: list[CopyStep] = []
    for _ in range(draw(st.integers(0, 3))):
        over = draw(st.lists(st.sampled_from(known), max_size=3, unique=True)) if known else []
        rest = [name for name in known if name not in over]
        if not (rest and free):
            break
        of = st.lists(st.sampled_from(rest), min_size=1, max_size=3, unique=True).map(tuple)
        items = [Copied(name, draw(of)) for name in free[: draw(st.integers(1, 3))]]
        cut = draw(st.integers(0, len(items) - 1))
        blocks = [tuple(block) for block in (items[:cut], items[cut:]) if block]
        found.append(CopyStep(tuple(over), tuple(blocks)))
        known, free = [*known, *(item.new for item in items)], free[len(items) :]
    return tuple(found)


@st.composite
def whole_statements(draw: st.DrawFn) -> Statement:
    """Statements with givens, copy steps and a verdict, or without."""
    claim, givens = draw(constraints), draw(st.lists(constraints, max_size=4))
    expect = draw(st.one_of(st.none(), st.sampled_from(VERDICTS)))
    copies = draw(steps(list(variables(claim, *givens))))
    return Statement(claim, tuple(givens), expect, copies)


statements = whole_statements()


@LAW
@given(statements)
def test_statement_round_trip(tree: Statement) -> None:
    """The canonical text of a statement is read as that statement."""
    assert parse(show(tree)) == tree


@LAW
@given(statements)
def test_givens_round_trip(tree: Statement) -> None:
    """Each constraint or copy step can stand in a text of its own, or on a line of its own."""
    texts = [show(constraint) for constraint in tree.given]
    bare = Statement(tree.claim, (), tree.expect)
    steps = [show(step) for step in tree.copies]
    assert parse(show(bare), given=texts, copies=steps) == tree
    assert parse(bare, given=texts, copies=["; ".join(steps)] if steps else []) == tree
    if texts:
        one = "\n".join(texts).replace("\n-", ",\n-")
        assert parse(show(bare), given=[one], copies=steps) == tree


@LAW
@given(linears)
def test_expression_round_trip(tree: Linear) -> None:
    """The canonical text of an expression is read as that expression, alone or as a body."""
    assert parse_expression(show(tree)) == tree
    assert parse_definition(f"let whole = {show(tree)}").body == tree


@LAW
@given(linears, coefficients)
def test_factor_is_distributed(tree: Linear, factor: Fraction) -> None:
    """A factor before or behind parentheses multiplies each term exactly."""
    scaled = Linear(tuple(Term(factor * term.coefficient, term.quantity) for term in tree.terms))
    assert parse_expression(f"{factor} * ({show(tree)})") == scaled
    assert parse_expression(f"({show(tree)}) * ({factor})") == scaled
    if factor:
        assert parse_expression(f"({show(tree)}) / ({1 / factor})") == scaled


def read_as_or_refused(text: str, tree: Statement) -> None:
    """Read a text as this tree, or refuse it."""
    with contextlib.suppress(ParseError):
        assert parse(text) == tree


@LAW
@given(constraints, st.sampled_from(["\n", "\r", "\u2028", r"\\", "&", "$", r"\quad "]), st.data())
def test_break_in_a_claim(claim: Constraint, mark: str, data: st.DataObject) -> None:
    """A break in the place of a space does not change what a claim is read as."""
    tree = Statement(claim)
    words = show(tree).split(" ")
    at = data.draw(st.integers(0, len(words)))
    read_as_or_refused(" ".join(words[:at]) + mark + " ".join(words[at:]), tree)


@LAW
@given(statements, st.sampled_from(["&", "$", "$ $", r"\qquad "]), st.data())
def test_break_in_a_statement(tree: Statement, mark: str, data: st.DataObject) -> None:
    """Nor do those that do not separate constraints, in a whole statement."""
    words = show(tree).split(" ")
    at = data.draw(st.integers(0, len(words)))
    read_as_or_refused(" ".join(words[:at]) + mark + " ".join(words[at:]), tree)


@LAW
@given(constraints, constraints, st.sampled_from(["\n", r"\\", "&", "$ $", r"\quad "]))
def test_two_claims_are_refused(first: Constraint, second: Constraint, mark: str) -> None:
    """Two claims that nothing but a break parts are not read as one."""
    with pytest.raises(ParseError):
        parse(f"{show(first)} {mark} {show(second)}")


def read_or_refuse(text: str) -> None:
    """Read a text; a refusal must be able to draw itself."""
    for reader in (parse, parse_expression, parse_definition):
        try:
            tree = reader(text)
        except ParseError as error:
            assert 0 <= error.start <= error.end <= len(error.source)  # noqa: PT017
            assert str(error).startswith(error.message)  # noqa: PT017
        else:
            assert reader(show(tree)) == tree


@LAW
@given(st.text())
def test_any_text(text: str) -> None:
    """Any text is read or refused; what is read, is read again from its canonical text."""
    read_or_refuse(text)


@LAW
@given(st.lists(st.sampled_from(WORDS)), st.sampled_from(["", " "]))
def test_any_words(words: list[str], space: str) -> None:
    """Any words of the language in any order are read or refused."""
    read_or_refuse(space.join(words))


@LAW
@given(statements, st.integers(0, 200), st.sampled_from([*WORDS, ""]))
def test_any_slip(tree: Statement, at: int, word: str) -> None:
    """A statement with one character replaced by any word is read or refused."""
    text = show(tree)
    read_or_refuse(text[:at] + word + text[at + 1 :])
