-- Puts rows into the outbox, in the order of the array, and wakes who publishes them when the transaction commits. A function, so that a statement
-- that writes something else can publish as well.
CREATE OR REPLACE FUNCTION publish(records jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    woken bigint;
BEGIN
    WITH inserted AS (
        INSERT INTO outbox (shard, topic, partition, key, headers, value)
        SELECT r.shard, r.topic, r.partition, r.key, r.headers, decode(r.value, 'base64')
        FROM ROWS FROM (jsonb_to_recordset(records)
            AS (shard smallint, topic text, partition integer, key text, headers jsonb, value text))
            WITH ORDINALITY AS r (shard, topic, partition, key, headers, value, n)
        ORDER BY r.n
        RETURNING shard)
    SELECT count(cast(pg_notify('outbox', cast(shard AS text)) AS text)) INTO woken FROM (SELECT DISTINCT shard FROM inserted) s;
END
$$;

-- The keys of a topic of which something is parked, joined by the character 1. Volatile, so that it sees what was committed while the statement that calls it waited
-- for its locks.
CREATE OR REPLACE FUNCTION parked_keys(of_topic text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT string_agg(DISTINCT key, chr(1)) FROM inbox_parked WHERE topic = of_topic);
END
$$;
