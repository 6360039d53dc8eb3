"""What is accepted, and what it is read as: tables of spellings and their canonical text."""

from __future__ import annotations

import pytest

from itip.errors import ParseError
from itip.language import parse, parse_expression, show

MEASURES = {
    "H(X)": "H(X)",
    "H( X , Y )": "H(X,Y)",
    "H (X)": "H(X)",
    "H(X|Y)": "H(X|Y)",
    "H(X,Y|Z,W)": "H(X,Y|Z,W)",
    "I(X;Y)": "I(X;Y)",
    "I(X,Y;Z|W)": "I(X,Y;Z|W)",
    "I(X;Y;Z)": "I(X;Y;Z)",
    "I(X;Y;Z|W)": "I(X;Y;Z|W)",
    "I((X,Y);Z)": "I(X,Y;Z)",
    "I(X;Y|)": "I(X;Y)",
    "H(X|)": "H(X)",
    "H()": "H()",
    "H(X,X)": "H(X)",
    "H(Y,X,Y)": "H(Y,X)",
    "H(H,I)": "H(H,I)",
    "I(A;B;C;D;E;F;G;H;I;J;K;L)": "I(A;B;C;D;E;F;G;H;I;J;K;L)",
}

NAMES = {
    "H(XY)": "H(X,Y)",
    "H(X1Y2)": "H(X1,Y2)",
    "H(ABC')": "H(A,B,C')",
    "H(X_1Y_2'Z'')": "H(X_1,Y_2',Z'')",
    "H(X_1_2Y)": "H(X_1_2,Y)",
    "H(Key,msg)": "H(Key,msg)",
    "H(ab)": "H(ab)",
    "H(Xa)": "H(Xa)",
    "H(X_)": "H(X_)",
    "H(X′Y’)": "H(X',Y')",
    "H(X₁X₂)": "H(X1,X2)",
    "H(x₁₂)": "H(x12)",
    "H(ÄÖ)": "H(Ä,Ö)",
    "H(A\u0308)": "H(Ä)",
    "H(ΣΔ1)": "H(Σ,Δ1)",
    "H(σ)": "H(σ)",
    "H(鍵)": "H(鍵)",
    "H(X_{12},Y_{3}Z)": "H(X_12,Y_3,Z)",
    r"H(X^\prime)": "H(X')",
    r"H(X^{\prime\prime}Y^')": "H(X'',Y')",
    r"H(\alpha,\Gamma_{1},\beta_2')": "H(α,Γ_1,β_2')",
    r"H(\alpha,α)": "H(α)",
    r"H(\varepsilon,\varphi,\vartheta,\varsigma)": "H(ε,φ,ϑ,ς)",
    r"H(\epsilon,\phi,\theta,\sigma)": "H(ϵ,ϕ,θ,σ)",
    r"H(\Gamma_1X)": "H(Γ_1,X)",
    "H(ΓΔ)": "H(Γ,Δ)",
    "𝐻(𝑋,𝐗,ℛ,ℎ,𝛂,𝛼_𝟣)": "H(X,R,h,α,α_1)",
    "H(ℵ)": "H(ℵ)",
    "H(Δx,X_α)": "H(Δx,X_α)",
    "H(Ключ)": "H(Ключ)",
    "H(X_12,X1_2)": "H(X_12,X1_2)",
    "H(a,aa)": "H(a,aa)",
    "H(abc,a,b)": "H(abc,a,b)",
    "0x + 2b1": "0 x + 2 b1",
    "2e1 + 2e-1 + e2": "20 + 1/5 + e2",
    "s": "s",
    "XY": "XY",
    "R1": "R1",
    r"\alpha": "α",
    "indep": "indep",
}

