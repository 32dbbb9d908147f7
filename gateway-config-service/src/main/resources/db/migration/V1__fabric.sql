-- One row, locked by every change of the fabric.
CREATE TABLE fabric (
    single boolean PRIMARY KEY DEFAULT true CHECK (single)
);
INSERT INTO fabric DEFAULT VALUES;

CREATE TABLE cluster (
    name              text     PRIMARY KEY,
    asn               bigint   NOT NULL,
    gateway_ipv4      text     NOT NULL,
    gateway_ipv6      text     NOT NULL,
    gateway_mac       text     NOT NULL,
    communities       text[]   NOT NULL,
    cutover           text     NOT NULL,
    protocol          text     NOT NULL,
    keepalive_seconds integer  NOT NULL,
    hold_seconds      integer  NOT NULL,
    failure_detection text     NOT NULL,
    underlay          text[]   NOT NULL
);

-- Nodes, reflectors and core gateways: their names share one space. Addresses are in their canonical text.
CREATE TABLE device (
    name             text    PRIMARY KEY,
    cluster          text    NOT NULL REFERENCES cluster,
    role             text    NOT NULL,
    address          text    NOT NULL,
    address6         text,
    families         text[],
    flavor           text    NOT NULL,
    asn              bigint,
    intent_partition integer,
    -- What it is to run; absent until it is rendered.
    revision         text,
    UNIQUE (cluster, address),
    UNIQUE (cluster, address6),
    CHECK ((role = 'NODE') = (intent_partition IS NOT NULL)),
    CHECK ((role = 'REFLECTOR') = (families IS NOT NULL)),
    CHECK ((role = 'CORE_GATEWAY') = (asn IS NOT NULL)),
    CHECK (role = 'NODE' OR address6 IS NULL)
);

-- As ipam-service published them; a pool may be known before its cluster.
CREATE TABLE pool (
    name    text PRIMARY KEY,
    cluster text NOT NULL,
    prefix  text NOT NULL
);

CREATE TABLE configuration (
    number      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device      text        NOT NULL REFERENCES device ON DELETE CASCADE,
    revision    text        NOT NULL,
    text        text        NOT NULL,
    rendered_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX configuration_by_device ON configuration (device, number DESC);
