-- How many entries of removed spans a word table still has, and how many have been purged.
ALTER TABLE word_days RENAME COLUMN has_removed TO removed;
ALTER TABLE word_days ADD COLUMN purged INTEGER NOT NULL DEFAULT 0;
