-- A VM: an aggregate in one row, which is also its lock. Ids order as bytes, so that lists page alike everywhere.
CREATE TABLE vm (
    id             text COLLATE "C" PRIMARY KEY,
    cluster        text        NOT NULL,
    name           text        NOT NULL,
    interface_name text        NOT NULL,
    phase          text        NOT NULL CHECK (phase IN ('REQUESTED', 'STARTED', 'MIGRATING', 'STOPPED', 'REFUSED', 'DELETING')),
    running        boolean     NOT NULL,
    status         text        NOT NULL,
    node           text        NOT NULL,
    generation     bigint      NOT NULL CHECK (generation >= 1),
    created_generation bigint NOT NULL CHECK (created_generation BETWEEN 1 AND generation),
    -- The highest that was ever given: to a placement, or to a migration that may not have become one.
    issued_generation bigint NOT NULL CHECK (issued_generation >= generation),
    request        jsonb       NOT NULL,
    addresses      jsonb       NOT NULL,
    migrations     jsonb       NOT NULL,
    problem        jsonb,
    created_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT vm_name_unique UNIQUE (cluster, name),
    -- Two names may shorten to one interface name; nodes belong to one cluster.
    CONSTRAINT vm_interface_unique UNIQUE (cluster, interface_name),
    CONSTRAINT vm_problem CHECK ((phase = 'REFUSED') = (problem IS NOT NULL))
);
CREATE INDEX vm_by_node ON vm (node, id);
CREATE INDEX vm_by_status ON vm (status, id);

-- Every migration of a VM, as far as it is remembered; those that may still change are in the VM's row too, which is their lock.
CREATE TABLE migration (
    vm         text COLLATE "C" NOT NULL REFERENCES vm ON DELETE CASCADE,
    generation bigint NOT NULL CHECK (generation >= 1),
    id         text   NOT NULL,
    document   jsonb  NOT NULL,
    PRIMARY KEY (vm, generation),
    CONSTRAINT migration_id_unique UNIQUE (vm, id)
);

-- What was read of fabric-topology.
CREATE TABLE known_cluster (
    name         text PRIMARY KEY,
    gateway_ipv4 text NOT NULL,
    gateway_ipv6 text NOT NULL,
    gateway_mac  text NOT NULL,
    cutover      text NOT NULL
);
CREATE TABLE known_node (
    name    text PRIMARY KEY,
    cluster text NOT NULL
);

-- The last sequence number that was accepted from an outside source about a VM, also about one that is gone.
CREATE TABLE lifecycle_sequence (
    vm          text        NOT NULL,
    source      text        NOT NULL,
    sequence    bigint      NOT NULL,
    accepted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (vm, source)
);
CREATE INDEX lifecycle_sequence_by_age ON lifecycle_sequence (accepted_at);
