"""The generated parts of the fidelity ledger: choices marked in the code, and texts that are assumed."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from emulator.guide.catalogue import Catalogue, Evidence

_MARK = "unconfirmed:"


@dataclass(frozen=True)
class Choice:
    """A choice that the emulator makes because AWS's behaviour is not publicly known."""

    file: Path
    line: int
    place: str
    note: str


def choices(package: Path) -> list[Choice]:
    """Every comment and docstring of the package that is marked `unconfirmed:`."""
    found: list[Choice] = []
    for file in sorted(package.rglob("*.py")):
        source = file.read_text("utf-8")
        if _MARK in source:
            marked = [*_comments(source), *_docstrings(source)]
            found += [Choice(file, line, place, _note(text)) for line, place, text in sorted(marked)]
    return found


def unconfirmed(package: Path) -> str:
    """The choices as tables, one per part of the emulator."""
    parts: dict[str, list[Choice]] = {}
    for choice in choices(package):
        inside = choice.file.relative_to(package).with_suffix("")
        parts.setdefault("/".join(inside.parts[:-1]) or inside.name, []).append(choice)
    lines: list[str] = []
    for part, marked in parts.items():
        lines += ["", f"### emulator/{part}", "", "| where | what is not known, and what is chosen |", "|---|---|"]
        for choice in marked:
            where = f"{choice.file.name}:{choice.line}"
            place = f"<br>`{choice.place}`" if choice.place else ""
            lines.append(f"| {where}{place} | {_cell(choice.note)} |")
    return "\n".join(lines)


def assumed_texts(catalogue: Catalogue) -> str:
    """Every text of the guide that nobody has published."""
    lines = ["| cause | text | what it rests on |", "|---|---|---|"]
    for entry in catalogue.entries:
        for cause in entry.causes:
            link = f"[`{cause.id}`](guide/{entry.id}.md#{cause.id.replace('.', '-')})"
            for shown in cause.shows:
                if shown.evidence is Evidence.ASSUMED:
                    lines.append(f"| {link} | {_cell(shown.text)} | {_cell(shown.source)} |")
    return "\n".join(lines)


def _comments(source: str) -> Iterator[tuple[int, str, str]]:
    """Blocks of comment lines that carry the mark, with the place where they stand."""
    lines = source.splitlines()
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    blocks: list[list[int]] = []
    for row in (token.start[0] for token in tokens if token.type == tokenize.COMMENT):
        continues = all(line.lstrip().startswith("#") for line in lines[row - 2 : row])
        if blocks and blocks[-1][-1] == row - 1 and continues:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    tree = ast.parse(source)
    for block in blocks:
        text = " ".join(lines[row - 1].partition("#")[2].strip() for row in block)
        if _MARK in text:
            yield block[0], _place(tree, block[-1]), text


def _docstrings(source: str) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node) or ""
            for paragraph in text.split("\n\n"):
                if _MARK in paragraph:
                    place = "" if isinstance(node, ast.Module) else node.name
                    yield getattr(node, "lineno", 1), place, " ".join(paragraph.split())


def _place(tree: ast.Module, row: int) -> str:
    """The function or class around a line, or the name that is assigned on it or after it."""
    for node in tree.body:
        if row > (node.end_lineno or 0):
            continue
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            return node.name
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            return ast.unparse(target)
        return ""
    return ""


def _note(text: str) -> str:
    """The text without its mark where it begins, and with the mark in words where it stands inside."""
    plain = text.removeprefix(_MARK).strip().replace(f". {_MARK}", ". Not known:").replace(_MARK, "not known:")
    return plain[:1].upper() + plain[1:]


def _cell(text: str) -> str:
    return re.sub(r"(?<!`)<", "&lt;", text).replace("|", "\\|")
