"""Carry the current context into other processes: subprocesses, process pools, workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, ParamSpec, TypeVar

from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.context import Context, attach, get_current
from opentelemetry.propagators.textmap import TextMapPropagator
from opentelemetry.trace import get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.host.patches import call_in
from agentops_otel.sdk.sessions import baggage, runtime
from agentops_otel.sdk.sessions.belonging import membership_in
from agentops_otel.sdk.sessions.carried import carried_in, carry
from agentops_otel.sdk.sessions.membership import Membership, known

P = ParamSpec("P")
R = TypeVar("R")

# The same in every process: OTEL_PROPAGATORS is about requests to other services.
_PROPAGATORS: Final[tuple[TextMapPropagator, ...]] = (
    TraceContextTextMapPropagator(),
    W3CBaggagePropagator(),
)

# https://opentelemetry.io/docs/specs/otel/context/env-carriers/
_VARIABLES: Final = ("TRACEPARENT", "TRACESTATE", "BAGGAGE")


def child_environment(base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment that makes a subprocess continue the current session.

    ::

        subprocess.run(["python", "worker.py"], env=child_environment())

    `init()` in the subprocess reads it, as does any other program that supports `TRACEPARENT`.

    Args:
        base: The environment to extend; by default that of this process.

    Returns:
        A copy of the environment with `TRACEPARENT` and `BAGGAGE` for the current context.
    """
    environment = dict(os.environ if base is None else base)
    carrier = _carrier(get_current())
    if carrier:
        for variable in _VARIABLES:
            environment.pop(variable, None)
    return {**environment, **{key.upper(): value for key, value in carrier.items()}}


def join_parent_process() -> None:
    """Make the context that the starting process passed in the environment current."""
    context = inherited_context()
    if context is None:
        return
    attach(context)
    membership = carried_in(context)
    if membership is not None:
        # A context may hold only the span, if the program itself reads TRACEPARENT.
        known.keep(get_current_span(context), membership)


def inherited_context(environ: Mapping[str, str] = os.environ) -> Context | None:
    """Return the context that the starting process passed in the environment; None without one.

    Spans in it are children of that process's span and belong to its session.
    """
    carrier = {name.lower(): environ[name] for name in _VARIABLES if environ.get(name)}
    if not carrier:
        return None
    context = _context(carrier)
    membership = baggage.received(context)
    return context if membership is None else carry(membership, _admitted(context))


def carried(function: Callable[P, R]) -> Carried[P, R]:
    """Return a picklable callable that runs a function in the context of this call.

    ::

        with ProcessPoolExecutor() as pool:
            pool.submit(carried(work), task)

    Args:
        function: A picklable function: one at the top level of a module.
    """
    context = get_current()
    return Carried(function, _carrier(context), _facts(membership_in(context)))


class Carried(Generic[P, R]):
    """A function with the context in which to run it in another process."""

    def __init__(
        self, function: Callable[P, R], carrier: Mapping[str, str], facts: tuple[Any, ...] | None
    ) -> None:
        self._function = function
        self._carrier = carrier
        self._facts = facts

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function in the carried context, which replaces the caller's entirely."""
        context = _context(self._carrier)
        if self._facts is not None:
            context = carry(Membership(*self._facts), _admitted(context))
        result: R = call_in(context, self._function, *args, **kwargs)
        return result


def _facts(
    membership: Membership | None,
) -> tuple[str, str | None, tuple[str, ...], dict[str, AttributeValue]] | None:
    """Return the picklable facts of a session from which to rebuild its membership."""
    if membership is None:
        return None
    return (membership.id, membership.name, membership.tags, dict(membership.attributes))


def _carrier(context: Context) -> dict[str, str]:
    membership = membership_in(context)
    if membership is not None:
        context = baggage.announced(membership, context)
    carrier: dict[str, str] = {}
    for propagator in _PROPAGATORS:
        propagator.inject(carrier, context)
    return carrier


def _context(carrier: Mapping[str, str]) -> Context:
    context = Context()
    for propagator in _PROPAGATORS:
        context = propagator.extract(carrier, context)
    return context


def _admitted(context: Context) -> Context:
    """Return a context without the session in its baggage, unless that is to be propagated.

    What the baggage names leaves this process with every request.
    """
    if runtime.current().propagates_baggage:
        return context
    return baggage.named_as_in(Context(), context)
