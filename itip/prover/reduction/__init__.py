"""From a problem to a smaller one with the same answer, and its evidence carried back."""
