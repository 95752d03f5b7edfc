"""What is measured on annotations, as pure functions: one place for every formula, each with its source."""
