-- What a STRICT migration does when its source's withdrawal is not proved in time, where nobody says otherwise.
ALTER TABLE known_cluster ADD COLUMN strict_timeout text NOT NULL DEFAULT 'HOLD';
ALTER TABLE known_cluster ALTER COLUMN strict_timeout DROP DEFAULT;
