"""Count each operation once, however many spans and log records stand for it.

- `once.count_once(sightings)` groups the spans and log records that stand for one operation. It
  needs their facts and times, not their contents. Its first steps are `joining` for model calls and
  `runs` for everything else.
- `plain.count_if_plain(sightings)` is the fast path for sessions in which no two can stand for one.
- `prices.cost_of(facts, at_unix_nano)` returns the cost of a call, computed if it is not recorded.
- `operations.operations(spans, records)` does all of this for a session, contents included.
"""
