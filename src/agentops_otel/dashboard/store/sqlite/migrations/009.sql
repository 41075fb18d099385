-- The first schema: versions 1 to 8 were never released.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;

-- A resource and scope, the source of a record. A few rows serve millions of spans.
CREATE TABLE sources (
    n INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    service TEXT,
    content TEXT NOT NULL
);
-- The process of each source: identified by service instance, or else by its whole resource.
CREATE VIEW processes AS
SELECT
    n AS source, service,
    CASE WHEN json_valid(content)
        THEN coalesce(
            json_extract(content, '$[0]."service.instance.id"'),
            json_extract(content, '$[0]')
        )
        ELSE content
    END AS process
FROM sources;

CREATE TABLE sessions (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    -- Derived from the columns below and from session_spans; stored so that lists can sort.
    name TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'success',      -- 'open' (running or lost by time) until it ends
    reason TEXT,
    parent TEXT,
    start INTEGER NOT NULL DEFAULT 0,
    end INTEGER,
    duration INTEGER NOT NULL DEFAULT 0,
    -- Merged over its spans by operations that commute, so that the order of arrival is irrelevant.
    first_start INTEGER,
    last_time INTEGER,
    last_record INTEGER,                        -- time of its last live record
    spans INTEGER NOT NULL DEFAULT 0,
    events INTEGER NOT NULL DEFAULT 0,
    errors INTEGER NOT NULL DEFAULT 0,
    log_records INTEGER NOT NULL DEFAULT 0,
    claims_session INTEGER NOT NULL DEFAULT 0,  -- whether a session span can be expected
    has_root_error INTEGER NOT NULL DEFAULT 0,
    named_at INTEGER, named TEXT,               -- the earliest span with the session's name
    root_at INTEGER, root_name TEXT,            -- the earliest root span
    span_at INTEGER, span_name TEXT,            -- the earliest span
    user_at INTEGER, user TEXT,                 -- the earliest span that names a user
    -- Set by counting its operations, each once; out of date if is_uncounted.
    llm_calls INTEGER NOT NULL DEFAULT 0,
    tool_calls INTEGER NOT NULL DEFAULT 0,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cached_tokens INTEGER,
    cost REAL,
    first_user_text TEXT,                       -- what the user said first
    lost_spans INTEGER,                         -- how many spans are known to be lost
    is_uncounted INTEGER NOT NULL DEFAULT 0,
    new_blocks INTEGER NOT NULL DEFAULT 0,      -- since its blocks were last merged
    received INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sessions_start ON sessions (start, id);
CREATE INDEX sessions_revision ON sessions (revision);
CREATE INDEX sessions_scattered ON sessions (new_blocks) WHERE new_blocks > 8;
CREATE INDEX sessions_uncounted ON sessions (n) WHERE is_uncounted;

-- One row for each known session span and source of it: the span itself, or its live records.
CREATE TABLE session_spans (
    session INTEGER NOT NULL,
    trace BLOB NOT NULL,
    span BLOB NOT NULL,
    told_by TEXT NOT NULL,                      -- 'span' or 'record'
    start INTEGER NOT NULL,
    end INTEGER,
    state TEXT,
    name TEXT,
    reason TEXT,
    parent TEXT,
    PRIMARY KEY (session, trace, span, told_by)
) WITHOUT ROWID;

CREATE TABLE traces (
    id BLOB PRIMARY KEY,
    session INTEGER NOT NULL,                   -- of its spans that neither name nor inherit one
    start INTEGER NOT NULL,
    keyless INTEGER NOT NULL                    -- whether it has spans that name no session
) WITHOUT ROWID;

CREATE TABLE trace_sessions (
    trace BLOB NOT NULL,
    session INTEGER NOT NULL,
    key_start INTEGER,                          -- first start of a span that names this session
    PRIMARY KEY (trace, session)
) WITHOUT ROWID;

CREATE TABLE trace_links (
    trace BLOB NOT NULL,
    target BLOB NOT NULL,
    PRIMARY KEY (trace, target)
) WITHOUT ROWID;
CREATE INDEX trace_links_target ON trace_links (target);

CREATE TABLE spans (
    n INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    trace BLOB NOT NULL,
    id BLOB NOT NULL,
    parent BLOB,
    is_keyed INTEGER NOT NULL,                  -- whether it names its session itself
    source INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                         -- operation kind
    span_kind INTEGER NOT NULL,                 -- OpenTelemetry's span kind
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    status INTEGER NOT NULL,
    digest INTEGER NOT NULL,                    -- of its whole content
    facts TEXT,                                 -- the facts that it states, as JSON, or NULL
    -- Of the operation that it represents, merged from all spans and log records of it.
    operation INTEGER,                          -- row of the span that says most about it
    request_model TEXT,
    response_model TEXT,
    tool TEXT,
    agent TEXT,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cost REAL,
    response_id TEXT,
    is_repeated INTEGER NOT NULL DEFAULT 0,     -- whether another span has its response id
    block INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL
);
-- By session first: new spans mostly belong to new sessions, so the index grows at its end.
CREATE UNIQUE INDEX spans_key ON spans (session, trace, id);
-- Calls with one response id are looked up by time: one that overlaps starts earlier by at most the
-- duration of the longest of them. Durations are only indexed where there can be several: ids are
-- random, so each entry in an index by id has to be written to a page of its own.
CREATE INDEX spans_response ON spans (response_id, start) WHERE response_id IS NOT NULL;
CREATE INDEX spans_response_duration ON spans (response_id, end - start) WHERE is_repeated;
CREATE INDEX spans_source ON spans (source);    -- Removal also removes unused sources.

CREATE TABLE blocks (
    n INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    codec INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX blocks_session ON blocks (session);

CREATE TABLE log_records (
    n INTEGER PRIMARY KEY,
    session INTEGER,                            -- NULL until its trace has a span
    is_keyed INTEGER NOT NULL,                  -- whether it names its session itself
    trace BLOB,
    span BLOB,
    time INTEGER NOT NULL,
    name TEXT NOT NULL,
    source INTEGER NOT NULL,
    tells_operation INTEGER NOT NULL,           -- whether it reports an operation to count
    digest INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE UNIQUE INDEX log_records_key ON log_records (time, digest);
CREATE INDEX log_records_session ON log_records (session, time) WHERE session NOTNULL;
CREATE INDEX log_records_trace ON log_records (trace) WHERE is_keyed = 0;
CREATE INDEX log_records_waiting ON log_records (time) WHERE session IS NULL;
CREATE INDEX log_records_source ON log_records (source);

-- The index of tags, models, tools ..., the facet counts, and the totals by facet value, in one.
CREATE TABLE session_facets (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    session INTEGER NOT NULL,
    count INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    -- Not all operations of a model, provider, tool or agent are LLM calls or tool calls.
    llm_calls INTEGER NOT NULL DEFAULT 0,
    tool_calls INTEGER NOT NULL DEFAULT 0,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cached_tokens INTEGER,
    cost REAL,
    durations BLOB,                             -- of the operations, each 8 bytes little-endian
    position INTEGER NOT NULL,                  -- of a tag: its lowest index in the tag lists
    PRIMARY KEY (kind, value, session)
) WITHOUT ROWID;
CREATE INDEX session_facets_session ON session_facets (session);

-- The attributes of a session's spans, with the bounds of their numbers: rules out a filter on an
-- attribute without reading the session's blocks.
CREATE TABLE session_attributes (
    key TEXT NOT NULL,
    session INTEGER NOT NULL,
    low REAL,
    high REAL,
    PRIMARY KEY (key, session)
) WITHOUT ROWID;
CREATE INDEX session_attributes_session ON session_attributes (session);

-- Full-text tables, one per day, each with the range of row numbers of the spans in it.
CREATE TABLE word_days (
    day INTEGER PRIMARY KEY,                    -- as a date: 20261124
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    removed INTEGER NOT NULL,                   -- how many entries of removed spans it still has
    purged INTEGER NOT NULL DEFAULT 0           -- how many it had and has no more
);
