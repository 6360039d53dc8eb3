"""The canonical text of files: how it is spelled and laid out, and that it says the same."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.errors import ParseError
from itip.language import parse
from itip.language.ast import Statement
from itip.language.files import Entry, entries
from itip.language.format import formatted

LIBRARY = Path(__file__).parents[2] / "inequalities"
WIDTH = 99
LAW = settings(deadline=None)

SPELLINGS = [
    ("relations", "0 =< H(X)≤H(X) == H(X)", "0 <= H(X) <= H(X) = H(X)"),
    ("signs", "H(X)+H(Y)-I(X;Y)>=0", "H(X) + H(Y) - I(X;Y) >= 0"),
    ("unary minus", "- H(X)<= - 2 + - R", "-H(X) <= -2 + -R"),
    ("two unary signs", "- -H(X) >= - +1", "- -H(X) >= - +1"),
    ("factor", "2*H(X) + 3H(Y) >= 2·R", "2 H(X) + 3 H(Y) >= 2 R"),
    ("factor behind", "H(X)*2 + H(X) (3) >= R*(2)", "H(X)*2 + H(X)*(3) >= R*(2)"),
    ("negative factor", "2 * -3 H(X) <= 0", "2*-3 H(X) <= 0"),
    ("numbers", "2 * 3 * R >= 1 / 2 * 0.10", "2*3 R >= 1/2*0.10"),
    ("quotients", "1 / 2 I(X;Y) <= H(X) / 2", "1/2 I(X;Y) <= H(X)/2"),
    ("parentheses", "3(H(X)-H(Y)) <= ( H(X) )", "3 (H(X) - H(Y)) <= (H(X))"),
    ("measures", "I( X , Y ; Z | W )>=0", "I(X,Y;Z|W) >= 0"),
    ("no condition", "I(X;Y|) <= H(X|) + H( )", "I(X;Y) <= H(X) + H()"),
    ("juxtaposed", "H(XY|ZW) <= H((X1X2),Y)", "H(X,Y|Z,W) <= H(X1,X2,Y)"),
    ("repeated variable", "H(X,X) >= 0", "H(X,X) >= 0"),
    ("LaTeX", r"H(X_1,X_{2}\mid Z) &\leq \left( H(X_1) \right)", "H(X_1,X_2|Z) <= (H(X_1))"),
    ("Greek", r"H(\alpha,β₁) \ge 0", "H(α,β1) >= 0"),
    ("fraction of digits", r"\frac12 H(X) \ge H(X)/\frac12", "1/2 H(X) >= H(X)/(1/2)"),
    ("fraction of numbers", r"\frac{1}{2} H(X) \ge R/\frac{1}{2}", "1/2 H(X) >= R/(1/2)"),
    ("fraction of a measure", r"2\frac{H(X)}{3} \ge 0", "2 H(X)/3 >= 0"),
    ("fraction of sums", r"\frac{H(X)+R}{1+1} \ge 0", "(H(X) + R)/(1 + 1) >= 0"),
    ("fraction of two measures", r"\frac{H(X)+H(Y)}3\ge 0", "(H(X) + H(Y))/3 >= 0"),
    ("fractions in a row", r"\frac{1}{2}\frac{1}{3}H(X)\ge0", "1/2*1/3 H(X) >= 0"),
    ("chain", "X/Y,V / Z", "X -> (Y,V) -> Z"),
    ("independence", "X . YV | Z", "indep(X, (Y,V) | Z)"),
    ("mutual independence", "X _||_ Y ⊥ Z", "indep(X, Y, Z)"),
    ("dependence", "Z : X,Y", "Z = f(X,Y)"),
    ("function", "W,V = g( B )", "(W,V) = g(B)"),
    ("constant", "W = k()", "W = k()"),
    ("distribution", "X,Y~(X, Z)", "(X,Y) ~ (X,Z)"),
    ("symmetry", "symmetric(XY,(Z,W))", "symmetric((X,Y), (Z,W))"),
]

LAYOUTS = [
    ("empty", "", ""),
    ("blank", "\n  \n", ""),
    ("lines", "\n\n# a  \r\n\r\n\r\nlabel:R>=0\n\n\n# b", "# a\n\nlabel: R >= 0\n\n# b\n"),
    ("loose comment", "R >= 0\n\n    # b", "R >= 0\n\n# b\n"),
    ("definition", "let  d( A,B )=H(A|B)+H(B|A)", "let d(A,B) = H(A|B) + H(B|A)\n"),
    ("definition of a number", "let R=1\nR>=0", "let R = 1\nR >= 0\n"),
    (
        "call",
        "let d(A,B)=H(A|B)\nd( XY ,(Z) )<=d((X),(V,W))",
        "let d(A,B) = H(A|B)\nd((X,Y),Z) <= d(X,(V,W))\n",
    ),
    (
        "parts",
        "a: I(X;Z) <= I(X;Y) given X -> Y -> Z expect shannon",
        "a: I(X;Z) <= I(X;Y)\n    given X -> Y -> Z\n    expect shannon\n",
    ),
    (
        "separators",
        "R>=0 given R>=1 and X/Y/Z, and S >= 2\n Z=k(X)\n\n T>=0 expect true",
        "R >= 0\n    given R >= 1, X -> Y -> Z, S >= 2, Z = k(X), T >= 0\n    expect true\n",
    ),
    (
        "copies",
        "H(A,B,C)>=0 copy RS=BC over A;T = (R,C) over () copy r_1s=C|(BT):AR expect true",
        """H(A,B,C) >= 0
    copy R,S = B,C over A; T = (R,C) over ()
    copy r_1,s = C | (B,T) over A,R
    expect true
