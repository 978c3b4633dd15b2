-- Programs that registered themselves (RFC 7591). Those that name themselves by a document's URL have no row.
create table oauth_clients (
    id text primary key,
    name text not null,
    redirect_uris text[] not null,
    auth_method text not null check (auth_method in ('none', 'client_secret_post', 'client_secret_basic')),
    -- SHA-256 of 32 random bytes; null for a public client.
    secret_hash bytea,
    created_at timestamptz not null default now(),
    -- When a person last let it in; null for one that nobody ever did.
    granted_at timestamptz
);
create index oauth_clients_unused on oauth_clients (created_at) where granted_at is null;

-- What a consent page asks, until the person answers. The page holds 32 random bytes, this table their SHA-256.
create table oauth_requests (
    hash bytea primary key,
    user_id uuid not null references users on delete cascade,
    -- Which of the user's browsers: SHA-256 of its session's cookie.
    session bytea not null,
    client_id text not null,
    client_name text not null,
    redirect_uri text not null,
    state text,
    scope text not null,
    challenge text not null,
    resource text not null,
    expires_at timestamptz not null
);
create index oauth_requests_expiry on oauth_requests (expires_at);

-- What a person allowed a client to do. Revoking it ends its keys and refresh tokens, all at once.
create table oauth_grants (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    client_id text not null,
    client_name text not null,
    scope text not null,
    project text,
    resource text not null,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);
create index oauth_grants_user on oauth_grants (user_id);

-- A used code is kept as long as its grant: it is how a replay is known.
create table oauth_codes (
    hash bytea primary key,
    grant_id uuid not null references oauth_grants on delete cascade,
    redirect_uri text not null,
    challenge text not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index oauth_codes_grant on oauth_codes (grant_id);

-- Refresh tokens, each with the key that it came with. A used one is kept: it is how its reuse is known.
create table oauth_refresh_tokens (
    hash bytea primary key,
    grant_id uuid not null references oauth_grants on delete cascade,
    api_key_id uuid not null references api_keys on delete cascade,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index oauth_refresh_tokens_grant on oauth_refresh_tokens (grant_id);
create index oauth_refresh_tokens_key on oauth_refresh_tokens (api_key_id);
