"""Absurd input is refused, or read, without a stall and without any other error."""

from __future__ import annotations

import pytest

from itip.errors import ParseError
from itip.language import parse, parse_expression, show

REFUSED = {
    "long text": ("R\n" * 200_001, "a text of 400,002 characters is too long"),
    "deep parentheses": ("(" * 101, "parentheses are nested more than 100 deep"),
    "deep fractions": (r"\frac{" * 101, "parentheses are nested more than 100 deep"),
    "open parentheses": ("(" * 100, "is expected after '('"),
    "many digits": ("9" * 1001 + " = R", "a number has at most 1000 digits"),
    "many decimals": ("0." + "0" * 1000 + "1 = R", "a number has at most 1000 digits"),
    "high power": ("1e999999999 = R", "a number has at most 1000 digits"),
    "low power": ("1e-1001 = R", "a number has at most 1000 digits"),
    "power of a million digits": ("1e" + "9" * 300_000 + " = R", "at most 1000 digits"),
    "doubtful power": ("9" * 300_000 + "E3 = R", "can be read in two ways"),
    "large product": ("1e999*1e999 R = 0", "a coefficient grows beyond 1000 digits"),
    "large sum": ("(9e999 + 9e999) R = 0", "a coefficient grows beyond 1000 digits"),
    "large fraction": (r"\frac{1e600}{1e-600} R = 0", "a coefficient grows beyond 1000"),
    "large distribution": ("1e600 (R + 1e600 S) = 0", "a coefficient grows beyond 1000"),
    "many terms": ("+R" * 100_001 + " >= 0", "this expands to more than 100,000 terms"),
    "many entropies": ("+H(X)" * 50_001 + " >= 0", "this expands to more than 100,000 terms"),
    "many relations": ("0" + "<=0" * 20_001, "this expands to more than 100,000 terms"),
    "many constants": ("R" + "+1" * 100_000 + "=0", "this expands to more than 100,000 terms"),
    "many co-informations": (
        "+I(A;B;C;D;E;F;G;H;I;J;K;L)" * 25 + " >= 0",
        "this expands to more than 100,000 terms",
    ),
    "many equal distributions": (
        "R = 0 given " + ", ".join(["ABCDEFGHIJKL ~ ABCDEFGHIJKM"] * 7),
        "this expands to more than 100,000 terms",
    ),
    "many symmetries": (
        "R = 0 given " + ", ".join(["symmetric(A,B)"] * 25),
        "this expands to more than 100,000 terms",
    ),
    "many dependences": (
        "R = 0 given " + ", ".join(["X : Y"] * 50_001),
        "this expands to more than 100,000 terms",
    ),
    "many independences": (
        "R = 0 given " + ", ".join(["X . Y"] * 20_000),
        "this expands to more than 100,000 terms",
    ),
    "long chain": (
        " -> ".join(f"X{i}" for i in range(2000)),
        "this expands to more than 1,000,000 names",
    ),
    "many variables": (
        "+".join(f"H(X{i})" for i in range(10_001)),
        "there are more than 10,000 different names",
    ),
    "many scalars": (
        "+".join(f"R{i}" for i in range(10_001)),
        "there are more than 10,000 different names",
    ),
    "many accents": ("H(a" + "\u0345\u0301" * 150_000, "too many accents on one letter"),
    "long unknown name": ("x" * 300_000 + "(", "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"),
    "open lines": ("\n" * 300_000, "the statement is empty"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, message: str) -> None:
    """Input beyond the limits is refused in one short message."""
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert message in caught.value.message
    assert len(str(caught.value)) < 500


GROWING = {
    "doubling": ["a0 = H(X)", *(f"a{i + 1} = a{i} + a{i}" for i in range(20))],
    "doubling groups": [
        "a0(A) = H(A) + H(A)",
        *(f"a{i + 1}(A) = a{i}((A,A{i})) + a{i}(A)" for i in range(20)),
    ],
    "many copies": ["a = " + "+".join(["H(X)"] * 30_000), *(f"b{i} = a" for i in range(9))],
}


@pytest.mark.parametrize("lets", GROWING.values(), ids=GROWING)
def test_growing_definitions_refused(lets: list[str]) -> None:
    """Definitions that expand beyond reason are refused before they are expanded."""
    with pytest.raises(ParseError, match="expands to more than 100,000 terms"):
        parse("R = 0", definitions=lets)


def test_growing_groups_refused() -> None:
    """A long argument in many places is refused before it is put there."""
    body = "f(A) = " + "+".join(["H(A)"] * 1000)
    argument = ",".join(f"X{i}" for i in range(1001))
    with pytest.raises(ParseError, match="expands to more than 1,000,000 names"):
        parse(f"f(({argument})) = 0", definitions=[body])


READ = {
    "deep parentheses": ("(" * 100 + "R" + ")" * 100, "R"),
    "deep factors": ("2*(" * 100 + "R" + ")" * 100, f"{2**100} R"),
    "signs": ("- " * 10_000 + "R", "R"),
    "many digits": ("9" * 1000, "9" * 1000),
    "high power": ("1e999", "1" + "0" * 999),
    "leading zeros of a power": ("1e+0000000003", "1000"),
    "factors that cancel": ("R" + "*1e500/1e500" * 100, "R"),
}


@pytest.mark.parametrize(("text", "shown"), READ.values(), ids=READ)
def test_read(text: str, shown: str) -> None:
    """Odd input within the limits is read, and its canonical text is read again."""
    tree = parse_expression(text)
    assert show(tree) == shown
    assert parse_expression(shown) == tree


def test_long_group() -> None:
    """A hundred thousand juxtaposed capitals are one group without repeats."""
    assert show(parse_expression(f"H({'AB' * 50_000})")) == "H(A,B)"


def test_long_name() -> None:
    """A name has a longest length; juxtaposed names have it each."""
    name = "x" * 50
    assert show(parse_expression(f"H({name})")) == f"H({name})"
    with pytest.raises(ParseError) as caught:
        parse_expression(f"H({name}x)")
    assert (caught.value.start, caught.value.hint) == (2, "a name has at most 50 characters")


def test_long_text_is_drawn() -> None:
    """The refusal of a long text shows where it becomes too long."""
    with pytest.raises(ParseError) as caught:
        parse("H(X) >= 0 # " + "-" * 400_000)
    assert caught.value.column == 400_001
    assert f"...{'-' * 72}" in str(caught.value)
    assert "^" * 12 in str(caught.value)


def test_names_of_one_letter_do_not_stall() -> None:
    """Names that could be taken apart in countless ways are compared in passing."""
    alike = [f"{'a' * 30}b{i}" for i in range(5000)]
    names = ["a", *(f"{'a' * i}c{i}" for i in range(1, 30)), *alike]
    assert len(parse(f"H({','.join(names)}) >= 0").claim.sides) == 2  # type: ignore[union-attr]
