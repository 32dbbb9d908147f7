-- What is to be published, in the transaction of the state that it tells of. A row is deleted once the broker has it.
CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shard      smallint    NOT NULL,
    topic      text        NOT NULL,
    partition  integer,
    key        text        NOT NULL,
    headers    jsonb       NOT NULL,
    value      bytea,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_by_shard ON outbox (shard, id);

-- Who publishes a shard. Only a hint for whom to work: the broker's transactional id is the fence.
CREATE TABLE outbox_lease (
    shard smallint PRIMARY KEY,
    owner uuid,
    until timestamptz NOT NULL DEFAULT '-infinity'
);

-- The last offset that was consumed, written in the transaction of what it caused, and the one before it.
CREATE TABLE inbox_offset (
    topic     text    NOT NULL,
    partition integer NOT NULL,
    "offset"  bigint  NOT NULL,
    before    bigint  NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- Outside events that were seen: an outside producer may send the same one again.
CREATE TABLE inbox_event (
    source      text        NOT NULL,
    id          text        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, id)
);
CREATE INDEX inbox_event_by_age ON inbox_event (received_at);

-- Inside records that could not be handled, and those of the same key after them.
CREATE TABLE inbox_parked (
    topic     text        NOT NULL,
    partition integer     NOT NULL,
    "offset"  bigint      NOT NULL,
    key       text        NOT NULL,
    headers   jsonb       NOT NULL,
    value     bytea,
    reason    text        NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, "offset")
);
CREATE INDEX inbox_parked_by_key ON inbox_parked (topic, key);
