"""What is refused, by the name of the defect; `@` marks where the caret must stand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from itip.errors import ParseError
from itip.language import VERDICTS, parse, parse_expression
from itip.language.ast import Linear, Measure, Relation, Statement, Term

MEASURES = {
    "comma in I": ("I(X@,Y) >= 0", "did you mean I(X;Y) or H(X,Y)?"),
    "commas in I": ("I(A@,B,C|D) >= 0", "did you mean I(A;B,C|D) or H(A,B,C|D)?"),
    "juxtaposition in I": ("@I(XY) >= 0", "did you mean I(X;Y) or H(X,Y)?"),
    "I of one": ("@I(X) >= 0", "did you mean H(X)?"),
    "I of one, with a condition": ("@I(X|Y,Z) >= 0", "did you mean H(X|Y,Z)?"),
    "semicolon in H": ("H(X@;Y) >= 0", "joint entropy separates variables by ','"),
    "semicolon in conditional H": ("H(X@;Y|Z) >= 0", "did you mean I(X;Y|Z) or H(X,Y|Z)?"),
    "too long to suggest": (f"I(X@,{'msg,' * 20}Y)", "mutual information needs a ';'"),
    "small h": ("@h(X) >= 0", "'h' is not defined"),
    "small i": ("@i(X;Y) >= 0", "'i' is not defined"),
    "two bars": ("H(X|Y@|Z) >= 0", "conditions are separated by ',', not by '|'"),
    "double bar": ("H(X|@|Y) >= 0", "conditions are separated by ',', not by '|'"),
    "semicolon after the bar": ("I(X;Y|Z@;W) >= 0", "conditions are separated by ','"),
    "empty first place": ("I(@;Y) >= 0", "a random variable is missing before ';'"),
    "empty middle place": ("I(X;@;Y) >= 0", "a random variable is missing before ';'"),
    "empty last place": ("I(X;@) >= 0", "a random variable is missing before ')'"),
    "empty I": ("I(@) >= 0", "a random variable is missing before ')'"),
    "nothing before the bar": ("H(@|X) >= 0", "a random variable is missing before '|'"),
    "nothing after a comma": ("H(X,@) >= 0", "a random variable is missing before ')'"),
    "nothing before a comma": ("H(@,X) >= 0", "a random variable is missing before ','"),
    "no comma": ("H(X @Y) >= 0", "')' is expected before 'Y'"),
    "number as a variable": ("H(@2) >= 0", "a random variable is expected after '('"),
    "number after a name": ("H(X @2) >= 0", "')' is expected before '2'"),
    "measure in a measure": ("H(H@(X)) >= 0", "')' is expected before '('"),
    "unclosed at the end": ("H@(X|Y", "this '(' is not closed"),
    "ends after a comma": ("H(X,@", "a random variable is expected after ','"),
    "unclosed before a sign": ("H(X @<= 1", "')' is expected before '<='"),
    "unclosed group": ("H((X,Y@;Z)", "')' is expected before ';'"),
    "no parentheses": ("@H <= 1", "'H' needs random variables in parentheses"),
    "no parentheses, I": ("R + @I <= 1", "'I' needs random variables in parentheses"),
    "too many parts": ("@I(A;B;C;D;E;F;G;H;I;J;K;L;M) >= 0", "co-information of more than 12"),
    "reserved variable": ("H(@given) >= 0", "'given' is a reserved word"),
    "colon in I": ("I(X@:Y) >= 0", "needs a ';', not a ':' - did you mean I(X;Y) or"),
    "colon in LaTeX": (r"I(X\!@:\!Y|Z) >= 0", "did you mean I(X;Y|Z) or H(X,Y|Z)?"),
    "colon and semicolon": ("I(X;Y@:Z) >= 0", "did you mean I(X;Y;Z) or H(X,Y,Z)?"),
    "colon in H": ("H(X@:Y) >= 0", "joint entropy separates variables by ','"),
    "measure across lines": ("@H\n(X) >= 0", "'H' needs random variables in parentheses"),
    "H of another alphabet": ("@Н(X) >= 0", "'Н' is not defined"),
    "independence in a measure": ("H(X@_||_Y) >= 0", "')' is expected before '_||_'"),
}

LINEAR = {
    "trailing plus": ("H(X) +@", "is expected after '+'"),
    "trailing plus and space": ("H(X) +@  # nothing", "is expected after '+'"),
    "operand missing": ("H(X) + @<= 1", "is expected after '+'"),
    "operand missing at first": ("@<= 1", "a quantity such as H(X), a scalar or a number"),
    "operand missing in parentheses": ("(@) <= 1", "is expected after '('"),
    "right side missing": ("H(X) <=@", "is expected after '<='"),
    "product of quantities": ("H(X)*@H(Y) <= 1", "a product of two quantities is not linear"),
    "quantities side by side": ("H(X) @H(Y) <= 1", "a product of two quantities is not linear"),
    "scalar times measure": ("R @H(X) <= 1", "a product of two quantities is not linear"),
    "product of sums": ("(R + 1) @(S + 1) <= 1", "a product of two quantities is not linear"),
    "division by a quantity": ("2/@H(Y) <= 1", "a division by a quantity is not linear"),
    "division by zero": ("H(X)/@0 <= 1", "this divides by zero"),
    "division by a zero sum": ("H(X)/@(1 - 1) <= 1", "this divides by zero"),
    "numbers side by side": ("2 @3 H(X) <= 1", "a sign is missing before '3'"),
    "number behind a quantity": ("H(X) @2 <= 1", "a sign is missing before '2'"),
    "number in two ways": ("@2E3 H(X) <= 1", "'2E3' can be read in two ways"),
    "small power in two ways": ("@2e1 >= e1", "'2e1' can be read in two ways, as 'e1' occurs"),
    "signed power in two ways": ("@2e+1 >= e", "'2e+1' can be read in two ways, as 'e' occurs"),
    "capital power in two ways": ("@2E-1 >= E", "'2E-1' can be read in two ways, as 'E'"),
    "power of a variable's name": ("H(e1) >= @2e1", "'2e1' can be read in two ways"),
    "power that runs on": ("@2e3x >= R", "'2e3x' can be read in two ways"),
    "two powers": ("@2e3E4 >= R", "'2e3E4' can be read in two ways"),
    "hexadecimal": ("@0x10 <= R", "'0x10' can be read in two ways"),
    "hexadecimal letters": ("@0Xff <= R", "'0Xff' can be read in two ways"),
    "binary": ("@0b01 <= R", "'0b01' can be read in two ways"),
    "bit": ("H(X) <= 1 @bit", "'bit' is no quantity"),
    "bits": ("H(X) <= 2 @bits", "'bits' is no quantity"),
    "nat": ("H(X) <= 1 @nat", "'nat' is no quantity"),
    "nats": ("H(X) <= 2 @Nats", "'Nats' is no quantity"),
    "two dots": ("1@..2 <= 1", "an ellipsis is not read"),
    "unclosed at the end": ("@(H(X)", "this '(' is not closed"),
    "unclosed before a sign": ("(H(X) @>= 0", "')' is expected before '>='"),
    "tuple as a quantity": ("(X@,Y) <= 2", "')' is expected before ','"),
    "closes nothing": ("H(X)@) >= 0", "')' closes nothing"),
    "brace closes nothing": ("H(X)@} >= 0", "'}' closes nothing"),
    "brace opens nothing": ("@{H(X)} >= 0", "a quantity such as H(X)"),
    "power": ("H(X)@^2 >= 0", "unexpected character '^'"),
    "double minus": ("3 @-- 2 <= H(X)", "'--' joins random variables, not quantities"),
    "double minus after a sign": ("3 + @--2 <= H(X)", "is expected after '+'"),
    "unknown function": ("@foo(A,B) >= 0", "'foo' is not defined"),
    "unknown capital function": ("@Foo(A,B) >= 0", "'Foo' is not defined"),
    "function on the right": ("H(Z) = @f(X)", "'f' is not defined"),
    "reserved scalar": ("R + @and <= 1", "'and' is a reserved word"),
    "digit of another script": ("@٢ <= H(X)", "unexpected character '٢'"),
    "superscript": ("H(X@²) <= 1", "unexpected character '²'"),
    "name that begins with a subscript": ("H(@₁X) <= 1", "unexpected character '₁'"),
    "square bracket": ("2 @[H(X)] >= 0", "unexpected character '['"),
}

RELATIONS = {
    "strict greater": ("I(X;Y) @> 0", "a strict '>' cannot be stated"),
    "strict less": ("0 @< I(X;Y)", "a strict '<' cannot be stated"),
    "strict in a chain": ("0 <= I(X;Y) @< 1", "a strict '<' cannot be stated"),
    "strict in LaTeX": (r"I(X;Y) @\gt 0", "a strict '>' cannot be stated"),
    "unequal": ("H(X) @!= 0", "'!=' cannot be stated"),
    "unequal, in Unicode": ("H(X) @≠ 0", "'!=' cannot be stated"),
    "no relation": ("H(X)@", "a relation such as '>=' is expected before the end"),
    "no relation before given": ("H(X) @given R = 1", "is expected before 'given'"),
    "no relation in a given": ("R = 1 given H(X)@, S = 1", "is expected before ','"),
    "no relation in a line": ("R = 1 given H(X)@\nS = 1", "before the end of the line"),
    "list as a claim": ("X@, Y", "a relation such as '>=' is expected before ','"),
    "differences as a chain": ("X - Y - Z@", "is expected before the end"),
    "scalar that is a variable": ("@X + H(X) >= 0", "X is a random variable in this statement"),
    "scalar in a given": ("H(X) >= 0 given @X <= 1", "X is a random variable"),
    "variable in a given": ("@X >= 0 given X . Y", "X is a random variable"),
    "measure with an arrow": ("H(X) @-> Y -> Z", "'->' joins random variables, not quantities"),
}

FORMS = {
    "chain that begins backwards": ("X @<- Y -> Z", "'<-' is neither a link nor a relation"),
    "chain that ends backwards": ("X -> Y @← Z", "'←' is neither a link nor a relation"),
    "backwards in LaTeX": (r"X @\leftarrow Y", r"'\leftarrow' is neither a link nor a relation"),
    "glued names before an arrow": ("R = 0 given X -> Y -> Z,@W -> V -> U", "'W' can go on"),
    "glued names before a dot": ("R = 0 given X . Y,@W . Z", "'W' can go on the group of 'Y'"),
    "glued names before a relation": ("R = 0 given X . Y,@R <= 1", "'R' can go on the group"),
    "entropy as a function": ("Z = @h(X)", "'h' can be a function or a measure"),
    "information as a function": ("Z = @i(X,Y)", "'i' can be a function or a measure"),
    "function across lines": ("Z = f\n@(X)", "an operator or 'given' is missing before '('"),
    "chain of two": ("@X -> Y", "a Markov chain has at least three places"),
    "division by a scalar": ("@R/S <= 1", "a Markov chain has at least three places"),
    "chain of two with commas": ("@X -> Y, W : Z", "a Markov chain has at least three places"),
    "chain without an end": ("X -> Y ->@", "a random variable is expected after '->'"),
    "chain of measures": ("X -> @H(Y) -> Z", "only random variables are joined here"),
    "chain of numbers": ("X -> @2 -> Z", "a random variable is expected after '->'"),
    "unclosed group": ("X -> @(Y", "this '(' is not closed"),
    "unclosed group before an arrow": ("X -> (Y @-> Z", "')' is expected before '->'"),
    "mixed links": ("X -> Y -> Z @. W", "'.' is not expected here"),
    "two colons": ("X : Y @: Z", "':' is not expected here"),
    "independence of one": ("X .@", "a random variable is expected after '.'"),
    "two conditions": ("X . Y | Z @| W", "'|' is not expected here"),
    "no condition": ("X _||_ Y |@", "a random variable is expected after '|'"),
    "indep of one": ("@indep(X)", "independence is of at least two groups"),
    "indep of none": ("indep(@)", "a random variable is missing before ')'"),
    "indep with semicolon": ("indep(X@;Y)", "groups are separated by ',', not by ';'"),
    "indep as a function": ("Z = @indep(X,Y)", "'indep' is not defined"),
    "symmetric of one": ("@symmetric(A)", "a symmetry is of at least two groups"),
    "symmetric of two lengths": ("@symmetric(A, BC)", "are of one length"),
    "symmetric with a repeat": ("@symmetric(A, B, A)", "a random variable stands twice"),
    "symmetric with a condition": ("symmetric(A, B @| C)", "')' is expected before '|'"),
    "tuples of two lengths": ("@(X,Y) ~ Z", "'~' joins tuples of one length, not of 2 and 1"),
    "long tuples": ("@ABCDEFGHIJKLM ~ ABCDEFGHIJKLM", "at most 12 random variables"),
    "function in a sum": ("Z = @f(X) + 1", "'f' is not defined as a quantity"),
    "function with a bar": ("Z = @f(X|Y)", "'f' is read as a function of random variables"),
    "small i as a function": ("Z = @i(X;Y)", "'i' is read as a function of random variables"),
    "function of a measure": ("Z = f(H@(X))", "')' is expected before '('"),
    "names on both sides": ("R = 0 given X -> Y -> Z, @W,V -> U -> T", "'W,V' can go on"),
    "names before a relation": ("R = 0 given X -> Y -> Z, @S,T >= 0", "'S,T' can go on"),
    "name without a comma": ("X -> Y -> Z @W", "'W' is not expected here"),
}

STATEMENTS = {
    "empty": ("@", "the statement is empty"),
    "only a comment": ("@ # nothing\n", "the statement is empty"),
    "no claim": ("@given X -> Y -> Z", "a claim is missing before 'given'"),
    "no claim, with a verdict": ("@expect false", "a claim is missing before 'expect'"),
    "nothing given": ("R = 1 given@", "a constraint is expected after 'given'"),
    "nothing after a comma": ("R = 1 given S = 1,@", "a constraint is expected after ','"),
    "nothing before expect": ("R = 1 given S = 1, @expect true", "a constraint is expected"),
    "nothing between commas": ("R = 1 given S = 1, @, T = 1", "a constraint is expected"),
    "comma after the claim": ("R = 1@, S = 1", "a claim is one constraint"),
    "and after the claim": ("R = 1 @and S = 1", "a claim is one constraint"),
    "given twice": ("R = 1 given S = 1 @given T = 1", "'given' is not expected here"),
    "given after expect": ("R = 1 expect true @given S = 1", "'given' is not expected here"),
    "unknown verdict": ("R = 1 expect @maybe", "'maybe' is not a verdict; these are: shannon"),
    "capital verdict": ("R = 1 expect @Shannon", "'Shannon' is not a verdict"),
    "unfinished verdict": ("R = 1 expect @non-", "'non-' is not a verdict"),
    "no verdict": ("R = 1 expect@", "a verdict is expected after 'expect'"),
    "definition": ("@let R = 1", "'let' is a reserved word"),
    "minus at a line's beginning": (
        "R = 1 given S = 1\n@- T = 1",
        "a line that begins with '-' can go on or begin a new constraint",
    ),
}

CHARACTERS = {
    "bell": ("H(X@\a)", "unexpected character U+0007"),
    "nul": ("H(X@\0)", "unexpected character U+0000"),
    "lone surrogate": ("H(@\ud800)", "unexpected character U+D800"),
    "bidirectional control": ("H(X@\u202e)", "unexpected character U+202E"),
    "letter that does not show": ("H(X@\u3164)", "unexpected character U+3164"),
    "zero-width space": ("H(X@\u200b)", "unexpected character U+200B"),
    "accent that does not compose": ("H(X@\u0302)", "unexpected character U+0302"),
    "euro sign": ("H(X) = 1 @€", "unexpected character '€'"),
    "underscore": ("H(@_)", "unexpected character '_'"),
    "backslash at the end": ("H(X@\\", "unexpected character '\\'"),
    "unknown command": (r"@\foo >= 0", r"the LaTeX command '\foo' is not read"),
    "brace command": (r"@\{ H(X) \} >= 0", r"the LaTeX command '\{' is not read"),
    "subscript": ("H(X@_{n}) >= 0", "a subscript in braces is read if it is a number"),
    "unclosed subscript": ("H(X@_{1) >= 0", "a subscript in braces is read if it is a number"),
    "ellipsis": ("H(X,@...,Y) >= 0", "an ellipsis is not read"),
    "ellipsis in Unicode": ("H(X,@…,Y) >= 0", "an ellipsis is not read"),
    "ellipsis in LaTeX": (r"H(X,@\ldots,Y) >= 0", "an ellipsis is not read"),
    "fraction without a second part": (r"\frac{1} @H(X) >= 0", "'{' or one digit is expected"),
    "fraction of long numbers": (r"\frac{1}@23 >= 0", "'{' or one digit is expected"),
    "fraction by zero": (r"@\frac10 >= 0", "this divides by zero"),
    "fraction by zero in braces": (r"\frac{1}@{0} >= 0", "this divides by zero"),
    "fraction by a quantity": (r"\frac{1}@{H(X)} >= 0", "a division by a quantity"),
    "unclosed fraction": (r"\frac@{1", "this '{' is not closed"),
    "fraction closed by a parenthesis": (r"\frac{1@) >= 0", "'}' is expected before ')'"),
}


BREAKS = {
    "quantity": ("R >= 0{}@I(X;Y) <= 0", "an operator or 'given' is missing before 'I'"),
    "scalar": ("R <= S{}@T <= 1", "an operator or 'given' is missing before 'T'"),
    "number": ("R <= S{}@2 T <= 1", "an operator or 'given' is missing before '2'"),
    "parenthesis": ("R <= S{}@(T) <= 1", "an operator or 'given' is missing before '('"),
    "fraction": (r"R <= S{}@\frac{{1}}2", r"an operator or 'given' is missing before '\frac'"),
    "factor": ("R <= 2{}@T", "an operator or 'given' is missing before 'T'"),
    "behind a parenthesis": ("R <= (2){}@T", "an operator or 'given' is missing before 'T'"),
    "chain": ("X -> Y -> Z{}@W -> V -> U", "an operator or 'given' is missing before 'W'"),
    "chain of groups": ("X . Y{}@(W,V) -> V -> U", "an operator or 'given' is missing before '('"),
    "function": ("Z = f(X){}@W = f(Y)", "an operator or 'given' is missing before 'W'"),
    "minus": ("R >= 0{}@-S >= 0", "a line that begins with '-' can go on or begin"),
    "minus behind a name": ("R >= S{}@-T >= 0", "a line that begins with '-' can go on or begin"),
    "minus behind a measure": ("R >= H(X){}@-T >= 0", "a line that begins with '-' can go on"),
    "in parentheses": ("R = 1 given (2{}@S) = 1", "an operator, ',' or 'and' is missing"),
}
MARKS = [
    "\n",
    "\r",
    "\u2028",
    "\x85",
    "\v",
    "&",
    "&&",
    r" \quad ",
    r"\qquad",
    "$ $",
    r"\\",
    "\\\n",
]
GIVEN_MARKS = [mark for mark in MARKS if mark.strip() and mark != r"\\"]

SPELLINGS = {
    "run of names": ("H(@X_nY_n) <= H(X_n) + H(Y_n)", "'X_nY_n' is read as one name, but"),
    "run of letters": ("H(@ab) <= H(a) + H(b)", "'ab' is read as one name, but can be a and b"),
    "run of three": ("H(@abc,c,ab,b,a) >= 0", "'abc' is read as one name, but can be"),
    "run in a given": ("H(a,b) >= 0 given @ab -> c -> d", "'ab' is read as one name, but can"),
    "subscript": ("H(X_1,@X1) >= 0", "'X1' and 'X_1' are too much alike to be two names"),
    "subscript in Unicode": ("H(X_1,@X₁) >= 0", "'X1' and 'X_1' are too much alike"),
    "subscript and prime": ("H(X_1',@X'_1) >= 0", "'X'_1' and 'X_1'' are too much alike"),
    "subscript of a scalar": ("@R1 + H(R_1) >= 0", "'R1' and 'R_1' are too much alike"),
    "subscript in a given": ("H(X1) >= 0 given H(@X_1) = 0", "'X_1' and 'X1' are too much"),
    "Latin and Cyrillic": ("H(A,@А) >= 0", "'А' and 'A' are too much alike"),
    "Latin and Greek": ("H(A,@Α) >= 0", "'Α' and 'A' are too much alike"),
    "Greek and Cyrillic": ("H(Γ,@Г) >= 0", "'Г' and 'Γ' are too much alike"),
    "small letters": ("H(a,@а) >= 0", "'а' and 'a' are too much alike"),
    "Greek small letters": (r"H(v,@\nu) >= 0", "'ν' and 'v' are too much alike"),
    "wide letters": ("H(X,@Ｘ) >= 0", "'Ｘ' and 'X' are too much alike"),
    "two forms of a letter": (r"H(\epsilon,@\varepsilon) >= 0", "'ε' and 'ϵ' are too much alike"),
    "name of a letter": (r"H(alpha,@\alpha) >= 0", "'α' and 'alpha' are too much alike"),
    "mixed with Cyrillic": ("H(@Кey) >= 0", "'Кey' mixes alphabets in which letters look alike"),
    "mixed with Greek": ("H(@Αb) >= 0", "'Αb' mixes alphabets in which letters look alike"),
    "mixed in a run": ("H(@XΑ) >= 0", "'XΑ' mixes alphabets in which letters look alike"),
}


def refusal(text: str | Statement, **more: object) -> ParseError:
    """The error that a text is refused with."""
    with pytest.raises(ParseError) as caught:
        parse(text, **more)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(text, message, id=defect)
        for table in (MEASURES, LINEAR, RELATIONS, FORMS, STATEMENTS, CHARACTERS, SPELLINGS)
        for defect, (text, message) in table.items()
    ],
)
def test_refused(text: str, message: str) -> None:
    """Each defect is refused with its message, and the caret stands at its place."""
    error = refusal(text.replace("@", ""))
    assert message in error.message
    assert error.start == text.index("@")
    assert error.name == "statement"


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(("text", "message"), BREAKS.values(), ids=BREAKS)
def test_break(text: str, message: str, mark: str) -> None:
    """Nothing is joined across the end of a line, `&`, `$` or a wide space but by an operator."""
    before, after = text.format(f"{mark} ").split("@")
    error = refusal(before + after)
    assert message in error.message
    assert error.source[error.start :] == after


@pytest.mark.parametrize("mark", GIVEN_MARKS)
def test_break_in_givens(mark: str) -> None:
    """Between constraints a comma, `and` or the end of a line is needed."""
    text = f"H(X) <= 1 {mark} H(Y) <= 1"
    error = refusal(f"R = 0 given {text}")
    assert error.message == "an operator, ',' or 'and' is missing before 'H'"
    assert refusal("R = 0", given=[text]).message == error.message
    assert refusal(f"R = 0 given X . Y {mark} Z . W").message.endswith("is missing before 'Z'")
    error = refusal(f"R = 0 given R <= 1 {mark} -S <= 1")
    assert error.message == "a line that begins with '-' can go on or begin a new constraint"


WORDS = ["if", "s.t.", "s. t.", "subject to", "When", "where", "assuming", "such that", "provided"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("claim", ["I(X;Y) <= 0", "H(X) = R", "X -> Y -> Z", "X . Y", "Z = f(X)"])
@pytest.mark.parametrize("condition", ["X . Y", "-R <= 0", "H(X) = 1"])
def test_words_for_given(claim: str, word: str, condition: str) -> None:
    """A condition that is begun by another word than `given` is refused with that word."""
    error = refusal(f"{claim} {word} {condition}")
    assert error.message.endswith("is not a word of the language")
    assert error.hint.startswith("constraints that are assumed stand after 'given'")
    assert error.start == len(claim) + 1


def test_word_behind_given() -> None:
    """Nor does a word stand between `given` and the constraints."""
    assert "'that' is not a word" in refusal("R = 0 given that -R <= 0").message


HINTS = {
    "H(X)": "add '>= 0', or see the expression by 'itip expand'",
    "R = 1 given H(X)": "add '= 0' or '>= 0'",
    "X - Y - Z": "a Markov chain is written X -> Y -> Z",
    "I(X;Y) > 0": "write '>=' instead",
    "I(X;Y) < 0": "write '<=' instead",
    "H(X) != 0": "write one of '<=', '>=', '='",
    "h(X) >= 0": "did you mean H(...)?",
    "i(X;Y) >= 0": "did you mean I(...)?",
    "Z = h(X|Y)": "did you mean H(...)?",
    "Z = f(X|Y)": "its arguments are variables",
    "X + H(X) >= 0": "did you mean H(X)?",
    "2E3 H(X) >= 0": "write 2e3 for the number, or 2*E3 for the scalar E3",
    "3 -- 2 <= H(X)": "'--' is read as a link; to subtract a negative quantity, put a space: - -",
    "3 * -> 2": "a Markov chain is of random variables: X -> Y -> Z",
    "R/S <= 1": "X/Y/Z is read as the Markov chain X -> Y -> Z; only a number can divide",
    "X -> Y": "X -> Y -> Z is a chain; that Y is a function of X is written Y = f(X)",
    "R = 0 given X : Y, W,V : U": "put each group in parentheses: (W,V)",
    "R = 0, X -> Y -> Z": "constraints that are assumed stand after 'given'",
    "R = 1 expect Shannon": "did you mean shannon?",
    "R = 1 expect maybe": "",
    "R = 1 given S = 1\n- T = 1": (
        "put '-' at the end of the line above to go on, or a comma before it"
    ),
    "R >= 0\nS >= 0": (
        "a statement has one claim; "
        "constraints that are assumed stand after 'given', separated by ',' or 'and'"
    ),
    "R >= 0\n-S >= 0": (
        "put '-' at the end of the line above to go on; a statement has one claim"
    ),
    "R = 1 given R >= 0 & -S >= 0": (
        "put '-' at the end of the line above to go on, or a comma before it"
    ),
    "R = 0 given (R & S) = 0": "",
    "H(X) <= 1 bit": "a bare number is already in bits",
    "2e1 >= e1": "write 2*e1 for the product with e1, and the number without a power",
    "2e+1 >= e": "write 2*e + 1 for a sum, and the number without a power",
    "2e1x >= 0": "put a '*' between number and scalar: 2*e1x",
    "0x10 >= R": "numbers are decimal; a product is written 0*x10",
    "H(X_nY_n,X_n,Y_n) >= 0": "write H(X_n,Y_n), or rename the variable",
    "H(X_1,X1) >= 0": "write the name in one way, or rename one of the two",
    "H(A,А) >= 0": (
        "write the name in one way, or rename one of the two; 'А' is U+0410, 'A' is U+0041"
    ),
    "H(Кey) >= 0": "'К' is U+041A, which is Cyrillic",
    "H(Αb) >= 0": "'Α' is U+0391, which is Greek",
    "Н(X) >= 0": "did you mean H(...)?",
    "R = 0 given X -> Y -> Z,W -> V -> U": (
        "ambiguous: use parentheses, (Z,W), or a space behind the comma"
    ),
    "Z = h(X)": "write Z = f(X) for a function, H(X) for the entropy",
    "Z = i(X)": "write Z = f(X) for a function, I(X;Y) for the information",
    "X <- Y -> Z": "write the chain with '->', and a relation with '<='",
    "H(X Y) >= 0": "is a comma missing?",
    "H(2) >= 0": "a name begins with a letter",
    "[H(X)] >= 0": "quantities are grouped by parentheses ( )",
    r"\{H(X)\} >= 0": "quantities are grouped by parentheses ( )",
    "let R = 1": "a definition is given by --let, or by 'let' in a file",
    "foo(X) >= 0": (
        "a definition is given by --let, or by 'let' in a file; "
        "a function of random variables is written Z = f(X,Y)"
    ),
}


@pytest.mark.parametrize(("text", "hint"), HINTS.items())
def test_hint(text: str, hint: str) -> None:
    """Where a repair is likely, the hint says it."""
    assert refusal(text).hint == hint


DRAWN = {
    "I(X,Y) >= 0": """\
