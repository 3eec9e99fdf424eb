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
from typing import Any, TypeVar

import numba
import platformdirs
from numba.core.compiler import Compiler

F = TypeVar("F", bound=Callable[..., Any])


def _sources_digest() -> str:
    """Digest of every Python source of the model package, in a fixed order."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py"), key=lambda found: found.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


CACHE_FOLDER = Path(os.environ.get("TUIYAN_CACHE_DIR") or platformdirs.user_cache_dir("tuiyan")) / _sources_digest()
numba.config.CACHE_DIR = str(CACHE_FOLDER)


def rule(function: F) -> F:
    """Compile a small scalar function that is inlined where it is called."""
    compiled: F = numba.njit(forceinline=True, error_model="numpy")(function)
    return compiled


def kernel(*signatures: str) -> Callable[[F], F]:
    """Compile a loop for the stated types, kept on disk, without the interpreter's lock and without fast-math."""

    def decorate(function: F) -> F:
        compiled: F = numba.njit(list(signatures) or None, cache=True, nogil=True, error_model="numpy")(function)
        return compiled

    return decorate


class _DisjointArrays(Compiler):  # type: ignore[misc]  # numba's classes carry no types that mypy reads
    """Numba's compiler, told that no two array arguments overlap."""

    def define_pipelines(self) -> Any:
        self.state.flags.noalias = True
        return super().define_pipelines()


def column_kernel(*signatures: str) -> Callable[[F], F]:
    """Compile a loop over columns that do not overlap.

    Without that promise the compiler must fear that a store into one column changes another, and neither vectorises nor
    gathers. Every array argument must be memory of its own: pass rows of a block as slices, never one array twice.
    """

    def decorate(function: F) -> F:
        compiled: F = numba.njit(
            list(signatures), cache=True, nogil=True, error_model="numpy", pipeline_class=_DisjointArrays
        )(function)
        return compiled

    return decorate
