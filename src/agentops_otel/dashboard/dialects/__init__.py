"""Read GenAI facts from attributes, span events and log records: one module per dialect.

Everything here is a pure function of what arrived, and trusts none of it: a value of the wrong type
counts as missing, and a span that no dialect knows is a plain span.

`reading.read_facts(span)` returns the facts of one span that are counted, filtered or grouped by;
it is cheap enough for every span that arrives. `records.read_record_facts(record)` does the same
for a log record that stands for an operation. `contents` reads messages, arguments and results, and
`counting` finds which spans and log records belong to one operation.
"""
