-- An installation of the GitHub App, and the user who has proved that its repositories are theirs to use.
alter table github_installations
    add column account_id bigint,
    add column account_type text check (account_type in ('User', 'Organization')),
    add column repository_selection text not null default 'selected' check (repository_selection in ('all', 'selected')),
    add column updated_at timestamptz not null default now();
create index github_installations_user on github_installations (user_id);

-- A repository at GitHub is known by its id there: its owner and name change when it is renamed or transferred.
alter table repos
    add column github_id bigint,
    add column installation_id bigint references github_installations on delete set null;
create index repos_installation on repos (installation_id) where installation_id is not null;

-- Two users may deploy one repository of GitHub's, and one user two of one name; an internal repo's path is its owner's alone.
alter table repos drop constraint repos_user_id_host_name_key;
alter table repos drop constraint repos_host_account_name_key;
create unique index repos_internal_name on repos (user_id, host, name) where github_id is null;
create unique index repos_internal_path on repos (host, account, name) where github_id is null;
create unique index repos_github on repos (user_id, github_id) where github_id is not null;
create index repos_github_id on repos (github_id) where github_id is not null;
