"""The decorators: `@session`, and one for each kind of operation.

Each works bare or with arguments, on a function, a coroutine function, a generator, an async
generator, any kind of method, or a class. On a class it decorates every public method that the
class itself defines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar, overload

from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.calls.call import Operation, SessionOperation, Traced
from agentops_otel.sdk.calls.content import Content
from agentops_otel.sdk.calls.decorating import decorator, name_of
from agentops_otel.sdk.calls.wrapping import AnyFunction, returns_items
from agentops_otel.sdk.host.guard import warn_once
from agentops_otel.sdk.values.attributes import readable, session_scoped
from agentops_otel.sdk.values.capture import signature_of
from agentops_otel.sdk.values.tags import normalise
from agentops_otel.sdk.values.text import type_name
from agentops_otel.semconv import (
    GEN_AI_AGENT_NAME,
    GEN_AI_OPERATION_NAME,
    GEN_AI_TOOL_CALL_ARGUMENTS,
    GEN_AI_TOOL_CALL_RESULT,
    GEN_AI_TOOL_NAME,
    GEN_AI_WORKFLOW_NAME,
    INPUT_VALUE,
    OUTPUT_VALUE,
    SPAN_KIND,
)

F = TypeVar("F", bound="Callable[..., Any] | classmethod[Any, ..., Any]")

Attributes = Mapping[str, AttributeValue]


class SessionDecorator:
    """Make every call of a function a session.

    ::

        @agentops.session
        def process_customer_data(customer_id): ...

        @agentops.session("checkout", tags=["beta"])
        async def check_out(cart): ...

    The session ends with the call: as `success` if it returns, as `error` if it raises. A
    generator's session starts with its first step, and is current only while its body runs.
    """

    def __init__(self) -> None:
        self.__name__ = "session"

    @overload
    def __call__(self, function: F, /) -> F: ...

    @overload
    def __call__(
        self,
        name: str | None = None,
        *,
        tags: Iterable[object] | Mapping[str, object] | str = (),
        attributes: Attributes | None = None,
        capture_content: bool | None = None,
    ) -> Callable[[F], F]: ...

    def __call__(
        self,
        name: object = None,
        *,
        tags: object = (),
        attributes: object = None,
        capture_content: object = None,
    ) -> Any:
        """Decorate a function, or return a decorator.

        Args:
            name: Name of the sessions; by default the function's.
            tags: Tags of the sessions.
            attributes: Attributes for every span of the sessions.
            capture_content: Whether the session span carries arguments and result; by default the
                setting of `init()`.
        """
        # Read once: an iterator would be empty at the second call.
        read_tags = normalise(tags)
        read_attributes = session_scoped(readable(attributes))
        wish = _wish(capture_content)

        def traced(function: AnyFunction, given: str | None) -> Traced:
            keys = _left_to_us((INPUT_VALUE, OUTPUT_VALUE), read_attributes)
            content = _content(function, wish, *keys)
            return SessionOperation(given or name_of(function), read_tags, read_attributes, content)

        return decorator(name, traced)


class OperationDecorator:
    """Make every call of a function a span of one operation kind.

    ::

        @agentops.tool
        def search(query): ...

        @agentops.agent("planner")
        class Planner: ...

    Args:
        kind: The value of `agentops.span.kind`.
        operation: The value of `gen_ai.operation.name`, if OpenTelemetry has one for this kind.
        name_key: Attribute that also gets the name, if OpenTelemetry has one for this kind.
        arguments_key: Attribute for the captured arguments.
        result_key: Attribute for the captured result.
    """

    def __init__(
        self,
        kind: str,
        operation: str | None = None,
        name_key: str | None = None,
        arguments_key: str = INPUT_VALUE,
        result_key: str = OUTPUT_VALUE,
    ) -> None:
        self.__name__ = self._kind = kind
        self._operation = operation
        self._name_key = name_key
        self._arguments_key = arguments_key
        self._result_key = result_key

    @overload
    def __call__(self, function: F, /) -> F: ...

    @overload
    def __call__(
        self,
        name: str | None = None,
        *,
        attributes: Attributes | None = None,
        capture_content: bool | None = None,
    ) -> Callable[[F], F]: ...

    def __call__(
        self,
        name: object = None,
        *,
        attributes: object = None,
        capture_content: object = None,
    ) -> Any:
        """Decorate a function, or return a decorator.

        Args:
            name: Name of the spans; by default the function's.
            attributes: Attributes of the spans.
            capture_content: Whether the spans carry arguments and result; by default the setting
                of `init()`.
        """
        read_attributes = readable(attributes)
        wish = _wish(capture_content)

        def traced(function: AnyFunction, given: str | None) -> Traced:
            name = given or name_of(function)
            keys = _left_to_us((self._arguments_key, self._result_key), read_attributes)
            content = _content(function, wish, *keys)
            ours = self._attributes(name)
            own = {key: value for key, value in ours.items() if key not in read_attributes}
            return Operation(name, {**own, **read_attributes}, own, content)

        return decorator(name, traced)

    def _attributes(self, name: str) -> dict[str, AttributeValue]:
        attributes: dict[str, AttributeValue] = {SPAN_KIND: self._kind}
        if self._operation is not None:
            attributes[GEN_AI_OPERATION_NAME] = self._operation
        if self._name_key is not None:
            attributes[self._name_key] = name
        return attributes


session: Final = SessionDecorator()
agent: Final = OperationDecorator("agent", "invoke_agent", GEN_AI_AGENT_NAME)
workflow: Final = OperationDecorator("workflow", "invoke_workflow", GEN_AI_WORKFLOW_NAME)
task: Final = OperationDecorator("task")
operation: Final = OperationDecorator("operation")
tool: Final = OperationDecorator(
    "tool",
    "execute_tool",
    GEN_AI_TOOL_NAME,
    GEN_AI_TOOL_CALL_ARGUMENTS,
    GEN_AI_TOOL_CALL_RESULT,
)
guardrail: Final = OperationDecorator("guardrail")


def _wish(capture_content: object) -> bool | None:
    """Return a decorator's own setting; False, with a warning, for one that is not True or False.

    Who gave one had a reason, which is more often not to capture.
    """
    if capture_content is None:
        return None
    if type(capture_content) is bool:
        return capture_content
    warn_once(
        "capture_content of a decorator",
        "Nothing is captured: capture_content is True or False, not an object of type %s",
        type_name(capture_content),
    )
    return False


def _content(
    function: AnyFunction, wish: bool | None, arguments_key: str | None, result_key: str | None
) -> Content:
    result = None if returns_items(function) else result_key
    return Content(signature_of(function), wish, arguments_key, result)


def _left_to_us(keys: tuple[str, str], given: Attributes) -> tuple[str | None, ...]:
    """Return the keys for captured content; None for one that the user sets as an attribute."""
    return tuple(None if key in given else key for key in keys)
