"""Tables of outcomes: what is read, exactly, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itip.documents import outcomes
from itip.entropy.distribution import Distribution, Value
from itip.entropy.groundset import GroundSet
from itip.entropy.rows import rational
from itip.entropy.table import Table, load, measured, read
from itip.errors import ItipError
from itip.language import show

XY = GroundSet(("X", "Y"))
HALVES = Distribution(XY, (((0, "a"), Fraction(1, 2)), ((1, "b"), Fraction(1, 2))))

READ = {  # all of them the same distribution
    "commas": "X,Y,p\n0,a,1/2\n1,b,1/2\n",
    "semicolons": "X;Y;p\n0;a;1/2\n1;b;1/2\n",
    "tabs": "X\tY\tp\n0\ta\t1/2\n1\tb\t1/2\n",
    "spaces around": "X , Y , p\n0 , a , 1/2\n 1,b , 1/2\n",
    "quotes": '"X","Y","p"\n"0","a","1/2"\n"1","b","1/2"\n',
    "line ends of Windows": "X,Y,p\r\n0,a,1/2\r\n1,b,1/2\r\n",
    "no last line end": "X,Y,p\n0,a,1/2\n1,b,1/2",
    "comments above": "# halves\n\n#,;;;;\nX,Y,p\n0,a,1/2\n1,b,1/2\n",
    "blank lines": "X,Y,p\n\n0,a,1/2\n \n,,\n1,b,1/2\n\n",
    "decimals": "X,Y,probability\n0,a,0.5\n1,b,.50\n",
    "powers of ten": "X,Y,p\n0,a,5e-1\n1,b,0.005E+2\n",
    "counts": "X,Y,count\n0,a,3\n1,b,3\n",
    "weights first": "count,X,Y\n3,0,a\n3,1,b\n",
    "an outcome of probability 0": "X,Y,p\n0,b,0\n0,a,1/2\n1,b,1/2\n",
    "an outcome twice": "X,Y,p\n0,a,1/4\n1,b,1/2\n0,a,0.25\n",
    "a list": '[{"X": 0, "Y": "a", "p": 0.5}, {"X": 1, "Y": "b", "p": "1/2"}]',
    "an object": ' {"outcomes": [{"X": 0, "Y": "a", "count": 2}, {"Y": "b", "X": 1, "count": 2}]}',
    "values apart": json.dumps({"outcomes": outcomes(HALVES)}),
    "a certificate": json.dumps(
        {"evidence": [{"kind": "proof"}, {"kind": "distribution", "outcomes": outcomes(HALVES)}]}
    ),
    "a verdict": json.dumps({"verdict": "false", "witness": {"outcomes": outcomes(HALVES)}}),
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_read(text: str) -> None:
    """One distribution can be written in many ways."""
    assert read(text).distribution == HALVES


VALUES = {
    "0": 0, "-3": -3, "12": 12, "01": "01", "-0": "-0", "+1": "+1", "1.0": "1.0", "1_0": "1_0",
    "a b": "a b", "#": "#", "²": "²", "9" * 18: 10**18 - 1, "9" * 19: "9" * 19, '"a,""b"': 'a,"b',
}  # fmt: skip


@pytest.mark.parametrize(("cell", "value"), VALUES.items())
def test_value(cell: str, value: Value) -> None:
    """A cell is an integer where it looks like one, else what is written."""
    assert read(f"X,p\n{cell},1\n").distribution.outcomes == (((value,), 1),)


def test_names_are_spelled_as_the_language_does() -> None:
    """A name in another spelling is the variable that a statement has."""
    assert read("\\sigma,X_1,p\n0,0,1").distribution.ground.names == ("σ", "X_1")


def test_a_variable_may_be_called_p() -> None:
    """Beside the object of the values the weight's name means nothing else."""
    assert read('[{"values": {"p": 3}, "p": 1}]').distribution.ground.names == ("p",)


def test_scalars() -> None:
    """JSON can have values for scalars, read exactly."""
    text = '{"outcomes": [{"X": 0, "p": 1}], "scalars": {"R": 0.1, "S": "-1/3", "T": 2}}'
    expected = {"R": Fraction(1, 10), "S": Fraction(-1, 3), "T": Fraction(2)}
    assert read(text).scalars == expected


