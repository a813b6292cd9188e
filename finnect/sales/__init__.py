"""Read sales tables, measure, explain."""
