"""The two decorators behind which every number that reaches a result is computed.

`rule` is for small scalar functions: they are inlined into the loops that call them, so that the loops vectorise.
`kernel` is for the loops themselves: compiled once for stated types, kept on disk, and run without the interpreter's lock.

Neither allows fast-math or contraction, so the same question gives the same bits whatever the loop's shape. Compiled code
is kept in a folder named after a digest of the model's sources: numba alone looks only at the file of the outermost
function, and would keep running old rules after a rule file changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import numba
import platformdirs

from model.code_generation import RuleDispatcher, SeparateDispatcher

F = TypeVar("F", bound=Callable[..., Any])


# Sources that no compiled function reads anything of: changing them compiles nothing anew. Numba itself looks at the file in
# which a compiled function stands, so one that stands in these needs no more than that (tests/model/test_compiled.py).
NOT_COMPILED: Final = (
    "build.py",
    "ensemble.py",
    "enterprise.py",
    "investment_project.py",
    "levers.py",
    "outcomes.py",
    "parameters",
    "posterior",
    "reference",
    "region.py",
    "rulebook/__init__.py",
    "rulebook/errors.py",
    "rulebook/loading.py",
    "rulebook/schema.py",
    "rulebook/tables.py",
    "trace.py",
    "trace_projects.py",
    "version.py",
    "world.py",
)


def compiled_sources() -> list[str]:
    """Paths, under the model package, of the sources that compiled code follows from, in a fixed order."""
    root = Path(__file__).parent
    names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.py"))
    return [name for name in names if name not in NOT_COMPILED and name.split("/")[0] not in NOT_COMPILED]


def _sources_digest() -> str:
    """Digest of the sources that compiled code follows from."""
    digest = hashlib.sha256()
    for name in compiled_sources():
        digest.update(name.encode())
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]


CACHE_FOLDER = Path(os.environ.get("TUIYAN_CACHE_DIR") or platformdirs.user_cache_dir("tuiyan")) / _sources_digest()
numba.config.CACHE_DIR = str(CACHE_FOLDER)


def rule(function: F) -> F:
    """Compile a small scalar function that is inlined where it is called."""
    compiled: F = RuleDispatcher(function)
    return compiled


def kernel(signature: str | None = None, *, allocates: bool = False) -> Callable[[F], F]:
    """Compile a loop for the stated types, kept on disk, without the interpreter's lock and without fast-math.

    A loop that makes arrays must say so: it pays for counting the references to each, loops over enterprises should not.
    Without a signature it is compiled for the types it is first called with, and again within each compiled caller.
    """

    def decorate(function: F) -> F:
        compiled: F
        if signature is None:
            compiled = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
        else:
            compiled = SeparateDispatcher(function, signature, disjoint_arrays=False, allocates=allocates)
        return compiled

    return decorate


def column_kernel(signature: str) -> Callable[[F], F]:
    """Compile a loop over columns that do not overlap.

    Without that promise the compiler must fear that a store into one column changes another, and neither vectorises nor
    gathers. Every array argument must be memory of its own: pass rows of a block as slices, never one array twice.
    """

    def decorate(function: F) -> F:
        compiled: F = SeparateDispatcher(function, signature, disjoint_arrays=True, allocates=False)
        return compiled

    return decorate
