"""Copy steps: how they are read, what is refused, and how they are printed."""

from __future__ import annotations

import pytest

from itip.errors import ParseError
from itip.language import parse, show
from itip.language.ast import Copied, CopyStep, Statement, variables
from itip.language.format import formatted

INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
SMALL = "I(a;b) <= I(a;b|c) + I(a;b|d) + I(c;d)"

LONG = {
    "R = C over A": "R = C over A",
    "R,S = C,D over A,B": "R,S = C,D over A,B",
    "RS = CD over AB": "R,S = C,D over A,B",
    "R , S=C , D over (A,B)": "R,S = C,D over A,B",
    "R = (C,D) over A": "R = (C,D) over A",
    "R,S = (CD),B over A": "R,S = (C,D),B over A",
    "R,S = C | D over A": "R,S = C | D over A",
    "R,S,T = C,D | C over AB": "R,S,T = C,D | C over A,B",
    "R,S = C,C over A": "R,S = C,C over A",
    "R = (C) over A,A": "R = C over A",
    "R = (C,C) over A": "R = C over A",
    "R = C over ()": "R = C over ()",
    "R = C over (A),B": "R = C over A,B",
    "R = C over A; S = R over B,C": "R = C over A; S = R over B,C",
    "R = C over A;\nS =\nD over A": "R = C over A; S = D over A",
    "R = C over A copy S = R over B": "R = C over A; S = R over B",
    "R = C over A\ncopy S = R over B": "R = C over A; S = R over B",
    "Key,msg = C,D over A": "Key,msg = C,D over A",
    "C',C'' = C,D over A": "C',C'' = C,D over A",
    r"R_{1},\rho = C \mid D over A": "R_1,ρ = C | D over A",
    "R₁S = C∣D over A": "R1,S = C | D over A",
    "H,indep = C,D over A": "H,indep = C,D over A",
    "copy = C over A": "copy = C over A",
    "copy,over = C,D over A": "copy,over = C,D over A",
    "over = C over A; S = over over B": "over = C over A; S = over over B",
    "over = C over A; S = D over over": "over = C over A; S = D over over",
    "copy = C over A copy S = copy over B": "copy = C over A; S = copy over B",
    "copy = C over A; S = D over copy copy T = D over B": (
        "copy = C over A; S = D over copy; T = D over B"
    ),
}

LETTERS = {
    "r=c:a": "r = c over a",
    "rs=cd:ab": "r,s = c,d over a,b",
    "rs=cd:ab;t=(cr):ab": "r,s = c,d over a,b; t = (c,r) over a,b",
    "rs=dc:ab;tu=dr:ab;vw=d(tu):as": (
        "r,s = d,c over a,b; t,u = d,r over a,b; v,w = d,(t,u) over a,s"
    ),
    "tu = (cd) a : b": "t,u = (c,d),a over b",
    "tu = b(cd):a": "t,u = b,(c,d) over a",
    "tuvw=(cd)|(cd)|c|d:ab": "t,u,v,w = (c,d) | (c,d) | c | d over a,b",
    "r,s = c,d : a,b": "r,s = c,d over a,b",
    "rs = cd : (ab)": "r,s = c,d over a,b",
    "r = c : ()": "r = c over ()",
    "r1r_2r' = cdd:ab": "r1,r_2,r' = c,d,d over a,b",
    "RS = cd:ab": "R,S = c,d over a,b",
    r"\rho,\sigma_1 = cd:ab": "ρ,σ_1 = c,d over a,b",
    "r = c:a; s = d over b": "r = c over a; s = d over b",
    "over=cdcd:ab": "o,v,e,r = c,d,c,d over a,b",
}


def copies(tree: Statement) -> str:
    """The copy steps of a statement, in canonical text."""
    return "; ".join(map(show, tree.copies))


def rows(table: dict[str, str]) -> pytest.MarkDecorator:
    """The rows of a table of spellings."""
    return pytest.mark.parametrize(("text", "meaning"), table.items())


