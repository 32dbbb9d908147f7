-- Clusters that gateway-config-service knows: a pool belongs to one.
CREATE TABLE cluster (
    name    text PRIMARY KEY,
    gateway inet NOT NULL
);

-- next_offset is the high-water mark: every lower offset was handed out once or is reserved.
-- Whoever hands out an address of a pool holds the lock of its row.
CREATE TABLE pool (
    name            text        COLLATE "C" PRIMARY KEY,
    cluster         text        NOT NULL,
    prefix          cidr        NOT NULL,
    reservations    jsonb       NOT NULL,
    cooldown_millis bigint      NOT NULL CHECK (cooldown_millis >= 0),
    next_offset     numeric(39) NOT NULL DEFAULT 0 CHECK (next_offset >= 0),
    draining        boolean     NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pools_do_not_overlap EXCLUDE USING gist (prefix inet_ops WITH &&)
);
CREATE INDEX pool_by_cluster ON pool (cluster, name);

-- Of two allocations of one address the later has the higher number, for ever: it outlives pools and rows.
CREATE SEQUENCE allocation_sequence;

-- Every address that was ever handed out. The primary key is the last line of defence against a second owner.
CREATE TABLE allocation (
    address       inet        PRIMARY KEY CHECK (masklen(address) = CASE family(address) WHEN 4 THEN 32 ELSE 128 END),
    pool          text        COLLATE "C" NOT NULL REFERENCES pool (name),
    sequence      bigint      NOT NULL UNIQUE,
    state         text        NOT NULL CHECK (state IN ('ALLOCATED', 'RELEASING', 'COOLING_DOWN')),
    owner         text,
    owner_kind    text        CHECK (owner_kind IN ('VM', 'MANUAL')),
    route_ended   boolean     NOT NULL DEFAULT false,
    cooling_until timestamptz,
    since         timestamptz NOT NULL DEFAULT now(),
    CHECK ((state = 'COOLING_DOWN') = (cooling_until IS NOT NULL)),
    CHECK ((state = 'COOLING_DOWN') = (owner IS NULL)),
    CHECK ((owner IS NULL) = (owner_kind IS NULL))
);
CREATE INDEX allocation_by_pool ON allocation (pool, address);
CREATE INDEX allocation_by_owner ON allocation (owner) WHERE owner IS NOT NULL;
CREATE INDEX allocation_cooled ON allocation (pool, cooling_until) WHERE state = 'COOLING_DOWN';

-- A VM that holds addresses or waits for a pool, or did; its row is what is locked while that changes. life: the generation of the
-- creation that was answered last. The row stays, so that a creation that is heard again later allocates nothing.
CREATE TABLE tenancy (
    vm            text PRIMARY KEY,
    life          bigint CHECK (life >= 1),
    request       jsonb,
    waiting_until timestamptz,
    CHECK ((request IS NULL) = (waiting_until IS NULL)),
    CHECK (request IS NULL OR life IS NOT NULL)
);
CREATE INDEX tenancy_waiting ON tenancy (waiting_until) WHERE waiting_until IS NOT NULL;
