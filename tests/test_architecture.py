"""The house plan, held by reading every import: who may know whom, and where each framework is at home."""

import ast
import importlib.util
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
LEAVES = {"domain", "errors"}
MAY_IMPORT = {
    "domain": set(),
    "errors": set(),
    "settings": {"errors"},
    "languages": LEAVES,
    "prompts": LEAVES,
    "attribution": LEAVES | {"languages", "prompts"},
    "ingest": LEAVES | {"languages", "prompts", "attribution"},
    "index": LEAVES | {"languages", "prompts", "attribution"},
    "answer": LEAVES | {"languages", "prompts", "attribution", "index"},
    "evaluation": LEAVES | {"languages", "prompts", "attribution", "index", "answer"},
    "web": LEAVES | {"languages", "prompts", "attribution", "index", "answer"},
    "models": LEAVES | {"languages"},
    "supply": LEAVES,
    "app": LEAVES | {"settings", "languages", "ingest", "index", "answer", "web"},
}
HOME = {
    "chromadb": {"index"},
    "gradio": {"web", "app"},
    "fastapi": {"web", "app"},
    "llama_index": {"ingest", "index", "answer"},
    "torch": {"index/embedders.py", "models/training"},
    "sentence_transformers": {"index/embedders.py", "models/training"},
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "core", "misc"}


def modules() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=HOUSE, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return [Path(name) for name in listed if (HOUSE / name).is_file() and part_of(Path(name)) in MAY_IMPORT]


def part_of(module: Path) -> str:
    return module.parts[0] if len(module.parts) > 1 else module.stem


def imported(module: Path) -> set[str]:
    """Top names of everything imported anywhere in the module, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse((HOUSE / module).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def test_imports_run_one_way():
    wrong = [
        f"{module} imports {name}"
        for module in modules()
        if module.name != "__main__.py"  # a door puts folders together
        for name in imported(module) & (set(MAY_IMPORT) | {"settings"})
        if name != part_of(module) and name not in MAY_IMPORT[part_of(module)]
    ]
    assert wrong == []


def test_a_framework_lives_in_its_home_only():
    wrong = [
        f"{module} imports {framework}"
        for module in modules()
        for framework, homes in HOME.items()
        if framework in imported(module)
        and not any(module.as_posix() == home or module.as_posix().startswith(f"{home}/") for home in homes)
        and part_of(module) not in homes
    ]
    assert wrong == []


def test_another_folder_is_entered_by_its_door():
    """`from index.library import …` is for index itself; others take the names of `index/__init__.py`."""
    wrong = []
    for module in modules():
        if module.name == "__main__.py" or part_of(module) == "evaluation":
            continue
        for node in ast.walk(ast.parse((HOUSE / module).read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and "." in node.module:
                top = node.module.split(".")[0]
                if top in MAY_IMPORT and top != part_of(module):
                    wrong.append(f"{module} imports {node.module}")
    assert wrong == []


@pytest.mark.parametrize("part", sorted(MAY_IMPORT))
def test_a_part_is_ours_and_not_an_installed_package_of_the_same_name(part):
    found = importlib.util.find_spec(part)
    assert found is not None
    origin = found.origin or next(iter(found.submodule_search_locations or []))
    assert Path(origin).resolve().is_relative_to(HOUSE)


LONGER = {"domain.py": 340}
"""The vocabulary is easier to learn from one page than from two."""


def test_modules_are_small_and_called_by_what_they_are():
    too_long = [str(m) for m in modules() if len((HOUSE / m).read_text("utf-8").splitlines()) > LONGER.get(str(m), 300)]
    misnamed = [str(m) for m in modules() if m.stem in FORBIDDEN_NAMES]
    assert (too_long, misnamed) == ([], [])


def test_functions_are_small():
    sizes = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for module in modules()
        for node in ast.walk(ast.parse((HOUSE / module).read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert sizes[int(0.9 * len(sizes))] <= 25
    assert sizes[-1] <= 40


def test_every_module_says_what_comes_in_and_what_goes_out():
    silent = [str(m) for m in modules() if not ast.get_docstring(ast.parse((HOUSE / m).read_text("utf-8")))]
    assert silent == []


def test_nothing_heavy_is_imported_by_opening_a_door():
    """`python -m ingest --help` must not wait for torch."""
    program = (
        "import sys, runpy\n"
        "sys.argv = ['x', '--help']\n"
        "try: runpy.run_module(sys.argv.pop(0) and PART, run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(sorted(HEAVY & set(sys.modules)))"
    ).replace("HEAVY", repr({"torch", "chromadb", "llama_index", "gradio", "sentence_transformers", "trafilatura"}))
    for part in ("ingest", "index", "answer", "attribution"):
        out = subprocess.run(
            [_python(), "-c", program.replace("PART", repr(part))], cwd=HOUSE, capture_output=True, text=True
        )
        assert out.stdout.strip().endswith("[]"), f"python -m {part} --help: {out.stdout[-200:]}{out.stderr[-500:]}"


def _python() -> str:
    import sys

    return sys.executable
