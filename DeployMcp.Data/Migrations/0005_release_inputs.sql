-- What a release was made of, beside the service's settings: a later deployment of the same commit finds it without a fetch.
alter table deployments
    add column source_tree text,
    add column tools text[];
