"""Small values and functions that two or more capabilities use. No base classes, no imports from siblings."""
