-- The generation in which a VM ended. One that is created again under its id goes on from there, so that late facts of the
-- earlier life are never taken for the new one. A row is 30 bytes for each id that ever was; ids are not used up like numbers.
CREATE TABLE vm_past (
    id         text COLLATE "C" PRIMARY KEY,
    generation bigint NOT NULL CHECK (generation >= 1)
);
