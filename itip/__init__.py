"""A prover of information inequalities: exact, checked, with evidence."""