LINEAR = {
    "2 H(X)": "2 H(X)",
    "2*H(X)": "2 H(X)",
    "2H(X)": "2 H(X)",
    "H(X)*2": "2 H(X)",
    "1/2 I(X;Y)": "1/2 I(X;Y)",
    "I(X;Y)/2": "1/2 I(X;Y)",
    "I(X;Y)/2*3": "3/2 I(X;Y)",
    "0.1 H(X)": "1/10 H(X)",
    ".5 H(X)": "1/2 H(X)",
    "2. H(X)": "2 H(X)",
    "1e-3": "1/1000",
    "1E-3": "1/1000",
    "1.5E+3": "1500",
    "2e3": "2000",
    "2 e3": "2 e3",
    "2 alpha": "2 alpha",
    "2alpha + 3 (beta)": "2 alpha + 3 beta",
    "3 (H(X) - 1/2 H(Y))": "3 H(X) - 3/2 H(Y)",
    "(H(X) - 1)/2": "1/2 H(X) - 1/2",
    "-(H(X) - (H(Y) - 2 R))": "-H(X) + H(Y) - 2 R",
    "2 (3 (H(X) + 1/6))": "6 H(X) + 1",
    "(2+3) H(X)": "5 H(X)",
    "H(X) (1 - 1/3)": "2/3 H(X)",
    "2 + 3": "5",
    "H(X) + 2 + 3": "H(X) + 2 + 3",
    "H(X) - H(X)": "H(X) - H(X)",
    "0 H(X)": "0 H(X)",
    "0 (H(X) - 2)": "0 H(X) + 0",
    "0": "0",
    "-1/2": "-1/2",
    "- - H(X)": "H(X)",
    "+H(X) + -2 R": "H(X) - 2 R",
    "-H(X) + 3 R1 - 1/2": "-H(X) + 3 R1 - 1/2",
    "2 * -3 H(X)": "-6 H(X)",
    "H(X) / -2": "-1/2 H(X)",
    "H(X)/(1+1)": "1/2 H(X)",
    "H(X)\n+ H(Y)\n- 1 # in bits": "H(X) + H(Y) - 1",
    "H(X) & + H(Y) $ - $ 1": "H(X) + H(Y) - 1",
    "(H(X)\n- 1)": "H(X) - 1",
}

RELATIONS = {
    "H(X) <= 1": "H(X) <= 1",
    "H(X) >= 1": "H(X) >= 1",
    "H(X) = 1": "H(X) = 1",
    "H(X) == 1": "H(X) = 1",
    "H(X) ≤ 1": "H(X) <= 1",
    "H(X) ≥ 1": "H(X) >= 1",
    "H(X) ⩽ 1": "H(X) <= 1",
    "H(X) ⩾ 1": "H(X) >= 1",
    "H(X) =< 1": "H(X) <= 1",
    "H(X) => 1": "H(X) >= 1",
    "H(X)=-1": "H(X) = -1",
    "0 <= I(X;Y|Z) <= H(X)": "0 <= I(X;Y|Z) <= H(X)",
    "0 <= H(X) >= R = 1": "0 <= H(X) >= R = 1",
    "4 alpha + 6 beta >= 3 B": "4 alpha + 6 beta >= 3 B",
    "R/2 <= H(X)": "1/2 R <= H(X)",
    "H(X) − 2·H(Y) – 3×R ≥ 0": "H(X) - 2 H(Y) - 3 R >= 0",
    "H(X∣Y) >= 0": "H(X|Y) >= 0",
}

CHAINS = {
    "X -> Y -> Z": "X -> Y -> Z",
    "X->Y->Z->W": "X -> Y -> Z -> W",
    "X → Y → Z": "X -> Y -> Z",
    "X <-> Y ↔ Z": "X -> Y -> Z",
    "X -- Y -- Z": "X -> Y -> Z",
    "X --> Y <--> Z": "X -> Y -> Z",
    "X/Y/Z": "X -> Y -> Z",
    "XY/(Z,W)/V": "(X,Y) -> (Z,W) -> V",
    "X,W -> Y -> Z": "(X,W) -> Y -> Z",
    "XW -> Y -> Z": "(X,W) -> Y -> Z",
    "(X,W) -> Y -> Z": "(X,W) -> Y -> Z",
    "X -> Y,W -> Z": "X -> (Y,W) -> Z",
    "X -> Y -> Z,W": "X -> Y -> (Z,W)",
    "X -> Y -> Z,(W,V)": "X -> Y -> (Z,W,V)",
    "H -> I -> J": "H -> I -> J",
    r"X \to Y \rightarrow Z \leftrightarrow W": "X -> Y -> Z -> W",
}

