"""Life of a case from its report to its end. Each phase has one file."""
