-- What every run finds in its database. Fixed values: each run sees the same.
CREATE TABLE users (
    id serial PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL UNIQUE,
    joined date NOT NULL
);
INSERT INTO users (name, email, joined) VALUES
    ('Ada Lovelace', 'ada@example.com', '2025-01-15'),
    ('Grace Hopper', 'grace@example.com', '2025-02-03'),
    ('Edsger Dijkstra', 'edsger@example.com', '2025-03-21'),
    ('Barbara Liskov', 'barbara@example.com', '2025-05-08'),
    ('Tony Hoare', 'tony@example.com', '2025-08-30'),
    ('Radia Perlman', 'radia@example.com', '2025-11-12');
