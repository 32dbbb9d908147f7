-- The identity of this fabric: agents obey no other.
CREATE TABLE fabric (id uuid NOT NULL);
INSERT INTO fabric VALUES (gen_random_uuid());

-- Fencing numbers of intents, a block for each decision (RoutingContext.EPOCHS).
CREATE SEQUENCE epoch INCREMENT BY 16;

-- reflectors: their names.
CREATE TABLE cluster (
    name       text PRIMARY KEY,
    gateways   jsonb  NOT NULL,
    reflectors text[] NOT NULL
);

CREATE TABLE pool (
    name   text PRIMARY KEY,
    prefix cidr NOT NULL
);

-- Nodes of the fabric, and what the manifest of each says now; removals: ordered, and not proved yet.
CREATE TABLE node (
    name                text PRIMARY KEY,
    cluster             text    NOT NULL,
    address             text    NOT NULL,
    address6            text,
    partition           integer NOT NULL,
    instance            text,
    leaving             boolean NOT NULL DEFAULT false,
    manifest_generation bigint  NOT NULL DEFAULT 0,
    endpoints           integer NOT NULL DEFAULT 0,
    digest              text    NOT NULL DEFAULT repeat('0', 32),
    removals            integer NOT NULL DEFAULT 0
);

-- The decider's state of each VM; nodes: where it is placed and where it has endpoints. Of one that is gone it keeps the last generation,
-- so that late facts revive nothing.
-- cluster: where it is placed. addresses: those that it owns. due: when to decide again if nothing happens before. waiting: for proofs by reflectors.
CREATE TABLE vm_routing (
    vm        text PRIMARY KEY,
    nodes     text[] NOT NULL,
    cluster   text,
    addresses text[] NOT NULL,
    state     jsonb  NOT NULL,
    due       timestamptz,
    waiting   boolean NOT NULL DEFAULT false
);
CREATE INDEX vm_routing_by_node ON vm_routing USING gin (nodes);
CREATE INDEX vm_routing_by_address ON vm_routing USING gin (addresses);
CREATE INDEX vm_routing_by_due ON vm_routing (due) WHERE due IS NOT NULL;
CREATE INDEX vm_routing_waiting ON vm_routing (vm) WHERE waiting;

-- What the observer says: how well each reflector can be seen, and the paths that it holds.
CREATE TABLE reflector (
    name       text PRIMARY KEY,
    state      text   NOT NULL,
    generation bigint NOT NULL
);
CREATE TABLE held (
    address    text,
    reflector  text,
    generation bigint NOT NULL,
    paths      jsonb  NOT NULL,
    PRIMARY KEY (address, reflector)
);
CREATE INDEX held_by_reflector ON held (reflector, generation);

-- Addresses with their owner, to look at; the key is the last line of defence against two owners.
CREATE TABLE route (
    address   text PRIMARY KEY,
    vm        text   NOT NULL,
    sequence  bigint NOT NULL,
    node      text,
    epoch     bigint,
    state     text   NOT NULL,
    since     timestamptz NOT NULL
);
CREATE INDEX route_by_vm ON route (vm);
CREATE INDEX route_by_node ON route (node);

CREATE TABLE route_history (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address text        NOT NULL,
    vm      text        NOT NULL,
    event   text        NOT NULL,
    node    text,
    epoch   bigint,
    reason  text,
    at      timestamptz NOT NULL
);
CREATE INDEX route_history_by_address ON route_history (address, id);