""",
    ),
    (
        "copies behind givens",
        "H(X,Y)>=0 given X=f(Y)\n copy\n R=X\n over Y\n ;\n S=X\n over ()",
        "H(X,Y) >= 0\n    given X = f(Y)\n    copy R = X over Y; S = X over ()\n",
    ),
    ("a broken line", "a: R\n    >=\n\n    0", "a: R >= 0\n"),
]


def long(name: str, count: int, sign: str = " + ") -> str:
    """A sum of so many measures."""
    return sign.join(f"H({name}{index},Y|Z)" for index in range(1, count + 1))


BASE = ",".join("abcdefghijklmnopqrstuvw")
STEP = "LongName" * 4 + "_"

BREAKS = [
    ("before a relation", f"{long('X', 4)}\n    <= {long('W', 6)}\n"),
    ("before each relation", f"{long('X', 3)}\n    <= {long('W', 3)}\n    <= {long('V', 3)}\n"),
    ("before a plus", f"{long('X', 8)}\n    + H(W) >= 0\n"),
    ("after a minus", f"{long('X', 8, ' - ')} -\n    H(W) - 2 R >= 0\n"),
    ("in parentheses", f"2 ({long('X', 7)}\n    + H(Y|X,Z) - H(Z)) >= 0\n"),
    ("in a measure", f"H({'LongName,' * 10}\n    {'LongName,' * 9}X) >= 0\n"),
    ("after a label", f"{'a-' * 44}a:\n    {long('X', 1)} >= 0\n"),
    ("in a definition", f"let f(X1,X2,X3,X4,X5,X6,X7,Y,Z)\n    = {long('X', 7)}\n"),
    (
        "between givens",
        f"R >= 0\n    given S >= 1, {long('X', 3)} = R, {long('W', 3)} = R,\n        R = H(Y)\n",
    ),
    (
        "in a given",
        f"R >= 0\n    given {long('X', 5)}\n        <= {long('W', 6)}, R = 0\n",
    ),
    ("in a chain", f"R >= 0\n    given {' -> '.join(['Key'] * 13)}\n        -> Msg\n"),
    (
        "between copy steps",
        f"H(a,c) >= 0\n    copy {STEP}1 = a over c; r = a over c;\n        {STEP}2 = a over c\n",
    ),
    (
        "in a copy step",
        f"H({BASE},x) >= 0\n    copy {STEP}1,y = x,x\n        over {BASE}\n",
    ),
    ("in a symmetry", f"symmetric({''.join(f'Xa{k}, ' for k in range(10, 25))[:-1]}\n    Xa25)\n"),
]

COMMENTS = [
    ("behind a claim", "R>=0 # c  ", "R >= 0  # c\n"),
    ("behind a label", "a: # c\n R >= 0", "a:  # c\n    R >= 0\n"),
    ("behind a plus", "R + # c\n S >= 0", "R +  # c\n    S >= 0\n"),
    ("before a minus", "R # c\n - S >= 0", "R -  # c\n    S >= 0\n"),
    ("in a measure", "H(X # c\n ,Y # d\n ) >= 0", "H(X,  # c\n    Y)  # d\n    >= 0\n"),
    ("in a definition", "let # c\n R = 1 # d", "let  # c\n    R = 1  # d\n"),
    (
        "between givens",
        "R>=0 # a\n given # b\n S>=0 # c\n  # d\n , # e\n X/Y/Z # f\n T>=0 # g\n # h",
        """R >= 0  # a
    given  # b
        S >= 0,  # c
        # d
        # e
        X -> Y -> Z,  # f
        T >= 0  # g
    # h
