"""Looking after a running Tether: what must always hold, what is kept elsewhere, and whether this place is well."""