@rows(LONG)
def test_long(text: str, meaning: str) -> None:
    """A step in words is read, in a statement and in a text of its own."""
    assert copies(parse(f"{INGLETON} copy {text}")) == meaning
    assert copies(parse(f"{INGLETON} given A -> B -> C\n copy {text} expect true")) == meaning
    assert copies(parse(INGLETON, copies=[text])) == meaning
    assert copies(parse(INGLETON, copies=[f"copy {text}"])) == meaning


@rows(LETTERS)
def test_letters(text: str, meaning: str) -> None:
    """In the notation with a colon, each letter is a name."""
    assert copies(parse(f"{SMALL} copy {text}")) == meaning
    assert copies(parse(SMALL, copies=[text])) == meaning


def test_tree() -> None:
    """The new names go to what the blocks name, in order."""
    expected = CopyStep(
        ("A", "B"), ((Copied("R", ("C",)), Copied("S", ("C", "D"))), (Copied("T", ("D",)),))
    )
    tree = parse(f"{INGLETON} given A -> B -> C copy R,S,T = C,(C,D) | D over A,B expect true")
    assert tree.copies == (expected,)
    assert (len(tree.given), tree.expect) == (1, "true")
    assert variables(tree.claim, *tree.given) == ("A", "B", "C", "D")


def test_texts_are_appended() -> None:
    """Steps of further texts come behind those of the statement, or of a tree."""
    first, second = "R = C over A", "S = R over B; T = S over A"
    once = parse(f"{INGLETON} copy {first}", copies=[second])
    assert copies(once) == f"{first}; {second}"
    assert parse(parse(f"{INGLETON} copy {first}"), copies=second.split(";")) == once
    assert parse(once) == once


def test_variable_of_a_further_given() -> None:
    """What only a given of its own text names can be copied."""
    tree = parse(f"{INGLETON} copy R = E over A", given=["H(E) = 0"])
    assert copies(tree) == "R = E over A"
    assert copies(parse(parse(INGLETON), given=["H(E) = 0"], copies=["R = E over A"]))


NAMES = [
    "H(copy,over) >= 0",
    "copy <= over",
    "R >= 2 copy given copy >= 0",
    "R >= 0 given R = 2*copy\n S = 0",
    "X -> Y -> copy given X -> Y -> Z, copy\n H(W) = 0",
    "R >= 0 given R =\n copy\n S = 0",
    "R >= 0 given X -> Y ->\n copy\n S = 0",
    "Z = copy(X) given over = f(copy)",
    "copy : X given copy ~ over",
    "copy -> over -> X",
    "copy*2 >= over*2",
    "(copy\n) >= 0",
]


@pytest.mark.parametrize("text", NAMES)
def test_copy_and_over_are_names(text: str) -> None:
    """Where no step begins, the two words are names like others."""
    tree = parse(text)
    assert tree.copies == ()
    assert parse(show(tree)) == tree


CLAUSES = [
    "R >= copy copy r = X over Y",
    "X -> Y -> copy copy r = copy over Y",
    "X -> Y -> over copy r = over over Y",
    "R >= 2 copy r = X over Y",
    "R >= 2\n  copy r = X over Y",
    "R >= 2\n  copy\n  r = X over Y",
    "R >= 2 copy\n  r = X over Y",
    "R >= 2 given S = 0 copy\n  r = X over Y",
    "R >= 2 given X -> Y -> Z\n  copy  # why\n  r = X over Y",
    "R >= 2 given X -> Y -> Z, W copy r = X over Y",
    "R >= 2 given S = H(X)\n copy\n\n # a\n\n r = X over Y",
    "(R) >= (2) copy r = X over Y",
]


@pytest.mark.parametrize("text", CLAUSES)
def test_clause_begins(text: str) -> None:
    """In front of a name, `copy` begins a clause, whatever stands before it."""
    given = ["H(X,Y) >= 0"]
    assert len(parse(text, given=given).copies) == 1


