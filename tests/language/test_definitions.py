"""Definitions: what they stand for, and which are refused."""

from __future__ import annotations

import pytest

from itip.errors import ParseError
from itip.language import parse, parse_definition, parse_expression, show

INGLETON = "ingleton(A,B,C,D) = I(A;B|C) + I(A;B|D) + I(C;D) - I(A;B)"
LETS = (INGLETON, "let R = H(X) - H(X|Y)", "two = 1 + 1", "f(A,B) = H(A|B,C) - S")

USES = {
    "ingleton(A,B,C,D)": "I(A;B|C) + I(A;B|D) + I(C;D) - I(A;B)",
    "ingleton(XY,Z,U,V)": "I(X,Y;Z|U) + I(X,Y;Z|V) + I(U;V) - I(X,Y;Z)",
    "ingleton((X,Y), Z, U, V)": "I(X,Y;Z|U) + I(X,Y;Z|V) + I(U;V) - I(X,Y;Z)",
    "ingleton(B,A,D,C)": "I(B;A|D) + I(B;A|C) + I(D;C) - I(B;A)",
    "2 ingleton(A,B,C,D)/4": "1/2 I(A;B|C) + 1/2 I(A;B|D) + 1/2 I(C;D) - 1/2 I(A;B)",
    "1 - R": "1 - H(X) + H(X|Y)",
    "two H(X)": "2 H(X)",
    "H(X)/two": "1/2 H(X)",
    "two + 1": "3",
    "f(C,D)": "H(C|D,C) - S",
    "f(XX,(Y,X))": "H(X|Y,X,C) - S",
    "Z = two": "Z = 2",
    "Z = f(X,Y)": "Z = H(X|Y,C) - S",
    "Z = g(X,Y)": "Z = f(X,Y)",
}


@pytest.mark.parametrize(("text", "shown"), USES.items())
def test_use(text: str, shown: str) -> None:
    """A use stands for the body with groups in the place of the parameters, all at once."""
    assert show(parse_expression(text, definitions=LETS)) == shown


def test_later_definitions_use_earlier_ones() -> None:
    """A definition can use those before it, and a parameter hides a defined name."""
    lets = [INGLETON, "R = 2", "g(A,R) = ingleton(AR,A,B,R) + H(R)"]
    tree = parse("g(X,Y) >= 0", definitions=lets)
    assert show(tree) == ("I(X,Y;X|B) + I(X,Y;X|Y) + I(B;Y) - I(X,Y;X) + H(Y) >= 0")


def test_parsed_definitions() -> None:
    """Definitions can be handed over parsed, and their texts name themselves."""
    first = parse_definition("let f(A) = 2 H(A|B)")
    second = parse_definition("Q = f(XY)", definitions=[first])
    assert (show(first), show(second)) == ("let f(A) = 2 H(A|B)", "let Q = 2 H(X,Y|B)")
    assert parse_definition(show(first)) == first
    assert show(parse("f(C) <= Q", definitions=[first, second])) == ("2 H(C|B) <= 2 H(X,Y|B)")


DEFECTS = {
    "empty": ("@", "the definition is empty"),
    "only let": ("let@", "the name of a definition is expected after 'let'"),
    "reserved": ("@given = 1", "'given' is a reserved word"),
    "number": ("@2 = 1", "the name of a definition is expected here"),
    "H": ("@H(A) = 1", "'H' has a meaning already"),
    "indep": ("@indep(A) = 1", "'indep' has a meaning already"),
    "no equals sign": ("let f(A)@", "'=' is expected after ')'"),
    "no body": ("f(A) =@", "is expected after '='"),
    "relation": ("f(A) = H(A) @>= 0", "a definition names a quantity, not a relation"),
    "leftover": ("f = 1 @expect true", "'expect' is not expected here"),
    "no parameter": ("f(@) = 1", "the name of a parameter is expected after '('"),
    "no further parameter": ("f(A,@) = 1", "the name of a parameter is expected after ','"),
    "semicolon": ("f(A@;B) = 1", "')' is expected before ';'"),
    "parameter twice": ("f(A,@A) = 1", "the parameter 'A' stands twice"),
    "parameters juxtaposed": ("f(@AB) = 1", "'AB' is read as 2 random variables"),
    "parameter not used": ("f(A,@B) = H(A)", "the parameter 'B' is not used"),
    "no parameter used": ("f(@A) = S", "the parameter 'A' is not used"),
    "parameters run together": ("f(A_,n) = H(@A_nn,A_,n)", "'A_nn' is read as one name"),
    "parameters spelled alike": ("f(A1,@A_1) = H(A1,A_1)", "'A_1' and 'A1' are too much alike"),
    "name and variable spelled alike": ("f_1 = H(@f1)", "'f1' and 'f_1' are too much alike"),
    "names spelled alike": ("@knоwn = 2", "'knоwn' mixes alphabets"),
    "lines": ("f(A) = H(A)\n@R", "an operator is missing before 'R'"),
    "unit": ("f(A) = H(A) + 1 @bit", "'bit' is no quantity"),
    "number in two ways": ("f(A) = H(A) + @2e1 + e1", "'2e1' can be read in two ways"),
    "number or itself": ("e1 = @2e1", "'2e1' can be read in two ways"),
    "parameter as a quantity": ("f(A) = H(A) + @A", "'A' is a parameter"),
    "by itself": ("R = @R + 1", "'R' is defined by itself"),
    "function by itself": ("f(A) = @f(A)", "'f' is defined by itself"),
    "variable of its own name": ("R = H(@R)", "'R' is defined as a quantity"),
    "unknown name": ("f(A) = @g(A)", "'g' is not defined"),
    "scalar and variable": ("f(A) = H(A|S) + @S", "S is a random variable in this definition"),
    "defined twice": ("@known = 2", "'known' is defined twice"),
    "used before": ("@T = 1", "'T' is used in 'known' before it is defined"),
    "variable used before": ("@W = 1", "'W' is used in 'known' before it is defined"),
}