REFUSED = {
    "nothing": ("", "there are no outcomes in it"),
    "comments only": ("# X,p\n", "there are no outcomes in it"),
    "a header only": ("X,p\n", "there are no outcomes in it"),
    "no weights": ("X,Y\n0,1\n", "line 1: there is no p, probability or count"),
    "no header": ("0,1,1/2\n1,0,1/2\n", "line 1: there is no p, probability or count"),
    "two weights": ("X,p,count\n0,1,1\n", "line 1: there are both p and count"),
    "no variables": ("p\n1\n", "line 2: there are no variables beside p"),
    "a column without a name": ("X,,p\n0,0,1\n", "line 1: column 2 has no name"),
    "a column twice": ("X,X,p\n0,0,1\n", "line 1: two columns have the name 'X'"),
    "a column of two variables": (
        "XY,p\n0,1\n",
        "'XY' is not the name of one random variable: it means X and Y",
    ),
    "a name that is none": ("X 1,p\n0,1\n", "'X 1' is not the name of one random variable"),
    "a measure": ("H(X),p\n0,1\n", "'H(X)' is not the name of one random variable"),
    "names that look alike": (
        "X1,X_1,p\n0,0,1\n",
        "'X_1' and 'X1' are too much alike to be two names",
    ),
    "a name in two spellings": ("\\pi,π,p\n0,0,1\n", "two names of \\pi, π mean one variable"),
    "a missing cell": ("X,Y,p\n0,1\n", "line 2: 2 cells, but the header has 3"),
    "a cell too many": ("X,p\n0,1,\n", "line 2: 3 cells, but the header has 2"),
    "an empty cell": ("X,Y,p\n0,,1\n", "line 2: there is no value of Y"),
    "no probability": ("X,p\n\n0,\n", "line 3: there is no value of p"),
    "a quote that is open": ('X,p\n"0,1\n', "line 2: unexpected end of data"),
    "a negative probability": ("X,p\n0,3/2\n1,-1/2\n", "line 3: p is negative, -1/2"),
    "a negative count": ("X,count\n0,-1\n", "line 2: count is negative, -1"),
    "a decimal comma": ("X;p\n0;0,5\n", "line 2: 0,5 is not a number such as 1/4, 0.25"),
    "a percentage": ("X,p\n0,50%\n", "line 2: 50% is not a number"),
    "a denominator of 0": ("X,p\n0,1/0\n", "line 2: 1/0 is not a number"),
    "no finite number": ("X,p\n0,inf\n", "line 2: inf is not a number"),
    "an exponent without end": ("X,p\n0,1e999999999\n", "line 2: 1e999999999 is not a number"),
    "digits without end": (f"X,p\n0,{'1' * 5000}\n", "is not a number"),
    "half a count": ("X,count\n0,0.5\n", "line 2: 0.5 is not a count, which is an integer"),
    "counts of 0": ("X,count\n0,0\n", "all counts are 0"),
    "a sum below one": ("X,p\n0,.333\n1,.333\n2,.333\n", "sum to 999/1000, not to 1; write them"),
    "a sum above one": ("X,p\n0,1/2\n1,2/3\n", "the probabilities sum to 7/6, not to 1"),
    "a sum of many digits": (f"X,p\n0,0.{'9' * 30}\n", "sum to less than 1, not to 1"),
    "JSON that ends": ('{"outcomes": [\n', "line 2: it is not JSON"),
    "JSON that is nested": ("[" * 100_000, "it is not JSON that can be read"),
    "JSON without outcomes": ('{"X": 1}', "there is no list of outcomes in it"),
    "an empty list": ("[]", "there are no outcomes in it"),
    "a certificate without a distribution": (
        '{"evidence": [{"kind": "proof"}, 1]}',
        "there is no list of outcomes in it",
    ),
    "evidence that is none": ('{"evidence": 1}', "there is no list of outcomes in it"),
    "an outcome that is none": ('[{"X": 0, "p": 1}, 5]', "outcome 2: it is not an object"),
    "a key twice": ('[{"X": 0, "X": 1, "p": 1}]', "'X' stands twice in one object"),
    "a missing value": ('[{"X": 0, "p": 1}, {"p": 0}]', "outcome 2: there is no value of X"),
    "another value": ('[{"X": 0, "p": 1}, {"X": 1, "Z": 1, "p": 0}]', "no value of Z"),
    "another weight": (
        '[{"X": 0, "p": 1}, {"X": 1, "count": 0}]',
        "outcome 2: there is a count, but a p before",
    ),
    "a weight beside the values alone": ('[{"values": {"X": 0, "p": 1}}]', "there is no p"),
    "a decimal as value": ('[{"X": 0.5, "p": 1}]', "the value of X is no integer and no string"),
    "a truth value": ('[{"X": true, "p": 1}]', "the value of X is no integer and no string"),
    "true as probability": ('[{"X": 0, "p": true}]', "outcome 1: True is not a number"),
    "not a number": ('[{"X": 0, "p": NaN}]', "NaN is not a number"),
    "a list as probability": ('[{"X": 0, "p": [1]}]', "outcome 1: [1] is not a number"),
    "scalars that are none": (
        '{"outcomes": [{"X": 0, "p": 1}], "scalars": 1}',
        "scalars is not an object",
    ),
    "a scalar that is none": (
        '{"outcomes": [{"X": 0, "p": 1}], "scalars": {"R": "big"}}',
        "the value of the scalar 'R' is not a rational number",
    ),
    "too many outcomes": (
        "X,count\n" + "".join(f"{x},1\n" for x in range(10_001)),
        "it has more than 10,000 outcomes",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, message: str) -> None:
    """What is no distribution is refused, with its place."""
    with pytest.raises(ItipError) as error:
        read(text)
    assert message in str(error.value)


FILES = {
    "bytes of another encoding": (b"X,p\n\xe9,1\n", "it is not a text in UTF-8"),
    "UTF-16": ("X,p\n0,1\n".encode("utf-16"), "it is in UTF-16"),
    "a file of megabytes": (b"#" * 20_000_001, "it has more than 20 MB"),
    "what is no distribution": (b"X,p\n0,1/2\n", "the probabilities sum to 1/2"),
}


@pytest.mark.parametrize(("data", "message"), FILES.values(), ids=FILES)
def test_refused_files(data: bytes, message: str, tmp_path: Path) -> None:
    """The error for a file names it."""
    file = tmp_path / "xy.csv"
    file.write_bytes(data)
    with pytest.raises(ItipError) as error:
        load(str(file))
    assert str(error.value).startswith(f"{file}: {message}")


def test_byte_order_mark(tmp_path: Path) -> None:
    """A mark of byte order, as spreadsheets write it, is no part of the first name."""
    file = tmp_path / "xy.csv"
    file.write_bytes(b"\xef\xbb\xbf" + READ["commas"].encode())
    assert load(str(file)) == Table(HALVES, {})


values = st.one_of(st.integers(-9, 9), st.text(st.characters(codec="utf-8"), max_size=4))
weighted = st.dictionaries(st.tuples(values, values), st.integers(1, 60), min_size=1, max_size=6)


@given(weighted)
def test_json_round_trip(weights: dict[tuple[Value, ...], int]) -> None:
    """A distribution as certificates state it is read as the same."""
    distribution = Distribution.of(XY, weights.items())
    assert read(json.dumps({"outcomes": outcomes(distribution)})) == Table(distribution, {})


@given(weighted)
def test_csv_round_trip(weights: dict[tuple[Value, ...], int]) -> None:
    """Counts are read as the distribution that they are of, whatever is in the cells."""
    written = [((f"x{x!r}", f"y{y!r}"), k) for (x, y), k in weights.items()]
    text = io.StringIO()
    csv.writer(text).writerows([("X", "Y", "count"), *((x, y, k) for (x, y), k in written)])
    assert read(text.getvalue()).distribution == Distribution.of(XY, written)


@given(st.fractions(), st.decimals(-1000, 1000, places=6))
def test_rational(fraction: Fraction, decimal: object) -> None:
    """Fractions and decimals are read exactly."""
    assert rational(str(fraction)) == fraction
    assert rational(str(decimal)) == Fraction(str(decimal))


@given(weighted)
def test_over(weights: dict[tuple[Value, ...], int]) -> None:
    """The distribution of some variables, in any order, has the entropies of the whole one."""
    table = Table(Distribution.of(XY, weights.items()), {})
    turned = Table(table.over(("Y", "X")), {})
    alone = Table(table.over(("Y",)), {})
    for linear, value in measured(turned):
        assert (value.sign(), value.rounded(9)) == (
            table.value(linear).sign(),
            table.value(linear).rounded(9),
        )
    assert [value.rounded(9) for _, value in measured(alone)] == [
        value.rounded(9) for _, value in measured(table, ["H(Y)"])
    ]


def test_measured() -> None:
    """All joint entropies come small sets first; of expressions asked for, those alone."""
    table = Table(HALVES, {"R": Fraction(1, 3)})
    assert [(show(e), v.rational()) for e, v in measured(table)] == [
        ("H(X)", 1), ("H(Y)", 1), ("H(X,Y)", 1),
    ]  # fmt: skip
    asked = measured(table, ["d(X,Y) - R", "2 I(X;Y)"], ["d(A,B) = H(A|B) + H(B|A)"])
    assert [value.rational() for _, value in asked] == [Fraction(-1, 3), 2]


WIDE = Table(Distribution.of(GroundSet(tuple("ABCDEFGHJKL")), [((0,) * 11, 1)]), {})
UNMEASURED = {
    "a relation": (Table(HALVES, {}), ["H(X) <= 1"], "is a statement, not an expression"),
    "a variable that is not there": (Table(HALVES, {}), ["H(X,Z)"], "there is no Z in the"),
    "a scalar without a value": (Table(HALVES, {}), ["H(X) - R"], "the scalar R has no value"),
    "too many joint entropies": (WIDE, [], "11 variables, with 2^11 - 1 joint entropies"),
}


@pytest.mark.parametrize(("table", "texts", "message"), UNMEASURED.values(), ids=UNMEASURED)
def test_unmeasured(table: Table, texts: list[str], message: str) -> None:
    """What has no value is an error that says why."""
    with pytest.raises(ItipError) as error:
        measured(table, texts)
    assert message in str(error.value)


def test_wide_tables_are_measured_where_asked() -> None:
    """Of many variables the values asked for are there."""
    ((_, value),) = measured(WIDE, ["H(A,L)"])
    assert value.sign() == 0