DEPENDENCE = {
    "Z = f(X,Y)": "Z = f(X,Y)",
    "Z = g_1 (XY)": "Z = f(X,Y)",
    "Z = φ(X)": "Z = f(X)",
    r"Z = \phi(X)": "Z = f(X)",
    "Z = f()": "Z = f()",
    "Z,W = f(X)": "(Z,W) = f(X)",
    "ZW = f(X)": "(Z,W) = f(X)",
    "Z : X,Y": "Z = f(X,Y)",
    "Z,W : (X,Y)": "(Z,W) = f(X,Y)",
    "Z = h_1(X)": "Z = f(X)",
}

INDEPENDENCE = {
    "indep(X, Y, Z)": "indep(X, Y, Z)",
    "indep(X, (Y,Z))": "indep(X, (Y,Z))",
    "indep(X, YZ)": "indep(X, (Y,Z))",
    "indep(X, Y | Z)": "indep(X, Y | Z)",
    "indep(X, Y | Z, W)": "indep(X, Y | Z,W)",
    "indep(X, Y |)": "indep(X, Y)",
    "X . Y . Z": "indep(X, Y, Z)",
    "X . Y | Z": "indep(X, Y | Z)",
    "X _||_ Y | Z": "indep(X, Y | Z)",
    "X_||_Y|Z": "indep(X, Y | Z)",
    "X_1_||_Y_2": "indep(X_1, Y_2)",
    "X _|_ Y": "indep(X, Y)",
    "X ⊥ Y | Z": "indep(X, Y | Z)",
    "X ⊥⊥ Y": "indep(X, Y)",
    "X ⫫ Y ⫫ Z": "indep(X, Y, Z)",
    "X,W _||_ Y,V | Z,U": "indep((X,W), (Y,V) | Z,U)",
    r"X \perp Y \mid Z": "indep(X, Y | Z)",
    r"X \perp\perp Y": "indep(X, Y)",
    r"X \perp\!\!\!\perp Y \vert Z": "indep(X, Y | Z)",
}

SYMMETRY = {
    "(X,Y,U) ~ (X,Y,Z)": "(X,Y,U) ~ (X,Y,Z)",
    "XYU ~ XYZ": "(X,Y,U) ~ (X,Y,Z)",
    "X,Y ~ X,Z": "(X,Y) ~ (X,Z)",
    "(X,X) ~ (Y,Z)": "(X,X) ~ (Y,Z)",
    "X ∼ Y": "X ~ Y",
    r"X \sim Y": "X ~ Y",
    "symmetric(W1, W2, W3)": "symmetric(W1, W2, W3)",
    "symmetric((A,B), CD)": "symmetric((A,B), (C,D))",
}

LATEX = {
    r"I(X;Y\mid Z) \ge 0": "I(X;Y|Z) >= 0",
    r"$H(X) \leq 1$": "H(X) <= 1",
    r"H(X) &\le \frac12 H(Y) \\": "H(X) <= 1/2 H(Y)",
    r"H(X) \leqslant \frac{1}{2} H(Y)": "H(X) <= 1/2 H(Y)",
    r"H(X) \geqslant \tfrac 1 2\,H(Y)": "H(X) >= 1/2 H(Y)",
    r"H(X) \geq \dfrac{H(Y)+1}{2}": "H(X) >= 1/2 H(Y) + 1/2",
    r"H(X) \geq \frac1{2} + \frac{1}2": "H(X) >= 1",
    r"2 \cdot \left( H(X) + 3\times R \right) = 0": "2 H(X) + 6 R = 0",
    r"\bigl(H(X)\bigr) \; \quad = \: \qquad 0\ ": "H(X) = 0",
    "H(X_1,X_{2})\\\n \\ge 0": "H(X_1,X_2) >= 0",
    r"\alpha \ge 2\beta_1": "α >= 2 β_1",
    r"H(X) &\le H(X,Y) \\ &= H(X) \\ &+ H(Y|X)": "H(X) <= H(X,Y) = H(X) + H(Y|X)",
    r"H(X) \quad \le \qquad 1": "H(X) <= 1",
    r"$H(X) \le 1$ given $H(X) = 0$": "H(X) <= 1 given H(X) = 0",
}

