"""How the schema grew. Steps are only ever added; `qual.store.opening` runs them."""