mutual information needs a ';' - did you mean I(X;Y) or H(X,Y)?
  statement, line 1, column 4:
    I(X,Y) >= 0
       ^""",
    "H(X;Y) >= 0": """\
joint entropy separates variables by ',' - did you mean I(X;Y) or H(X,Y)?
  statement, line 1, column 4:
    H(X;Y) >= 0
       ^""",
    "0 <= I(X;Y)\n  given X -> H(Y) -> Z": """\
only random variables are joined here, not quantities
  statement, line 2, column 14:
      given X -> H(Y) -> Z
                 ^""",
    "I(X;Y) > 0": """\
a strict '>' cannot be stated, because closed cones cannot express it
  statement, line 1, column 8:
    I(X;Y) > 0
           ^
  write '>=' instead""",
    "H(X) + \a": """\
unexpected character U+0007
  statement, line 1, column 8:
    H(X) + \ufffd
           ^""",
}


@pytest.mark.parametrize(("text", "drawn"), DRAWN.items())
def test_drawn(text: str, drawn: str) -> None:
    """An error draws itself: message, place, line, caret, hint."""
    assert str(refusal(text)) == drawn


def test_unknown_verdict_lists_all() -> None:
    """The refusal of a verdict lists those that there are."""
    assert all(verdict in refusal("R = 1 expect maybe").message for verdict in VERDICTS)


def test_span() -> None:
    """A refusal spans the whole of what it refuses."""
    error = refusal("R = 1 given symmetric(A, A)")
    assert error.source[error.start : error.end] == "symmetric(A, A)"


def test_source_is_in_normal_form() -> None:
    """The places of a refusal are those of the text in normal form C."""
    error = refusal("H(A\u0308) > 0")
    assert error.source == "H(\u00c4) > 0"
    assert error.start == 5


GIVENS = {
    "empty": ("@", "the constraint is empty"),
    "empty lines": ("@\n\n", "the constraint is empty"),
    "a verdict": ("R = 1 @expect true", "'expect' is not expected here"),
    "no relation": ("H(Y)@", "a relation such as '>=' is expected before the end"),
    "only given": ("given@", "a constraint is expected after 'given'"),
    "variable as a scalar": ("@X <= 1", "X is a random variable in this statement"),
}


@pytest.mark.parametrize(("text", "message"), GIVENS.values(), ids=GIVENS)
def test_given_refused(text: str, message: str) -> None:
    """A further text of constraints is named by its number, and has its own places."""
    error = refusal("H(X) <= 1", given=["S = 1", text.replace("@", "")])
    assert message in error.message
    assert error.start == text.index("@")
    assert error.name == "--given 2"


EXPRESSIONS = {
    "empty": ("@", "the expression is empty"),
    "given": ("H(X) @given R = 1", "'given' is not expected here"),
    "two": ("H(X)@, H(Y)", "a claim is one constraint"),
    "scalar that is a variable": ("@X + H(X)", "X is a random variable in this statement"),
}


@pytest.mark.parametrize(("text", "message"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_expression_refused(text: str, message: str) -> None:
    """A lone expression has nothing behind it."""
    with pytest.raises(ParseError) as caught:
        parse_expression(text.replace("@", ""))
    assert message in caught.value.message
    assert caught.value.start == text.index("@")
    assert caught.value.name == "expression"


def test_text_in_the_place_of_givens() -> None:
    """One text where a list of them belongs is refused, and not read letter by letter."""
    with pytest.raises(TypeError, match=r"given is a list of texts, not one text.*given=\[...\]"):
        parse("R = 0", given="H(X)=0")


TREES = {
    "variable as a scalar": ("@X <= 1", "X is a random variable in this statement"),
    "scalar as a variable": ("H(@R) <= 1", "R is a scalar in this statement"),
    "spelled alike": ("H(@X_1) <= 1", "'X_1' and 'X1' are too much alike"),
    "run of its names": ("H(@Xa) <= 1", "'Xa' is read as one name, but can be X and a"),
    "pieces of its name": ("H(@b) <= 1", "'ab' is read as one name, but can be a and b"),
    "number in two ways": ("H(X) <= @2e1", "'2e1' can be read in two ways"),
}


@pytest.mark.parametrize(("text", "message"), TREES.values(), ids=TREES)
def test_given_of_a_tree_refused(text: str, message: str) -> None:
    """The names of a tree are names for the texts that extend it."""
    error = refusal(parse("H(X,X1,a,ab) <= R + e1"), given=[text.replace("@", "")])
    assert message in error.message
    assert error.start == text.index("@")
    assert error.name == "--given 1"


def test_tree_is_not_checked_again() -> None:
    """What a tree says among its own names is its maker's business."""
    tree = Statement(
        Relation(
            (
                Linear((Term(Fraction(1), Measure((("X1", "X_1", "a", "b", "ab", "R"),))),)),
                Linear((Term(Fraction(1), "R"),)),
            ),
            ("<=",),
        )
    )
    assert parse(tree, given=["H(Y) = 0"]).claim == tree.claim
