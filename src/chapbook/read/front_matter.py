"""The YAML front matter of a chapter.

Input: a chapter's text. Output: the settings between the two lines `---`, the text below them, and its first line. A
first line `---` without a second one, or with something between them that is no mapping, is a scene break and text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error
from chapbook.read.forms import CONTROL

TEXT_KEYS = ("title", "short-title", "kind", "id", "language")
FLAG_KEYS = ("numbered",)
# These take one text or a list of them.
LIST_KEYS = ("author", "nocite")
KEYS = TEXT_KEYS + FLAG_KEYS + LIST_KEYS


@dataclass(frozen=True)
class FrontMatter:
    """What stood there. `lines` gives the line of each key; `first_line` is the line where the text begins."""

    text: str
    first_line: int = 1
    values: Mapping[str, str | bool] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    nocite: tuple[str, ...] = ()

    def word(self, key: str) -> str:
        """The text under the key, or an empty string."""
        return str(self.values.get(key, ""))


def split_front_matter(text: str, path: str) -> tuple[FrontMatter, tuple[Diagnostic, ...]]:
    """The front matter and the rest; what is wrong with it is an error at its own line."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return FrontMatter(text), ()
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    if not end:
        opens = any(lines[1:2] and lines[1].startswith(f"{key}:") for key in KEYS)
        unclosed = error("broken-front-matter", Span(path, 1, 1), "The front matter has no closing “---”.")
        return FrontMatter(text), (unclosed,) if opens else ()
    rest, first_line = "".join(lines[end + 1 :]), end + 2
    try:
        node = yaml.compose("".join(lines[1:end]), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as fault:
        return FrontMatter(rest, first_line), (_broken(fault, "".join(lines[1:end]), path),)
    if node is None:
        return FrontMatter(rest, first_line), ()
    if not isinstance(node, yaml.MappingNode):
        return FrontMatter(text), ()
    return _read_mapping(node, path, rest, first_line)


def _broken(fault: yaml.YAMLError | RecursionError, settings: str, path: str) -> Diagnostic:
    """The error at its place; `settings` begins in the file's second line."""
    span, problem = Span(path, 2, 1), "it cannot be read"
    if isinstance(fault, RecursionError):
        problem = "it is nested too deeply"
    elif isinstance(fault, yaml.MarkedYAMLError):
        problem = fault.problem or problem
        if fault.problem_mark:
            span = Span(path, fault.problem_mark.line + 2, fault.problem_mark.column + 1)
    elif isinstance(fault, yaml.reader.ReaderError):
        before = settings[: fault.position].split("\n")
        span = Span(path, len(before) + 1, len(before[-1]) + 1)
        problem = f"it holds the control character U+{fault.character:04X}"
    return error("broken-front-matter", span, f"The front matter is not YAML: {problem}.")


def _read_mapping(
    node: yaml.MappingNode, path: str, rest: str, first_line: int
) -> tuple[FrontMatter, tuple[Diagnostic, ...]]:
    values: dict[str, str | bool] = {}
    lines: dict[str, int] = {}
    found: list[Diagnostic] = []
    lists: dict[str, tuple[str, ...]] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        span = Span(path, key_node.start_mark.line + 2, key_node.start_mark.column + 1)
        if key not in KEYS:
            hint = did_you_mean(key, KEYS) or f"Known are {', '.join(KEYS)}."
            found.append(error("unknown-key", span, f"The front matter knows no “{key}”.", hint))
        elif key in lines:
            message = f"“{key}” stands in the front matter twice."
            found.append(error("duplicate-key", span, message, "Delete one of the two lines."))
        elif key in LIST_KEYS:
            lines[key] = span.line
            lists[key], faults = _read_texts(value_node, key, span)
            found += faults
        elif not isinstance(value_node, yaml.ScalarNode):
            found.append(error("wrong-type", span, f"“{key}” takes one value."))
        elif key in FLAG_KEYS and value_node.value.lower() not in ("true", "false", "yes", "no"):
            found.append(error("wrong-type", span, f"“{key}” takes true or false."))
        elif fault := _control_fault(value_node.value, key, span):
            found.append(fault)
        else:
            values[key] = value_node.value.lower() in ("true", "yes") if key in FLAG_KEYS else value_node.value
            lines[key] = span.line
    front = FrontMatter(rest, first_line, values, lines, lists.get("author", ()), lists.get("nocite", ()))
    return front, tuple(found)


def _read_texts(node: yaml.Node, key: str, span: Span) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """The texts of a list, or the one text."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(inner, yaml.ScalarNode) for inner in nodes):
        return (), (error("wrong-type", span, f"“{key}” takes a text or a list of texts."),)
    texts = tuple(filter(None, (" ".join(str(inner.value).split()) for inner in nodes)))
    fault = next(filter(None, (_control_fault(text, key, span) for text in texts)), None)
    return ((), (fault,)) if fault else (texts, ())


def _control_fault(text: str, key: str, span: Span) -> Diagnostic | None:
    control = CONTROL.search(text)
    if control is None:
        return None
    message = f"The control character U+{ord(control.group()):04X} stands in “{key}”."
    return error("control-character", span, message, "No book can hold it; delete it.")
