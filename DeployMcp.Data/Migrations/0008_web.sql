-- Whether the provider makes sure that whoever signs in with the identity owns the mailbox: only such addresses join identities.
alter table identities add column email_vouched boolean not null default false;
create index identities_vouched_email on identities (lower(email)) where email_vouched;

-- What cookies and forms are protected with, the same for all servers and after a restart. The elements' keys are encrypted.
create table protection_keys (
    name text primary key,
    xml text not null,
    created_at timestamptz not null default now()
);