""",
    ),
    (
        "in column one",
        "a: R>=0\n# c\n# d\n given S>=0\n# e\n expect false # f\n  # g\n# h\n",
        """a: R >= 0
    # c
    # d
    given S >= 0
    # e
    expect false  # f
    # g
# h
""",
    ),
    (
        "between copy steps",
        "H(X,Y)>=0 copy # a\n R=X:Y # b\n ; # c\n S=X:() # d\n copy T=R:S # e",
        """H(X,Y) >= 0
    copy  # a
        R = X over Y;  # b
        # c
        S = X over ()  # d
    copy T = R over S  # e
""",
    ),
    ("with letters of its own", "R >= 0  # A\u0308 𝑋", "R >= 0  # A\u0308 𝑋\n"),
]

KEPT = [
    ("comment in a chain", "X ->  Y # c  \n   -> Z", "X ->  Y # c\n   -> Z\n"),
    ("comment in a copy step", "H(X,Y)>=0 copy R=X # c\n :Y", "H(X,Y)>=0 copy R=X # c\n :Y\n"),
    ("comment in a verdict", "R>=0 expect non # c\n -shannon", "R>=0 expect non # c\n -shannon\n"),
    ("comment behind a factor", "2 * # c\n\n\n R>=0", "2 * # c\n\n R>=0\n"),
    ("fraction below a sign", r"1/-\frac12>=0", "1/-\\frac12>=0\n"),
    ("function that is defined", "let f(A)=H(A)\nX : Y", "let f(A) = H(A)\nX : Y\n"),
]

ERRORS = [
    ("claim", "\na: R >= 0\n\nb: I(X,Y) >= 0\nc: ) >= 0", "mutual information", 4),
    ("given", "a: R >= 0\n    given R", "a relation such as", 2),
    ("definition", "R >= 0\nlet f(A) = 0\nI(X,Y) >= 0", "the parameter 'A'", 2),
    ("label twice", "a: R >= 0\na: R >= 1", "the label 'a' stands twice", 2),
    ("bad label", "R >= 0\nBad_label: H(X) >= 0", "such as bad-label:", 2),
    ("no entry", "  R >= 0", "an indented line", 1),
]


def cases(table: list[tuple[str, str, str]]) -> pytest.MarkDecorator:
    """The rows of a table, each by its name."""
    rows = [pytest.param(before, after, id=name) for name, before, after in table]
    return pytest.mark.parametrize(("before", "after"), rows)


def meaning(source: str) -> list[tuple[str, Statement]]:
    """The labels and the trees of all entries."""
    found = list(entries(source, "file"))
    assert all(isinstance(entry, Entry) for entry in found)
    return [
        (entry.label, parse(entry.text, definitions=entry.definitions))
        for entry in found
        if isinstance(entry, Entry)
    ]


def remarks(source: str) -> list[str]:
    """The comments, in order."""
    return [line[line.index("#") :].rstrip() for line in source.splitlines() if "#" in line]


def checked(before: str) -> str:
    """The canonical text, which says the same, has the same comments, and is its own."""
    after = formatted(before, "file")
    assert formatted(after, "file") == after
    assert meaning(after) == meaning(before)
    assert remarks(after) == remarks(before)
    return after


@cases(SPELLINGS)
def test_spelling(before: str, after: str) -> None:
    """Each constraint has one spelling, as a claim and as a given."""
    assert checked(before) == f"{after}\n"
    assert checked(f"a: R >= 0 given {before}") == f"a: R >= 0\n    given {after}\n"


@cases([*LAYOUTS, *COMMENTS])
def test_layout(before: str, after: str) -> None:
    """Claim, givens and verdict have lines of their own, and comments stay with them."""
    assert checked(before) == after


@cases([(name, " ".join(after.split()), after) for name, after in BREAKS])
def test_breaks(before: str, after: str) -> None:
    """A long line is broken where that disturbs least."""
    assert checked(before) == after
    assert max(map(len, after.splitlines())) <= WIDTH


@cases(KEPT)
def test_kept(before: str, after: str) -> None:
    """What would not come out the same is kept, but for blanks at the ends of its lines."""
    assert checked(before) == after


@pytest.mark.parametrize(
    ("source", "message", "line"), [pytest.param(*row, id=name) for name, *row in ERRORS]
)
def test_errors(source: str, message: str, line: int) -> None:
    """The first entry that cannot be read is an error, in the line of the file."""
    with pytest.raises(ParseError, match=message) as caught:
        formatted(source, "some.itip")
    assert caught.value.line == line
    assert caught.value.name == "some.itip"


def test_no_room() -> None:
    """A word that is longer than a line stands on one of its own."""
    label = "a" * 120
    assert checked(f"{label}:R>=0") == f"{label}:\n    R >= 0\n"


@pytest.mark.parametrize("file", sorted(LIBRARY.rglob("*.itip")), ids=lambda file: file.stem)
def test_library(file: Path) -> None:
    """The files of known inequalities keep their meaning, within the width of a line."""
    after = checked(file.read_text("utf-8"))
    assert max(map(len, after.splitlines())) <= WIDTH


TERMS = [
    *["H(X)", "2H(XY|Z)", "3*I(X;Y)", "1/2 I( X ; Y | Z )", "H(X)/2", "0.1R", "5", "S*2"],
    *[r"\frac12 H(Z)", r"\frac{H(X)}{3}", r"\frac{H(X)-R}{2}", "2 (R - H(X,Y))", "(R+S)", "-R"],
    *["d(X,Y)", "d( XY ,(Z,V))", "I(A1,A2,A3;B1,B2,B3|C1,C2,C3,C4)", "H(Key,Msg)"],
]
FORMS = [
    *["X -> Y -> Z", "X/Y,V/Z", "X . Y | Z", "indep(X, (Y,V))", "Z : X,Y", "W = g(X)"],
    *["(X,Y) ~ (Y,Z)", "symmetric(XV,YW)", "X _||_ Y", "A1 -> A2,A3 -> B1 -> B2 -> B3 -> C1"],
]
WORDS = [
    *["a:", "let", "given", "copy", "over", "expect", "and", "false"],
    *["#", "\n", "\n    ", ",", "(", ")", "{"],
    *["H(", "I(", "f(", "X", "XY", "R", "2", "1e3", ";", "|", "+", "-", "*", "/", "=", "<="],
    *["->", "~", ".", ":", "⊥", r"\frac", r"\frac12", r"\alpha", r"\\", "&", "indep(", "𝑋", "Ä"],
]
COPIES = [
    ["copy", "P=X over Y", ";", "Q,T=(P,X),X over ()"],
    ["copy", "pq=X|X:()", "copy", "r=(Xp):q", ";", "s=p:X"],
]
DEFINITION = "let d(A,B) = H(A|B) + H(B|A)\n"

spaces = st.sampled_from(
    [" ", " ", " ", "  ", "\n    ", "  # one\n  ", "\n\n # two\n  # three\n "]
)
sums = st.lists(st.tuples(st.sampled_from("+-"), st.sampled_from(TERMS)), min_size=1, max_size=6)
relations = st.lists(
    st.tuples(st.sampled_from(["<=", "≥", r"\le", "="]), sums), min_size=2, max_size=3
)


def words(relation: list[tuple[str, list[tuple[str, str]]]]) -> list[str]:
    """The words of a chain of relations."""
    found = [word for sign, total in relation for word in [sign, *sum(total, ())]]
    return found[2:]


constraints = st.one_of(relations.map(words), st.sampled_from(FORMS).map(lambda form: [form]))


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Entries in any spelling, with breaks and comments between their words."""
    found = draw(constraints)
    for number, constraint in enumerate(draw(st.lists(constraints, max_size=4))):
        separator = draw(st.sampled_from([",", "and", ", and"])) if number else "given"
        found = [*found, separator, *constraint]
    found += draw(st.sampled_from([[], [], *COPIES]))
    found += draw(st.sampled_from([[], ["expect", "not-shannon"]]))
    label = draw(st.sampled_from(["", "a: ", "a-long-label-for-this:"]))
    text = "".join(word + draw(spaces) for word in found)
    return f"{DEFINITION}\n\n{label}{text}\n# end"


@LAW
@given(sources())
def test_any_entry(source: str) -> None:
    """Any entry that can be read says the same afterwards, and is formatted once for all."""
    with contextlib.suppress(ParseError):
        after = formatted(source, "file")
        assert checked(source) == after
        if "#" not in source.removesuffix("# end"):
            assert max(map(len, after.splitlines())) <= WIDTH


@LAW
@given(st.lists(st.sampled_from(WORDS)), st.sampled_from(["", " "]))
def test_any_words(some: list[str], space: str) -> None:
    """Any words are formatted or refused."""
    with contextlib.suppress(ParseError):
        formatted(space.join(some), "file")
        checked(space.join(some))


@LAW
@given(st.text())
def test_any_text(source: str) -> None:
    """So is any text."""
    with contextlib.suppress(ParseError):
        formatted(source, "file")
        checked(source)
