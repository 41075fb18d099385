DELETE FROM session_facets WHERE session = ? AND kind IN ('model', 'provider', 'tool', 'agent');
