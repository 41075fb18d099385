"""The SQL statements of this engine, one per file in `sql/`; loaded and checked at import."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

_FOLDER: Final = files(__package__).joinpath("sql")
_read = set[str]()


def _statement(name: str) -> str:
    _read.add(f"{name}.sql")
    return _FOLDER.joinpath(f"{name}.sql").read_text(encoding="utf-8")


ADD_ATTRIBUTE: Final = _statement("add_attribute")
ADD_FACET: Final = _statement("add_facet")
CALLS_NEAR: Final = _statement("calls_near")
CALLS_OF_RESPONSE: Final = _statement("calls_of_response")
CLEAR_OPERATION_FACETS: Final = _statement("clear_operation_facets")
EVENTS_OF_SESSION: Final = _statement("events_of_session")
FACETS_OF_SESSION: Final = _statement("facets_of_session")
FAILURES_OF_SESSION: Final = _statement("failures_of_session")
HAS_MORE_SPANS: Final = _statement("has_more_spans")
HAS_OPERATIONS: Final = _statement("has_operations")
INSERT_LOG_RECORD: Final = _statement("insert_log_record")
INSERT_OPERATION_FACET: Final = _statement("insert_operation_facet")
INSERT_SPAN: Final = _statement("insert_span")
LEAVE_TRACE: Final = _statement("leave_trace")
LOAD_SESSION: Final = _statement("load_session")
LOGS_OF_SESSION: Final = _statement("logs_of_session")
LONGEST_CALL: Final = _statement("longest_call")
MERGE_SESSION_SPAN: Final = _statement("merge_session_span")
MERGE_TRACE_SESSION: Final = _statement("merge_trace_session")
MERGE_WORD_DAY: Final = _statement("merge_word_day")
NAMED_OR_OTHER_SESSION: Final = _statement("named_or_other_session")
NAMED_SESSION: Final = _statement("named_session")
NEWEST_HEARTBEATS: Final = _statement("newest_heartbeats")
PARENT_OF_SPAN: Final = _statement("parent_of_span")
SAVE_OPERATION: Final = _statement("save_operation")
SAVE_SESSION: Final = _statement("save_session")
SAVE_USAGE: Final = _statement("save_usage")
SCATTERED_SESSION: Final = _statement("scattered_session")
SERVICES_OF_RECORDS: Final = _statement("services_of_records")
SESSION_OF_SPAN: Final = _statement("session_of_span")
SIGHTINGS_OF_SESSION: Final = _statement("sightings_of_session")
SIZE_OF_SESSION: Final = _statement("size_of_session")
SPANS_OF_PROCESS: Final = _statement("spans_of_process")
SPANS_OF_SESSION: Final = _statement("spans_of_session")
SPANS_OF_TRACE: Final = _statement("spans_of_trace")
SPAN_OF_SESSION: Final = _statement("span_of_session")
TIMELINE: Final = _statement("timeline")
TRACES_OF_SESSION: Final = _statement("traces_of_session")
TWINS_OF_TRACE: Final = _statement("twins_of_trace")
VERSIONS_OF_SPANS: Final = _statement("versions_of_spans")
WEIGHTIEST_SPANS: Final = _statement("weightiest_spans")

if unregistered := {file.name for file in _FOLDER.iterdir()} - _read:
    raise RuntimeError(f"SQL files that nothing uses: {', '.join(sorted(unregistered))}")