STEPS = {
    "nothing behind '='": ("R =@", "a random variable is expected after '='", ""),
    "nothing to copy": ("R = @over A", "a random variable is missing before 'over'", ""),
    "nothing behind a comma": ("R,S = C,@over A", "is missing before 'over'", ""),
    "empty block": ("R = @| C over A", "a random variable is missing before '|'", ""),
    "empty last block": ("R = C | @over A", "missing before 'over'", ""),
    "empty group": ("R = (@) over A", "a random variable is missing before ')'", ""),
    "no '='": ("R @over A", "'=' is expected after 'R'", "R,S = C,D over A,B"),
    "no comma between names": ("R @S = C,D over A", "'=' is expected after 'R'", ""),
    "no comma between copied": ("R = C @D over A", "',', '|' or 'over' is expected", ""),
    "no base": ("R = C@", "',', '|' or 'over' is expected after 'C'", "over A,B"),
    "no base, and more": ("R = C@; S = D over A", "'over' is expected after 'C'", "over A,B"),
    "empty base": ("R = C over@", "a random variable is expected after 'over'", "over ()"),
    "empty base, and more": ("R = C over @copy S = D over A", "is expected after 'over'", "()"),
    "empty base of letters": ("R=C:@", "a random variable is expected after ':'", "over ()"),
    "base ends in a comma": ("R = C over A,@", "a random variable is expected after ','", ""),
    "no base of letters": ("R = C @over A : B", "',', '|' or ':' is expected after 'C'", ""),
    "group not closed": ("R = (C,D @over A", "')' is expected before 'over'", ""),
    "number": ("R = @2 over A", "a random variable is expected", "begins with a letter"),
    "reserved word": ("R = @given over A", "'given' is a reserved word", ""),
    "semicolon left over": ("R = C over A;@", "the name of a copy is expected after ';'", ""),
    "two semicolons": ("R = C over A;@; S = D over A", "the name of a copy is expected", ""),
    "comma between steps": ("R = C over A, S @= D over A", "'=' is not expected", "by ';'"),
    "'and' between steps": ("R = C over A @and S = D over A", "'and' is not expected", "by ';'"),
    "line between steps": ("R = C over A\n@S = D over A", "'S' is not expected", "by ';'"),
    "two bases": ("R = C over A @over B", "'over' is not expected here", ""),
    "given behind": ("R = C over A @given A -> B -> C", "'given' is", "stands before 'copy'"),
    "too few names": ("@R = C,D over A", "new names is 1, that of copied variables 2", "(C,D)"),
    "too many names": ("@R,S = (C,D) over A", "new names is 2, that of copied variables 1", ""),
    "too few blocks": ("@R,S,T = C | D over A", "is 3, that of copied variables 2", ""),
    "unknown": ("R = @E over A", "'E' is not a random variable of the", "there are A, B, C, D"),
    "unknown in a group": ("R = (C,@E) over A", "'E' is not a random variable", ""),
    "unknown base": ("R = C over A,@E", "'E' is not a random variable", ""),
    "other case": ("R = @c over A", "'c' is not a random variable", "did you mean 'C'?"),
    "other case of letters": ("r=@c:ab", "'c' is not a random variable", "did you mean 'C'?"),
    "letters run together": ("r = @cd over A", "'cd' is not a random", "did you mean 'C,D'?"),
    "juxtaposed unknown": ("R,S = C@E over A", "'E' is not a random variable", ""),
    "letters run together, too few": ("r,s = @cd over ab", "'cd' is not", "did you mean 'C,D'?"),
    "itself": ("R = @R over A", "'R' is not there yet", "what was there before it"),
    "of a later step": ("R = @S over A; S = C over A", "'S' is not there yet", ""),
    "copied base": ("R = @A over A", "'A' stands in the base, which is not copied", ""),
    "copied base in a group": ("R = (C,@A) over A", "'A' stands in the base", ""),
    "variable as a new name": ("@A = C over B", "the name 'A' is taken", ""),
    "two copies of one name": ("R,@R = C,D over A", "the name 'R' is taken", ""),
    "name of an earlier step": ("R = C over A; @R = D over A", "the name 'R' is taken", ""),
    "names alike": ("R1,@R_1 = C,D over A", "'R_1' and 'R1' are too much alike", ""),
    "name like a variable": ("@А = C over A", "too much alike to be two names", "U+0410"),
    "names run together": ("r,s,@rs = C,D,B over A", "'rs' is read as one name", "write r,s"),
}


