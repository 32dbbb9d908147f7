-- What a STRICT migration does when its source's withdrawal is not proved in time. Clusters that are there held, and go on so.
ALTER TABLE cluster ADD COLUMN strict_timeout text NOT NULL DEFAULT 'HOLD';
ALTER TABLE cluster ALTER COLUMN strict_timeout DROP DEFAULT;
