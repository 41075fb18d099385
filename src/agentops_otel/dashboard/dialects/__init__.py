"""From attributes, span events and log records to GenAI facts: one module a dialect, one list.

Everything here is a pure function of what arrived, and believes nothing of it: a value of the wrong
type is no value, and what no dialect knows is a plain span.

- `reading.read_facts(span)` gives the facts of one span that are counted, filtered or grouped by:
  cheap enough for every span that arrives. `reading.read_log_facts(record)` gives those of a log
  record that tells of a call, or None.
- `counting.count_once(sightings)` puts together the spans and log records that stand for one
  operation; it needs their facts and times, not their contents.
- `content.read_content(span, records)` reads messages, arguments and results, on demand.
- `operations.operations(spans, records)` does all of it for the spans of a session.
- `prices.price(facts, at_unix_nano)` computes the cost of a call whose telemetry has none.
"""
