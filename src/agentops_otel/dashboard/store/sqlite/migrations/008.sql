-- Of a model's, provider's, tool's or agent's operations not all are LLM calls, or runs of tools.
ALTER TABLE session_facets ADD COLUMN llm_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session_facets ADD COLUMN tool_calls INTEGER NOT NULL DEFAULT 0;
UPDATE session_facets SET llm_calls = count WHERE kind IN ('model', 'provider');
UPDATE session_facets SET tool_calls = count WHERE kind = 'tool';
-- 2 as before: an embedding is an operation of a model as well, and an agent has some of each kind.
UPDATE sessions SET is_uncounted = 2
WHERE is_uncounted = 0 AND EXISTS (
    SELECT 1 FROM session_facets
    WHERE session = sessions.n AND (kind = 'agent' OR kind = 'kind' AND value = 'embedding')
);
