"""From attributes, span events and log records to GenAI facts: one module a dialect, one list.

Everything here is a pure function of what arrived, and believes nothing of it: a value of the wrong
type is no value, and what no dialect knows is a plain span.

- `reading.read_facts(span)` gives the facts of one span that are counted, filtered or grouped by:
  cheap enough for every span that arrives. `records.read_record_facts(record)` does so for a log
  record that tells of an operation.
- `counting.count_once(sightings)` puts together the spans and log records that stand for one
  operation. It needs their facts and times, not what they say.
- `prices.cost_of(facts, at_unix_nano)` gives what a call cost, computed where nobody tells.
- `saying.read_content(kind, span, records)` reads messages, arguments and results, on demand.
- `operations.operations(spans, records)` does all of it for a session.
"""
