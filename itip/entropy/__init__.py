"""Joint-entropy coordinates: what a statement says about the entropies of subsets, exactly."""