@pytest.mark.parametrize(("text", "message", "hint"), STEPS.values(), ids=STEPS)
def test_step_refused(text: str, message: str, hint: str) -> None:
    """What is wrong with a step is said at its place, in a statement and in a text of its own."""
    at, plain = text.index("@"), text.replace("@", "")
    with pytest.raises(ParseError) as caught:
        parse(f"{INGLETON} copy {plain}")
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.start - len(f"{INGLETON} copy ") == at
    with pytest.raises(ParseError) as caught:
        parse(INGLETON, copies=["R9 = C over A", plain])
    assert message in caught.value.message
    assert (caught.value.start, caught.value.name) == (at, "--copy 2")


WHOLE = {
    "after expect": (f"{INGLETON} expect true @copy R = C over A", "before 'expect'"),
    "after a lone given": (f"{INGLETON} given @copy R = C over A", ""),
    "before the claim": ("@copy R = C over A", ""),
    "after a comma": (f"{INGLETON} given A -> B -> C, @copy R = C over A", ""),
    "given behind": (f"{INGLETON} copy R = C over A @given A -> B -> C", "before 'copy'"),
    "no names": (f"{INGLETON} @copy = C over A", "a copy step is written"),
    "names in parentheses": (f"{INGLETON} @copy (R,S) = C,D over A", "a copy step is written"),
    "inside a measure": ("H(X @copy Y) >= 0", "is a comma missing?"),
    "scalar": ("H(X,Y) <= R copy S = @R over X", ""),
    "scalar as a new name": ("H(X,Y) <= R copy @R = Y over X", ""),
    "variable of a later text": (f"{INGLETON} copy @E = C over A", ""),
    "letters for a word": ("H(Key,Msg) >= 0 copy r=@Key:Msg", "write 'over' instead"),
    "word for letters": ("H(k,m) >= 0 copy r = @km over m", "did you mean 'k,m'?"),
    "definition": (f"{INGLETON} copy R = @mine over A", "there are A, B, C, D, E"),
    "definition as a new name": (f"{INGLETON} copy @q = C over A", "another name"),
}


@pytest.mark.parametrize(("text", "hint"), WHOLE.values(), ids=WHOLE)
def test_statement_refused(text: str, hint: str) -> None:
    """Copies have their place in a statement, and their names have no other meaning in it."""
    with pytest.raises(ParseError) as caught:
        parse(text.replace("@", ""), given=["H(E) = 0"], definitions=["mine(X) = H(X)", "q = 1"])
    assert caught.value.start == text.index("@")
    assert hint in caught.value.hint


def test_empty_text() -> None:
    """A text without a step is refused, and so is one text in the place of a list."""
    with pytest.raises(ParseError, match="the copy step is empty"):
        parse(INGLETON, copies=[" "])
    with pytest.raises(TypeError, match="copies is a list of texts"):
        parse(INGLETON, copies="R = C over A")


TAKEN = {
    "given": {"given": ["H(@R) = 0"]},
    "scalar in a given": {"given": ["H(A) = @R"]},
    "copy": {"copies": ["@R = C over B"]},
    "definition": {"definitions": ["@R = 1"]},
    "alike": {"given": ["H(@R_1) = 0"]},
}


@pytest.mark.parametrize("texts", TAKEN.values(), ids=TAKEN)
def test_names_of_a_tree(texts: dict[str, list[str]]) -> None:
    """The copies of a tree have their names for all texts that extend it."""
    tree = parse(f"{INGLETON} copy R,R1 = C,D over A")
    (at,) = (text.index("@") for some in texts.values() for text in some)
    with pytest.raises(ParseError) as caught:
        parse(
            tree, **{key: [text.replace("@", "") for text in some] for key, some in texts.items()}
        )
    assert caught.value.start == at


def test_formatted() -> None:
    """Each clause has a line of its own, in the long form, and comments stay."""
    source = (
        f"a: {INGLETON} given A->B->C copy rs=CD:AB;T=(Cr):AB # one\n"
        "  # two\n copy  UV = C|D over (A) expect non-shannon\n"
    )
    wanted = (
        f"a: {INGLETON}\n    given A -> B -> C\n"
        "    copy r,s = C,D over A,B; T = (C,r) over A,B  # one\n    # two\n"
        "    copy U,V = C | D over A\n    expect non-shannon\n"
    )
    assert formatted(source, "file") == wanted
    assert formatted(wanted, "file") == wanted
