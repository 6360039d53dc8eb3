"""The house's rules, read off its imports: who may know whom, and where each package comes in."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import itip

PACKAGE = Path(itip.__file__).parent
FILES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}

# Imports go down only. Rooms on one step do not know each other; the kernel stands beside.
STEPS = [
    ["errors"],
    ["language"],
    ["entropy"],
    ["evidence"],
    ["documents"],
    ["verdict"],
    ["violation", "unfolding", "grouping"],
    ["prover", "verification"],
    ["batch"],
    ["render", "export", "progress"],
    ["cli", "pytest_plugin"],
]
STEP = {room: step for step, rooms in enumerate(STEPS) for room in rooms}
KNOWS_THE_KERNEL = {"prover", "verification", "cli"}

LARGE = {  # files for large problems only
    "prover/candidates.py", "prover/exact.py", "prover/linear.py",
    "prover/reduction/coordinates.py", "prover/reduction/family.py",
    "prover/reduction/identify.py", "prover/reduction/independence.py",
    "prover/copies/candidates.py", "prover/copies/levels.py", "prover/copies/linear.py",
    "prover/copies/scoring.py", "prover/copies/sought.py", "prover/copies/states.py",
    "prover/copies/arrays.py", "prover/reduction/lift.py", "prover/reduction/points.py",
    "prover/reduction/quotient.py", "prover/shortening/solver.py",
    *(file for file in FILES if file.startswith("prover/lp/")
      and not file.endswith(("__init__.py", "quiet.py"))),
    *(file for file in FILES if file.startswith("prover/witness/")
      and not file.endswith(("__init__.py", "bits.py", "simple.py", "strategies.py"))),
}  # fmt: skip

CLI = {file for file in FILES if file.startswith("cli/")}

# Each foreign package has one door; where others are named, they import it late, or for types.
DOORS = {
    "pulp": {"prover/lp/pulp.py"},
    "highspy": {"prover/lp/highs.py"},
    "flint": {"prover/exact.py"},
    "sympy": {"entropy/symbolic.py", "entropy/expression.py", "entropy/expansion.py"},
    "click": CLI,
    "rich": {"render/blocks.py", "progress.py"},
    "distributed": {"batch/cluster.py"},
    "pytest": {"pytest_plugin.py"},
    "_pytest": {"pytest_plugin.py"},
    "numpy": LARGE | {"entropy/cone.py"},
    "scipy": {
        "prover/witness/descent.py",
        "prover/witness/mixtures.py",
        "prover/witness/scalars.py",
    },
}
AT_ONCE = {  # what may be imported when the file is, since the file itself is imported late
    "pulp": {"prover/lp/pulp.py"},
    "highspy": {"prover/lp/highs.py"},
    "flint": set[str](),
    "sympy": {"entropy/symbolic.py"},
    "click": CLI,
    "rich": set[str](),
    "distributed": set[str](),
    "pytest": {"pytest_plugin.py"},
    "_pytest": set[str](),
    "numpy": LARGE,
    "scipy": set[str](),
}
LATE = {  # files that import such packages at once, and so are themselves imported in functions
    *(f"itip.{file.removesuffix('.py').replace('/', '.')}" for file in LARGE),
    "itip.prover.lp", "itip.prover.copies.beam", "itip.prover.copies.seeking",
    "itip.prover.reduction.averaging",
    "itip.prover.reduction.neighbourhood", "itip.prover.reduction.vanishing",
    "itip.entropy.symbolic", "itip.prover.witness.simple",
    "itip.prover.witness.strategies",
}  # fmt: skip

FLOATS = (
    "prover/lp/",
    "prover/witness/",
    "prover/copies/beam.py",
    "prover/copies/candidates.py",
    "prover/copies/scoring.py",
    "prover/copies/sought.py",
    "prover/linear.py",
    "prover/exact.py",
    "prover/shortening/solver.py",
)  # where solvers' claims are read
STATE = {  # what changes while one thing is done
    "Cursor", "Scope", "_Sum", "_Definitions", "Worker", "Report",
}  # fmt: skip
SECONDS = {  # and megabytes
    "prover/__init__.py", "prover/effort.py", "prover/method.py",
    "render/report.py", "batch/__init__.py",
    "batch/cache.py", "batch/order.py", "batch/outcome.py", "batch/processes.py", "batch/work.py",
    "pytest_plugin.py", *CLI,
}  # fmt: skip


@dataclass(frozen=True)
class Import:
    """`module` in full; `late` where it is imported in a function, or for type checkers only."""

    module: str
    late: bool


def imports(tree: ast.AST, *, late: bool = False) -> Iterator[Import]:
    """All imports below a node. `from itip import kernel` names the module itip.kernel."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Import(names=names):
                yield from (Import(name.name, late) for name in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for name in names:
                    path = f"{module}.{name.name}".removeprefix("itip.").replace(".", "/")
                    inner = module.partition(".")[0] == "itip" and (
                        f"{path}.py" in FILES or f"{path}/__init__.py" in FILES
                    )
                    yield Import(f"{module}.{name.name}" if inner else module, late)
            case ast.ImportFrom():
                raise AssertionError("imports are absolute")
            case ast.FunctionDef():
                yield from imports(node, late=True)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield from imports(node, late=True)
            case _:
                yield from imports(node, late=late)


def room(name: str) -> str:
    """The room of a file, or of a module of the package."""
    first = name.removeprefix("itip.").replace("/", ".").split(".")[0]
    return first.removesuffix(".py")


def inner(file: str) -> list[Import]:
    """What a file imports of the package itself."""
    return [i for i in imports(FILES[file]) if i.module.partition(".")[0] == "itip"]


def test_every_room_has_its_place() -> None:
    """No file stands outside the rooms."""
    rooms = {room(file) for file in FILES} - {"__init__", "kernel", "__main__"}
    assert rooms <= STEP.keys()


@pytest.mark.parametrize("file", [file for file in FILES if file != "__init__.py"])
def test_imports_go_down(file: str) -> None:
    """A file imports its own room and the rooms below it; nothing imports the package's front."""
    here = room(file)
    for found in inner(file):
        assert found.module != "itip", "the rooms do not use the front"
        there = room(found.module)
        if there == "kernel":
            assert here in KNOWS_THE_KERNEL
        else:
            assert here != "kernel"
            assert there == here or STEP[there] < STEP[here]


def test_kernel_stands_alone() -> None:
    """The kernel imports the standard library only, and knows nothing of the package."""
    modules = {found.module.partition(".")[0] for found in imports(FILES["kernel.py"])}
    assert modules
    assert modules <= sys.stdlib_module_names


@pytest.mark.parametrize("file", FILES)
def test_doors(file: str) -> None:
    """Whatever is not of the standard library comes in by its door, or not at all."""
    for found in imports(FILES[file]):
        package = found.module.partition(".")[0]
        if package not in sys.stdlib_module_names | {"itip"}:
            assert file in DOORS.get(package, ()), f"{package} has no door in {file}"
            assert found.late or file in AT_ONCE[package], f"{package} is to be imported late"


@pytest.mark.parametrize("file", FILES)
def test_heavy_files_are_imported_late(file: str) -> None:
    """The files that import heavy packages are imported where they are needed."""
    module = "itip." + file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    for found in inner(file):
        if found.module in LATE and module not in LATE:
            assert found.late, f"{found.module} is to be imported late"


def test_doors_are_used() -> None:
    """No door is listed that nothing comes through."""
    used = {
        (found.module.partition(".")[0], file)
        for file, tree in FILES.items()
        for found in imports(tree)
    }
    assert all((package, file) in used for package, files in DOORS.items() for file in files)


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith(FLOATS)])
def test_no_floats(file: str) -> None:
    """Outside the rooms that read solvers' claims there is no float; seconds are said to be."""
    for node in ast.walk(FILES[file]):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        if isinstance(node, ast.Call):
            assert not (isinstance(node.func, ast.Name) and node.func.id == "float")
        if isinstance(node, ast.Name) and node.id == "float":
            assert file in SECONDS
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("inf", "nan", "float64")


@pytest.mark.parametrize("file", FILES)
def test_values_are_frozen(file: str) -> None:
    """Every dataclass is frozen and slotted, but for errors and what counts as it goes."""
    for node in ast.walk(FILES[file]):
        if not isinstance(node, ast.ClassDef):
            continue
        bases = {ast.unparse(base) for base in node.bases}
        for decorator in map(ast.unparse, node.decorator_list):
            if decorator.startswith("dataclass") and "ItipError" not in bases:
                assert "frozen=True" in decorator or node.name in STATE, node.name
                assert "slots=True" in decorator, node.name


def test_no_base_classes() -> None:
    """Nothing inherits but errors, one Protocol, tokens, notes, and what click and pytest want."""
    found = {
        (node.name, ast.unparse(base))
        for tree in FILES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
    others = {name for name, base in found if base not in ("Exception", "ItipError")}
    assert ("Backend", "Protocol") in found
    assert {base for name, base in found if name in others} == {
        "Protocol",
        "click.Command",
        "pytest.File",
        "pytest.Item",
        "NamedTuple",  # a token is made nearly three times as fast as a frozen dataclass
        "list[str]",  # notes that are printed as they are added
    }
    assert len(others) == 6
