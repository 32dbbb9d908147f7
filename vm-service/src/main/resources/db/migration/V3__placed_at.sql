-- When the present placement was asked for, and when its routes were first announced and first confirmed: for the times that are told. Of what was
-- there before, nobody knows.
ALTER TABLE vm
    ADD COLUMN placed_at    timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN announced_at timestamptz,
    ADD COLUMN confirmed_at timestamptz;
UPDATE vm SET announced_at = now(), confirmed_at = now();
