"""Verdicts as files that other programs check."""
