"""From spans and log records to operations, each once, however many of them stand for it.

- `once.count_once(sightings)` puts together the spans and log records that stand for one operation.
  It needs their facts and times, not what they say. Its first steps are `joining`, of model calls,
  and `runs`, of everything else.
- `plain.count_if_plain(sightings)` is the short way where no two can stand for one.
- `prices.cost_of(facts, at_unix_nano)` gives what a call cost, computed where nobody tells.
- `operations.operations(spans, records)` does all of it for a session, with what was said.
"""