STATEMENTS = {
    "I(X;Z) <= I(X;Y) given X -> Y -> Z": "I(X;Z) <= I(X;Y) given X -> Y -> Z",
    "X . Y expect false": "indep(X, Y) expect false",
    "H(X) <= R given R = 1 expect non-shannon": "H(X) <= R given R = 1 expect non-shannon",
    "H(X) <= 1 expect not - shannon": "H(X) <= 1 expect not-shannon",
    "\n H(X)\n  <= 1 # one bit\n": "H(X) <= 1",
    "\ufeffH(X) <= 1\r\n": "H(X) <= 1",
    "H(X) >= 0 # one\rgiven H(Y) = 0": "H(X) >= 0 given H(Y) = 0",
    "R <=\n-S <= 1": "R <= -S <= 1",
    "R <= (S\n- T) <= 1": "R <= S - T <= 1",
    "R\n- S <= T": "R - S <= T",
    "R <= S\n- T": "R <= S - T",
    "R <= S\n+ T <= 1": "R <= S + T <= 1",
    "s . t . u": "indep(s, t, u)",
}


@pytest.mark.parametrize(("text", "shown"), [*MEASURES.items(), *NAMES.items(), *LINEAR.items()])
def test_expression(text: str, shown: str) -> None:
    """An expression is read as its canonical text, which is read as the same tree."""
    tree = parse_expression(text)
    assert show(tree) == shown
    assert parse_expression(shown) == tree


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *RELATIONS.items(),
        *CHAINS.items(),
        *DEPENDENCE.items(),
        *INDEPENDENCE.items(),
        *SYMMETRY.items(),
        *LATEX.items(),
        *STATEMENTS.items(),
    ],
)
def test_statement(text: str, shown: str) -> None:
    """A statement is read as its canonical text, which is read as the same tree."""
    tree = parse(text)
    assert show(tree) == shown
    assert parse(shown) == tree


@pytest.mark.parametrize(
    ("text", "shown"),
    [*RELATIONS.items(), *CHAINS.items(), *DEPENDENCE.items(), *INDEPENDENCE.items()],
)
def test_constraint_as_expression(text: str, shown: str) -> None:
    """Any constraint is also an expression on its own."""
    assert show(parse_expression(text)) == shown


COMMAS = {
    "X -> Y -> Z, W -> V -> U": ["X -> Y -> Z", "W -> V -> U"],
    "X -> Y -> Z, (W,T) -> V -> U": ["X -> Y -> Z", "(W,T) -> V -> U"],
    "X -> Y -> Z,\nW -> V -> U": ["X -> Y -> Z", "W -> V -> U"],
    "X -> Y -> Z, # more\nW -> V -> U": ["X -> Y -> Z", "W -> V -> U"],
    "X -> Y -> Z,H(V)=0": ["X -> Y -> Z", "H(V) = 0"],
    "X -> Y -> Z,W": ["X -> Y -> (Z,W)"],
    "X -> Y,W -> Z": ["X -> (Y,W) -> Z"],
    "R = 0,X -> Y -> Z": ["R = 0", "X -> Y -> Z"],
    "Z = f(X),W = f(Y)": ["Z = f(X)", "W = f(Y)"],
    "X -> Y -> Z, W": ["X -> Y -> (Z,W)"],
    "X -> Y -> Z, W and R = 0": ["X -> Y -> (Z,W)", "R = 0"],
    "X -> Y -> Z, W, H(V) = 0": ["X -> Y -> (Z,W)", "H(V) = 0"],
    "X -> Y -> Z, W, 2 R <= 1": ["X -> Y -> (Z,W)", "2 R <= 1"],
    "X -> Y -> Z, W, indep(A,B)": ["X -> Y -> (Z,W)", "indep(A, B)"],
    "X -> Y -> Z, H(V) = 0": ["X -> Y -> Z", "H(V) = 0"],
    "X -> Y -> Z, R/2 <= 1": ["X -> Y -> Z", "1/2 R <= 1"],
    "X -> Y -> Z, R <= 1": ["X -> Y -> Z", "R <= 1"],
    "X -> Y -> Z, W = f(V)": ["X -> Y -> Z", "W = f(V)"],
    "X -> Y -> Z, W : V": ["X -> Y -> Z", "W = f(V)"],
    "X -> Y -> Z, W/V/U": ["X -> Y -> Z", "W -> V -> U"],
    "X -> Y, W -> Z, V": ["X -> (Y,W) -> (Z,V)"],
    "Z : X,Y, indep(X,Y)": ["Z = f(X,Y)", "indep(X, Y)"],
    "Z : X, W : Y": ["Z = f(X)", "W = f(Y)"],
    "X . Y, W . Z": ["indep(X, Y)", "indep(W, Z)"],
    "X . Y | Z, W . V": ["indep(X, Y | Z)", "indep(W, V)"],
    "X ~ Y, Z ~ W": ["X ~ Y", "Z ~ W"],
    "Z = f(X), W = f(Y)": ["Z = f(X)", "W = f(Y)"],
    "R = 1, X,W -> Y -> Z": ["R = 1", "(X,W) -> Y -> Z"],
    "R = 1, and S = 2 and T = 3": ["R = 1", "S = 2", "T = 3"],
}

