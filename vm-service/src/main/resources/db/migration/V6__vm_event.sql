-- What happened in each VM's life, for whoever follows it. A life is named by the generation of the VM's creation; its events are numbered from 1 without a
-- gap, under the lock of the VM's row. The log outlives the VM by a day, so that whoever was away hears of the end.
CREATE TABLE vm_event (
    vm     text COLLATE "C" NOT NULL,
    life   bigint NOT NULL CHECK (life >= 1),
    number bigint NOT NULL CHECK (number >= 1),
    type   text   NOT NULL,
    data   text   NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (vm, life, number)
);
-- Ends of lives: what is forgotten with them.
CREATE INDEX vm_event_gone ON vm_event (told_at) WHERE type = 'gone';

-- VMs that are there already begin to tell now.
ALTER TABLE vm
    ADD COLUMN told bigint NOT NULL DEFAULT 0,
    ADD COLUMN news json;

-- Writes a transaction's events and wakes up who follows. Told again they stay as they were: a session may write the VM's row more than once. Of a life the last
-- 500 are kept; each end of a life forgets up to four others that ended more than a day ago, so that no clean-up can fall behind.
CREATE FUNCTION tell_vm_events(the_vm text, the_life bigint, news json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    INSERT INTO vm_event (vm, life, number, type, data)
        SELECT the_vm, the_life, n.number, n.type, CAST(n.data AS text)
        FROM json_to_recordset(news) AS n(number bigint, type text, data json)
        ON CONFLICT DO NOTHING;
    SELECT max(number) INTO last FROM json_to_recordset(news) AS n(number bigint);
    DELETE FROM vm_event e WHERE e.vm = the_vm AND e.life = the_life AND e.number <= last - 500;
    IF EXISTS (SELECT FROM json_to_recordset(news) AS n(type text) WHERE n.type = 'gone') THEN
        DELETE FROM vm_event e
            USING (
                SELECT g.vm, g.life FROM vm_event g
                WHERE g.type = 'gone' AND g.told_at < now() - interval '1 day'
                ORDER BY g.told_at LIMIT 4 FOR UPDATE SKIP LOCKED) old
            WHERE e.vm = old.vm AND e.life = old.life;
    END IF;
    PERFORM pg_notify('vm_event', the_vm);
END
$$;

CREATE FUNCTION tell_vm_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_vm_events(NEW.id, NEW.created_generation, NEW.news);
    RETURN NULL;
END
$$;

-- In the statement that stores the state, so that telling costs no round trip.
CREATE TRIGGER vm_created_tells AFTER INSERT ON vm
    FOR EACH ROW WHEN (NEW.news IS NOT NULL) EXECUTE FUNCTION tell_vm_row();
CREATE TRIGGER vm_changed_tells AFTER UPDATE ON vm
    FOR EACH ROW WHEN (NEW.told <> OLD.told) EXECUTE FUNCTION tell_vm_row();
