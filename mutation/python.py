"""Faults in Python: another operator or number, a condition turned round, nothing returned, a call left out."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mutation.mutant import Mutant, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Pow: ast.Mult,
}


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Yield a mutant for each place where one is possible; types, docstrings and messages are left alone."""
    lines = text.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    data = text.encode()

    def changed(node: ast.expr | ast.stmt, new: str) -> str:
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        return (data[:begin] + new.encode() + data[end:]).decode()

    for place, node, new in _places(ast.parse(text)):
        old = ast.get_source_segment(text, node) or ""
        indented = new.replace("\n", "\n" + " " * node.col_offset)
        yield Mutant(file, place, f"{shown(old)} -> {shown(new)}", changed(node, indented))


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    """Each node that can be changed, where it stands, and its new text."""
    stack: list[tuple[str, ast.AST]] = [("", tree)]
    while stack:
        place, node = stack.pop()
        if isinstance(node, ast.expr | ast.stmt):
            for change in _CHANGES:
                new = change(node)
                if new is not None:
                    yield place or "module", node, ast.unparse(ast.fix_missing_locations(new))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            place = f"{place}.{node.name}".strip(".")
        stack += [(place, child) for child in reversed(list(_children(node)))]


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What is judged below a node: no types, no docstrings, no messages of errors, no text with places in it."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"} or isinstance(node, ast.JoinedStr):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.Import | ast.ImportFrom | ast.Raise):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                continue
            if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) in {"__all__", "__slots__"}:
                continue
            yield child


def _compared(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Compare):
        return None
    return ast.Compare(node.left, [_COMPARED[type(node.ops[0])](), *node.ops[1:]], node.comparators)


def _counted(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.BinOp) and type(node.op) in _COUNTED:
        return ast.BinOp(node.left, _COUNTED[type(node.op)](), node.right)
    if isinstance(node, ast.AugAssign) and type(node.op) in _COUNTED:
        return ast.AugAssign(node.target, _COUNTED[type(node.op)](), node.value)
    return None


def _constant(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Constant) or node.value is None or node.value is ...:
        return None
    if isinstance(node.value, bool):
        return ast.Constant(not node.value)
    if isinstance(node.value, int | float):
        return ast.Constant(node.value + 1)
    return ast.Constant(node.value + "~") if isinstance(node.value, str) else None


def _both(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.BoolOp):
        return None
    return ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _turned(node: ast.AST) -> ast.AST | None:
    """A condition turned round; those that compare are turned round as comparisons."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand
    if isinstance(node, ast.IfExp) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        return ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return node.operand
    return None


def _returned(node: ast.AST) -> ast.AST | None:
    given = isinstance(node, ast.Return) and node.value is not None
    return ast.Return(ast.Constant(None)) if given and ast.unparse(node) != "return None" else None


def _left_out(node: ast.AST) -> ast.AST | None:
    """A call whose value nobody takes, and what is added to something."""
    called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom)
    return ast.Pass() if called or isinstance(node, ast.AugAssign) else None


_CHANGES: tuple[Callable[[ast.AST], ast.AST | None], ...] = (
    _compared,
    _counted,
    _constant,
    _both,
    _turned,
    _returned,
    _left_out,
)
