-- Endpoints that are proved removed from a node: their intents get a tombstone once nobody needs them any more.
-- partition: of the node's intents. since: when it was proved last, or when it was seen last that the VM has to do with the node again.
CREATE TABLE removed_endpoint (
    node      text,
    vm        text,
    partition integer     NOT NULL,
    since     timestamptz NOT NULL,
    PRIMARY KEY (node, vm)
);
CREATE INDEX removed_endpoint_by_age ON removed_endpoint (since);