LINES = {
    "X -> Y -> Z\nindep(A,B)": ["X -> Y -> Z", "indep(A, B)"],
    "\n\n X -> Y -> Z # chain\n\n # and\n W . V\n": ["X -> Y -> Z", "indep(W, V)"],
    "X -> Y -> Z,\nR = 0 and\nS = 0": ["X -> Y -> Z", "R = 0", "S = 0"],
    "X\n-> Y ->\nZ": ["X -> Y -> Z"],
    "H(X)\n+ H(Y)\n<= 2 *\n3\nand R = 0": ["H(X) + H(Y) <= 6", "R = 0"],
    "H(X) -\nH(Y) = 0": ["H(X) - H(Y) = 0"],
    "H(X,\nY) = (1\n-\n2)": ["H(X,Y) = -1"],
    "R = 0,\n-S <= 0": ["R = 0", "-S <= 0"],
    r"R = 0 \\ S = 0 \\": ["R = 0", "S = 0"],
    "X -> Y -> Z\n(W,V) -> U -> T": ["X -> Y -> Z", "(W,V) -> U -> T"],
}


LINE_ENDS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", LINE_ENDS)
def test_line_ends(end: str) -> None:
    """Whatever Python takes for the end of a line separates constraints and ends a comment."""
    assert len(f"a{end}b".splitlines()) == 2
    tree = parse(f"R >= 0{end}given S = 0 # 1{end}X . Y")
    assert show(tree) == "R >= 0 given S = 0, indep(X, Y)"


@pytest.mark.parametrize(("text", "shown"), [*COMMAS.items(), *LINES.items()])
def test_separation(text: str, shown: list[str]) -> None:
    """Commas, `and` and line ends separate constraints, in a statement and in a further text."""
    inside = parse(f"H(Q) >= 0 given {text}")
    assert [show(constraint) for constraint in inside.given] == shown
    assert parse("H(Q) >= 0", given=[text]) == inside
    assert parse("H(Q) >= 0", given=[f"given {text}"]) == inside
    assert parse(show(inside)) == inside


def test_givens_keep_their_order() -> None:
    """Further texts of constraints follow the statement's own, in order."""
    tree = parse("R >= 0 given S = 1 expect true", given=["T = 2, U = 3", "V = 4"])
    assert show(tree) == "R >= 0 given S = 1, T = 2, U = 3, V = 4 expect true"


def test_lines_of_a_claim_and_before_expect_are_space() -> None:
    """Before `given` and before `expect` a line end is white space."""
    tree = parse("H(X)\n- H(Y)\n>= 0\ngiven R = 0\nS = 0\nexpect false\n")
    assert show(tree) == "H(X) - H(Y) >= 0 given R = 0, S = 0 expect false"


def test_tree_is_extended() -> None:
    """A tree in the place of the text is extended by further texts, in view of its names."""
    tree = parse("H(X) <= R given R = 1 expect false")
    assert parse(tree) == tree
    more = parse(tree, given=["H(Y) <= R, X -> Y -> Z", "S = Q"], definitions=["Q = H(X)"])
    assert show(more) == ("H(X) <= R given R = 1, H(Y) <= R, X -> Y -> Z, S = H(X) expect false")
    assert parse(more, given=[]) == more


FORMS = ["X -> X2 -> X3", "X = f(X2,X3)", "indep(X, X2 | X3)", "(X,X2) ~ (X2,X3)"]


@pytest.mark.parametrize("form", [*FORMS, "symmetric(X, X2, X3)", "I(X;X2|X3) >= 0"])
def test_names_of_a_tree(form: str) -> None:
    """All names of a tree are known, in whatever form they stand."""
    tree = parse(form)
    for name in ("X", "X2", "X3"):
        with pytest.raises(ParseError, match=f"{name} is a random variable in this statement"):
            parse(tree, given=[f"{name} = 1"])
