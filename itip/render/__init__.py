"""A verdict shown: one file for each format."""
