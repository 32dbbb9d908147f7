-- What was answered under an idempotency key, written in the transaction of the effect. Services share this file, and each has migrations of its own besides:
-- it has no number, so that it stands in nobody's way, and is run again whenever it changes.
CREATE TABLE IF NOT EXISTS answered_write (
    caller        text        NOT NULL,
    key           text        COLLATE "C" NOT NULL,
    -- SHA-256 of what was asked for, in hexadecimal digits.
    request       text        NOT NULL,
    -- Status, headers and body, as JSON.
    answer        text        NOT NULL,
    -- Somebody still waits for a better answer, at most so long.
    pending_until timestamptz,
    answered_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, key)
);
CREATE INDEX IF NOT EXISTS answered_write_by_age ON answered_write (answered_at);
