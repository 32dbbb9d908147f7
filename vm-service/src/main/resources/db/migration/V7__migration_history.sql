-- The history follows the VM's row in the statement that stores it, which costs no round trip. A session may write the row more than once. Of a VM the last 100
-- migrations are kept.
CREATE FUNCTION remember_migrations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO migration (vm, generation, id, document)
        SELECT NEW.id, CAST(m ->> 'generation' AS bigint), m ->> 'id', m
        FROM jsonb_array_elements(NEW.migrations -> 'newestFirst') m
        ON CONFLICT (vm, generation) DO UPDATE SET document = excluded.document
        WHERE migration.document <> excluded.document;
    DELETE FROM migration WHERE vm = NEW.id AND generation <= (
        SELECT generation FROM migration WHERE vm = NEW.id ORDER BY generation DESC OFFSET 100 LIMIT 1);
    RETURN NULL;
END
$$;

CREATE TRIGGER vm_migrations_are_remembered AFTER UPDATE OF migrations ON vm
    FOR EACH ROW WHEN (NEW.migrations <> OLD.migrations) EXECUTE FUNCTION remember_migrations();
