"""From attributes, span events and log records to GenAI facts: one module a dialect, one list.

Everything here is a pure function of what arrived, and believes nothing of it: a value of the wrong
type is no value, and what no dialect knows is a plain span.

`reading.read_facts(span)` gives the facts of one span that are counted, filtered or grouped by:
cheap enough for every span that arrives. `records.read_record_facts(record)` does so for a log
record that tells of an operation. What was said is read by `contents`, and `counting` finds which
spans and log records are of one operation.
"""
