SELECT n FROM spans WHERE response_id = ? AND response_id NOTNULL LIMIT ?;
