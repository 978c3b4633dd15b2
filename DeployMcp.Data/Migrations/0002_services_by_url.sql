-- A push finds the services that were made from its repository's clone URL.
create index services_url on services (lower(spec->>'repo')) where repo_id is null and deleted_at is null;
