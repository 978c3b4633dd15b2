-- A person signs in with any of their identities; all of one person's lead to one user.
alter table users
    add column email text,
    add column display_name text,
    -- Being deleted: no key or session of theirs works any more, while the rest is still being removed.
    add column deleted_at timestamptz;

create table identities (
    provider text not null check (provider in ('firebase', 'github', 'development')),
    subject text not null,
    user_id uuid not null references users on delete cascade,
    email text,
    login text,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    primary key (provider, subject)
);
create index identities_user on identities (user_id);

-- The cookie holds 32 random bytes, this table their SHA-256.
create table sessions (
    hash bytea primary key,
    user_id uuid not null references users on delete cascade,
    user_agent text,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

alter table api_keys
    -- The one project that it is for, by name; null for all.
    add column project text,
    -- Who had it made: 'settings', 'oauth:<client id>', 'development'.
    add column origin text not null default 'settings',
    add column last_used_from text;
update api_keys set origin = 'development' where name = 'development';
