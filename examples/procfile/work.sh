echo nothing to do
