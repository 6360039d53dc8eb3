"""A proof as people write it: from its terms to a chain of steps, or to a sum."""
