-- overdue: what the VM waits for beyond its time (Wait.Kind), to be counted.
ALTER TABLE vm_routing ADD COLUMN overdue text[] NOT NULL DEFAULT '{}';
CREATE INDEX vm_routing_overdue ON vm_routing (vm) WHERE overdue <> '{}';
