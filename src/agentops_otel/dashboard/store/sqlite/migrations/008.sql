-- Not all operations of a model, provider, tool or agent are LLM calls or tool calls.
ALTER TABLE session_facets ADD COLUMN llm_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session_facets ADD COLUMN tool_calls INTEGER NOT NULL DEFAULT 0;
UPDATE session_facets SET llm_calls = count WHERE kind IN ('model', 'provider');
UPDATE session_facets SET tool_calls = count WHERE kind = 'tool';
-- 2 as in 006: an embedding is also an operation of a model, and an agent has operations of each
-- kind.
UPDATE sessions SET is_uncounted = 2
WHERE is_uncounted = 0 AND EXISTS (
    SELECT 1 FROM session_facets
    WHERE session = sessions.n AND (kind = 'agent' OR kind = 'kind' AND value = 'embedding')
);
