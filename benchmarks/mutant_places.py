"""Where small errors can be put into a module, and a fair sample of them.

Operators are Cosmic Ray's, and one of our own for words that have an opposite: colours by sign,
training and test data, axes. An error that no test could mean is not made: in annotations, in
what only guards (`frozen`, `slots`, `strict`), and in numbers that only set a look (sizes of
letters, margins).
"""

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGES = ("core", "figures", "model", "engine", "live")
_OPERATORS = (
    *(f"ReplaceBinaryOperator_{pair}" for pair in (
        "Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul",
        "BitAnd_BitOr", "BitOr_BitAnd", "LShift_RShift", "RShift_LShift",
    )),
    *(f"ReplaceComparisonOperator_{pair}" for pair in (
        "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is",
    )),
    "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub", "AddNot",
    "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "NumberReplacer", "RemoveDecorator",
    "ZeroIterationForLoop",
)  # fmt: skip
"""Of Cosmic Ray's; signs become the ones that are easiest taken for them."""
_LOOK = frozenset({
    "size", "width", "opacity", "standoff", "xshift", "yshift", "xpad", "ypad", "ticklen", "len",
    "tickwidth", "linewidth", "nticks", "margins", "margin", "borderpad", "thickness", "height",
    "bargap", "xgap", "ygap", "outlinewidth", "fgopacity", "l", "r", "t", "b", "pad", "arrowsize",
    "room", "alpha", "maxsize",
})  # fmt: skip
"""Arguments and keys whose numbers are looked at, not tested."""
_GUARDS = frozenset({"frozen", "slots", "strict"})
_PAIRS = (
    ("positive", "negative"), ("positive_ink", "negative_ink"), ("train", "test"), ("x", "y"),
    ("x_train", "x_test"), ("y_train", "y_test"), ("plane_train", "plane_test"),
    ("left", "right"), ("top", "bottom"), ("min", "max"), ("solid", "dot"), ("rows", "columns"),
    ("start", "end"), ("first", "last"), ("text", "quiet"), ("before", "after"), ("on", "off"),
)  # fmt: skip
_OPPOSITES = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small error.

    Attributes:
        path: Of the file, relative to the repository.
        operator: Name of the operator that makes it.
        occurrence: Which of the operator's places in the file, from 0.
        line: Where, from 1.
        column: Likewise, from 0.
        before: The line as it is.
        after: The line with the error.
    """

    path: str
    operator: str
    occurrence: int
    line: int
    column: int
    before: str = ""
    after: str = ""

    @property
    def module(self) -> str:
        """Dotted name of the module."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def described(self) -> str:
        """Where it is and what it changes, in one line."""
        change = f"{self.before.strip()} -> {self.after.strip()}"
        return f"{self.path}:{self.line} {self.operator}: {change}"


def sample(root: Path, package: str, count: int, seed: int) -> list[Mutant]:
    """Return mutants of a package, the same ones for the same seed; fewer are the first of more.

    A module is drawn by its length, then a place in it and then one of the place's errors, so that
    a sign with twelve possible errors does not come up twelve times as often as a name with one.

    Args:
        root: Of the repository.
        package: One of `PACKAGES`.
        count: How many.
        seed: Chooses them.
    """
    generator = random.Random(f"{package} {seed}")
    paths = sorted((root / "nnviz" / package).rglob("*.py"))
    lines = [path.read_text().count("\n") for path in paths]
    places: dict[Path, list[list[Mutant]]] = {}
    found: list[Mutant] = []
    for _ in range(20 * count):
        (path,) = generator.choices(paths, lines)
        if path not in places:
            places[path] = _places(path, root)
        if places[path]:
            shown = _shown(root, generator.choice(generator.choice(places[path])))
            if shown is not None and shown not in found:
                found.append(shown)
        if len(found) == count:
            break
    return found


def _places(path: Path, root: Path) -> list[list[Mutant]]:
    """Return the errors of a file, those of one place together."""
    places: dict[tuple[int, int], list[Mutant]] = {}
    for mutant in _all_of(path, root):
        places.setdefault((mutant.line, mutant.column), []).append(mutant)
    return list(places.values())


def mutated(source: str, mutant: Mutant) -> str:
    """Return the text of a module with the error in it.

    Raises:
        ValueError: There is no such place in it.
    """
    found = import_module("cosmic_ray.mutating").mutate_code(
        source, operators()[mutant.operator](), mutant.occurrence
    )
    if found is None:
        raise ValueError(f"expected a place for {mutant.described}, received another text")
    return found


