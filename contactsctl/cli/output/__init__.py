"""How contacts look: table, JSON, CSV, compact, one card; and what a terminal may be shown."""
