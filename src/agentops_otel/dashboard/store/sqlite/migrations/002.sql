-- Removal also removes the sources that no record refers to any more.
CREATE INDEX spans_source ON spans (source);
CREATE INDEX log_records_source ON log_records (source);
CREATE INDEX log_records_waiting ON log_records (time) WHERE session IS NULL;