def _shown(root: Path, mutant: Mutant) -> Mutant | None:
    """Return a mutant with its lines; None when it is no Python or changes nothing."""
    source = (root / mutant.path).read_text()
    after = mutated(source, mutant)
    try:
        same = ast.dump(ast.parse(after)) == ast.dump(ast.parse(source))
    except SyntaxError:
        return None
    if same:
        return None
    pairs = zip(source.splitlines(), after.splitlines(), strict=False)
    old, new = next(((a, b) for a, b in pairs if a != b), ("", ""))
    return Mutant(mutant.path, mutant.operator, mutant.occurrence, mutant.line, mutant.column,
                  old, new)  # fmt: skip


def _all_of(path: Path, root: Path) -> Iterator[Mutant]:
    """Yield every error that can be made in a file."""
    source = path.read_text()
    spared = left_out(ast.parse(source))
    lines = source.splitlines()
    trees = import_module("cosmic_ray.ast")
    nodes = list(trees.ast_nodes(trees.get_ast(source)))
    for name, operator in operators().items():
        maker = operator()
        places = (start for node in nodes for start, _ in maker.mutation_positions(node))
        for occurrence, (line, column) in enumerate(places):
            look = name == "NumberReplacer" and (line, column) in spared.numbers
            # The sign before arguments that have to be named is no product.
            star = lines[line - 1][column : column + 2] == "*,"
            if not look and not star and not spared.holds(line, column):
                yield Mutant(str(path.relative_to(root)), name, occurrence, line, column)


@cache
def operators() -> dict[str, Any]:
    """Return the classes of all operators, by name."""
    plugins = import_module("cosmic_ray.plugins")
    names = {name.split("/")[-1]: name for name in plugins.operator_names()}
    return {**{name: plugins.get_operator(names[name]) for name in _OPERATORS},
            "Opposites": Opposites}  # fmt: skip


class Opposites:
    """Cosmic Ray's kind of operator: puts the opposite of a word behind a dot or in quotes."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - parso's
        """Yield where a node can be changed."""
        if self._opposite(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ANN401 - parso's
        """Change a node."""
        del index
        node.value = self._opposite(node)
        return node

    def _opposite(self, node: Any) -> str | None:  # noqa: ANN401 - parso's
        if node.type == "string" and node.value[1:-1] in _OPPOSITES:
            return f'"{_OPPOSITES[node.value[1:-1]]}"'
        before = node.get_previous_leaf() if node.type == "name" else None
        if before is not None and before.value == ".":
            return _OPPOSITES.get(node.value)
        return None


class LeftOut:
    """Parts of a module in which no error is made."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int, int, int]] = []
        self.numbers: set[tuple[int, int]] = set()

    def add(self, node: ast.AST | None) -> None:
        """Leave a whole node out."""
        if isinstance(node, (ast.expr, ast.stmt)) and node.end_lineno is not None:
            self.spans.append(
                (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset or 0)
            )

    def holds(self, line: int, column: int) -> bool:
        """Say whether a place is left out."""
        return any((a, b) <= (line, column) < (c, d) for a, b, c, d in self.spans)


def left_out(tree: ast.Module) -> LeftOut:
    """Return the parts of a module in which no error is made."""
    out = LeftOut()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            out.add(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            out.add(node.returns)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            out.add(node)
        elif isinstance(node, ast.keyword) and node.arg in _GUARDS:
            out.add(node.value)
        for name, value in _named(node):
            if name in _LOOK:
                _add_numbers(out, value)
    return out


def _named(node: ast.AST) -> Iterator[tuple[object, ast.expr]]:
    """Yield names and values of arguments, of their defaults and of dictionaries."""
    if isinstance(node, ast.keyword):
        yield node.arg, node.value
    elif isinstance(node, ast.arguments):
        yield from _defaults(node)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                yield key.value, value


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    """Yield name and default of every argument that has one."""
    placed = [*arguments.posonlyargs, *arguments.args]
    ends = placed[len(placed) - len(arguments.defaults) :]
    for argument, value in zip(ends, arguments.defaults, strict=True):
        yield argument.arg, value
    for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if value is not None:
            yield argument.arg, value


def _add_numbers(out: LeftOut, value: ast.expr) -> None:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant):
            out.numbers.add((node.lineno, node.col_offset))