@pytest.mark.parametrize(("text", "message"), DEFECTS.values(), ids=DEFECTS)
def test_definition_refused(text: str, message: str) -> None:
    """A definition is refused at its place, named by its number."""
    plain = text.replace("@", "")
    with pytest.raises(ParseError) as caught:
        parse("H(X) >= 0", definitions=["known = T + H(W)", plain])
    assert message in caught.value.message
    assert caught.value.start == text.index("@")
    assert caught.value.name == "--let 2"
    earlier = parse_definition("known = T + H(W)")
    with pytest.raises(ParseError) as caught:
        parse_definition(plain, definitions=[earlier])
    assert message in caught.value.message
    assert caught.value.name == "definition"


MISUSES = {
    "too few arguments": ("@ingleton(A,B,C) >= 0", "'ingleton' takes 4 arguments, not 3"),
    "too many arguments": ("@one(A,B) >= 0", "'one' takes 1 argument, not 2"),
    "no arguments": ("@ingleton >= 0", "'ingleton' needs its arguments in parentheses"),
    "arguments of a quantity": ("@R(X) >= 0", "'R' is defined without arguments"),
    "misspelt": ("@inglton(A,B,C,D) >= 0", "'inglton' is not defined"),
    "semicolon": ("ingleton(A@;B,C,D) >= 0", "groups are separated by ',', not by ';'"),
    "bar": ("ingleton(A@|B,C,D) >= 0", "')' is expected before '|'"),
    "measure": ("one(H@(X)) >= 0", "')' is expected before '('"),
    "quantity as a variable": ("H(@R) >= 0", "'R' is defined as a quantity"),
    "argument as a scalar": ("one(X) >= @X", "X is a random variable in this statement"),
    "its variable as a scalar": ("R >= @X", "X is a random variable in this statement"),
    "its scalar as a variable": ("H(S) >= @Q", "S is a random variable in this statement"),
    "spelled alike": ("R >= @Q_1", "'Q_1' and 'Q1' are too much alike"),
    "number in two ways": ("R >= @2e1", "'2e1' can be read in two ways, as 'e1' occurs"),
    "across lines": ("R >= @one\n(X)", "'one' needs its arguments"),
    "in a function": ("R = @one(X) + 1 given Z = @one", "'one' needs its arguments"),
}


@pytest.mark.parametrize(("text", "message"), MISUSES.values(), ids=MISUSES)
def test_use_refused(text: str, message: str) -> None:
    """A wrong use of a definition is refused at its place."""
    lets = [INGLETON, "R = H(X)", "one(A) = H(A)", "Q = S", "Q1 = 1", "e1(A) = H(A)"]
    with pytest.raises(ParseError) as caught:
        parse(text.replace("@", ""), definitions=lets)
    assert message in caught.value.message
    assert caught.value.start == text.replace("@", "", text.count("@") - 1).index("@")


def test_misspelt_hint() -> None:
    """An unknown name is compared with those that are defined."""
    with pytest.raises(ParseError) as caught:
        parse("inglton(A,B,C,D) >= 0", definitions=[INGLETON])
    assert caught.value.hint == "did you mean ingleton?"


def test_definitions_spelled_alike() -> None:
    """Two definitions whose names differ in spelling only are refused at the second."""
    with pytest.raises(ParseError, match="'S1' and 'S_1' are too much alike") as caught:
        parse("R = 0", definitions=["S_1 = 2", "S1 = 3"])
    assert caught.value.name == "--let 2"


def test_names_of_a_tree_cannot_be_defined() -> None:
    """A name of a tree means there what it meant when it was read."""
    tree = parse("H(X) <= R")
    for definition in ("R = 2", parse_definition("R = 2"), "X = 1"):
        with pytest.raises(ParseError, match="is a name of the statement and cannot be defined"):
            parse(tree, definitions=[definition])


def test_parsed_definitions_are_checked() -> None:
    """Definitions that are handed over parsed cannot take a name twice either."""
    first = parse_definition("R = S")
    with pytest.raises(ParseError, match="'R' is defined twice") as caught:
        parse("R = 0", definitions=[first, first])
    assert (caught.value.source, caught.value.name) == ("R", "--let 2")
    with pytest.raises(ParseError, match="'S' is used in 'R' before it is defined"):
        parse("R = 0", definitions=[first, parse_definition("S = 1")])


@pytest.mark.parametrize("reader", [parse, parse_expression, parse_definition])
def test_text_in_the_place_of_a_list(reader: object) -> None:
    """One text where a list of them belongs is refused, and not read letter by letter."""
    with pytest.raises(TypeError, match=r"definitions is a list of texts.*definitions=\[...\]"):
        reader("R = 0", definitions="S = 1")  # type: ignore[operator]
