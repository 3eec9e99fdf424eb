"""How numba is made to compile each function once (used by `model/compiled.py` alone).

Left to itself numba optimises, and turns into machine code, every small rule by itself before it is inlined; and it copies
the code of every callee into each caller and optimises it again there. Here a rule is only kept as intermediate code
(`RuleDispatcher`), and a kernel calls another through its address (`SeparateDispatcher`), registered under a name of its own
so that callers kept on disk find it in every process. That halves the first start on a machine; no arithmetic differs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import llvmlite.binding
from numba.core import cgutils, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.registry import CPUDispatcher
from numba.core.typed_passes import NativeLowering
from numba.core.typing.templates import ConcreteTemplate
from numba.extending import lower_builtin

# `_nrt` off: nothing is allocated, so nobody need count who refers to an array (atomic counts took most of a decision's time).
OPTIONS = {"error_model": "numpy", "nopython": True, "boundscheck": None, "_nrt": False}


class _InlinedLibrary(JITCodeLibrary):  # type: ignore[misc]  # numba's classes carry no types that mypy reads
    """Intermediate code that is linked into callers, and optimised only there."""

    def _optimize_final_module(self) -> None:
        """Leave the code as it is: whoever inlines it optimises it."""

    def _finalize_final_module(self) -> None:
        """Make no machine code."""
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _InlinedLowering(NativeLowering):  # type: ignore[misc]
    """Lowering to intermediate code that has no address."""

    _name = "inlined_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _InlinedLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        # Numba knows a compiled function by its entry point; any built-in function of its own serves for one never called.
        own: list[int] = []
        entry = own.append
        state.targetctx.insert_user_function(entry, state["cr"].fndesc, [state.library])
        state["cr"] = state["cr"]._replace(cfunc=entry)
        return True


class _InlinedCompiler(Compiler):  # type: ignore[misc]
    """Numba's compiler without machine code."""

    def define_pipelines(self) -> Any:
        manager = DefaultPassBuilder.define_nopython_pipeline(self.state)
        index = next(i for i, (step, _) in enumerate(manager.passes) if step is NativeLowering)
        manager.passes[index] = (_InlinedLowering, manager.passes[index][1])
        manager.finalize()
        return [manager]


class RuleDispatcher(CPUDispatcher):  # type: ignore[misc]
    """A rule: inlined where compiled code calls it, compiled by itself only when Python calls it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        options = {**OPTIONS, "forceinline": True}
        super().__init__(function, targetoptions=dict(options))
        self._inlined = CPUDispatcher(
            function,
            targetoptions={**options, "no_cpython_wrapper": True, "no_cfunc_wrapper": True},
            pipeline_class=_InlinedCompiler,
        )

    @property
    def _numba_type_(self) -> Any:
        return types.Dispatcher(self._inlined)


class _DisjointArrays(Compiler):  # type: ignore[misc]
    """Numba's compiler, told that no two array arguments overlap."""

    def define_pipelines(self) -> Any:
        self.state.flags.noalias = True
        return super().define_pipelines()


class SeparateDispatcher(CPUDispatcher):  # type: ignore[misc]
    """A kernel of one stated signature, kept on disk; compiled code calls it through its address.

    Not for functions that a caller should inline: no optimisation crosses the call. Only one that `allocates` may make arrays.
    """

    def __init__(self, function: Callable[..., Any], signature: str, *, disjoint_arrays: bool, allocates: bool) -> None:
        super().__init__(
            function,
            targetoptions={**OPTIONS, "_nrt": allocates, "nogil": True, "no_cfunc_wrapper": True},
            pipeline_class=_DisjointArrays if disjoint_arrays else Compiler,
        )
        self.enable_caching()
        self.compile(signature)
        self.disable_compile()
        (result,) = self.overloads.values()
        symbol = f"tuiyan.{function.__module__}.{function.__qualname__}"
        address = result.library.get_pointer_to_function(result.fndesc.llvm_func_name)
        llvmlite.binding.add_symbol(symbol, address)
        self._called_type = _called_through(symbol, result.signature)

    @property
    def _numba_type_(self) -> Any:
        return self._called_type


def _called_through(symbol: str, signature: Any) -> Any:
    """The numba type of a function of this signature behind a symbol, in numba's own calling convention."""
    template = type(symbol, (ConcreteTemplate,), {"key": symbol, "cases": [signature]})

    @lower_builtin(symbol, *signature.args)  # type: ignore[untyped-decorator]
    def call(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        convention = context.call_conv
        kind = convention.get_function_type(signature.return_type, signature.args)
        function = cgutils.get_or_insert_function(builder.module, kind, symbol)
        status, result = convention.call_function(builder, function, signature.return_type, signature.args, arguments)
        with cgutils.if_unlikely(builder, status.is_error):
            convention.return_status_propagate(builder, status)
        return result

    return types.Function(template)
