"""Nothing in the product can run a file that it is given, write outside of where it is told, or open itself to the network."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

PRODUCT = ("model", "scenarios", "charts", "calibration", "annex", "explorer")
NEVER_IMPORTED = {
    "pickle",
    "cPickle",
    "dill",
    "cloudpickle",
    "joblib",
    "marshal",
    "shelve",
    "jsonpickle",
    "lxml",
    "defusedxml",
}
"""What turns bytes into objects or code; lxml and others because the bounds on XML are those of our own pass with expat."""
NEVER_CALLED = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "os.mktemp",
    "tempfile.mktemp",
    "yaml.load",
    "yaml.load_all",
    "yaml.unsafe_load",
    "yaml.full_load",
    "yaml.UnsafeLoader",
    "yaml.Loader",
    "yaml.FullLoader",
    "pandas.read_pickle",
    "pd.read_pickle",
    "pd.eval",
    "np.load",
    "numpy.load",
    "np.save",
    "st.html",
    "components.html",
}
NEVER_METHODS = {"extractall", "extract", "to_pickle", "read_pickle", "unpack_archive"}
NEVER_KEYWORDS = {"shell", "unsafe_allow_html", "allow_pickle", "unsafe_allow_javascript"}
CODE_MAKERS = {"model/code_generation.py", "model/compiled.py"}
"""Compile the model's own rules: what they take is the package's own source, never a file of the user's."""


def sources(root: Path) -> Iterator[tuple[str, ast.Module]]:
    files = [root / "app.py", *(path for folder in PRODUCT for path in sorted((root / folder).rglob("*.py")))]
    for path in files:
        yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""


def plain_arrays(call: ast.Call) -> bool:
    """Tell whether a call reads or writes numbers of numpy and says that no object may be among them."""
    said = {keyword.arg: keyword.value for keyword in call.keywords}.get("allow_pickle")
    refused = isinstance(said, ast.Constant) and said.value is False
    return dotted(call.func) in {"np.load", "np.save"} and refused


def problems(name: str, tree: ast.Module) -> Iterator[str]:
    """Name what a source does that the product never may."""
    arrays = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and plain_arrays(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found = {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found = {node.module.split(".")[0]}
        else:
            found = set()
        for module in found & NEVER_IMPORTED:
            yield f"{name}:{node.lineno} imports {module}"  # type: ignore[attr-defined]
        if isinstance(node, ast.Attribute) and dotted(node) in NEVER_CALLED and id(node) not in arrays:
            yield f"{name}:{node.lineno} uses {dotted(node)}"
        if isinstance(node, ast.Call):
            called = dotted(node.func)
            if called in NEVER_CALLED and name not in CODE_MAKERS and id(node.func) not in arrays:
                yield f"{name}:{node.lineno} calls {called}"
            if isinstance(node.func, ast.Attribute) and node.func.attr in NEVER_METHODS:
                yield f"{name}:{node.lineno} calls .{node.func.attr}"
            for keyword in node.keywords:
                harmless = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                if keyword.arg in NEVER_KEYWORDS and not harmless:
                    yield f"{name}:{node.lineno} passes {keyword.arg}"


def test_no_source_of_the_product_runs_what_it_reads(root: Path) -> None:
    found = [problem for name, tree in sources(root) for problem in problems(name, tree)]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from marshal import loads",
        "import yaml\nyaml.load(x)",
        "import yaml\nyaml.load(x, Loader=yaml.UnsafeLoader)",
        "eval('1')",
        "np.load(f, allow_pickle=True)",
        "subprocess.run(x, shell=True)",
        "archive.extractall(place)",
        "st.markdown(x, unsafe_allow_html=True)",
        "tempfile.mktemp()",
    ],
)
def test_the_test_itself_can_fail(source: str) -> None:
    assert list(problems("x.py", ast.parse(source)))


def test_programs_are_started_without_a_shell_and_by_a_fixed_name(root: Path) -> None:
    """Only LibreOffice is ever started, and this Python to read a PDF from outside within bounds; each with a list of words."""
    for name, tree in sources(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and dotted(node.func) in (
                "subprocess.run",
                "subprocess.Popen",
                "subprocess.call",
            ):
                assert name.startswith("annex/") or name == "scenarios/verification/forms/pdf.py", name
                assert not isinstance(node.args[0], ast.Constant | ast.JoinedStr | ast.BinOp), (name, node.lineno)


def test_the_pages_are_served_to_this_machine_with_cross_site_protection_and_bounded_uploads(root: Path) -> None:
    from explorer.serving import OPTIONS, UPLOAD_MEGABYTES, arguments

    config = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    server = config["server"]
    assert server["address"] == "localhost"
    assert server["enableXsrfProtection"] is True and server["enableCORS"] is True
    assert 1 <= server["maxUploadSize"] <= 50
    assert config["client"]["showErrorDetails"] == "none" and config["browser"]["gatherUsageStats"] is False
    assert OPTIONS["server.address"] == "localhost" and server["maxUploadSize"] == UPLOAD_MEGABYTES
    said = arguments(8501, headless=True)
    for option in ("--server.address=localhost", "--server.enableXsrfProtection=true", "--server.enableCORS=true"):
        assert option in said
    # No option of the command opens the pages to others: who serves an office puts a login before them (docs/guide.md).
    source = (root / "scenarios" / "cli" / "explore_command.py").read_text(encoding="utf-8")
    assert "server.address" not in source and "0.0.0.0" not in source


def test_streamlit_has_the_options_that_protect(root: Path) -> None:
    """The options are still those that Streamlit knows: a renamed one would be ignored silently."""
    config = pytest.importorskip("streamlit.config")
    from explorer.serving import OPTIONS

    known = config.get_config_options()
    assert set(OPTIONS) <= set(known)
