-- By reflector: the families that it reflects. One that is not in it reflects all.
ALTER TABLE cluster ADD COLUMN families jsonb NOT NULL DEFAULT '{}';
