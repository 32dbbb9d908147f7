CREATE TABLE effect (
    id    text    PRIMARY KEY,
    count integer NOT NULL DEFAULT 1
);
