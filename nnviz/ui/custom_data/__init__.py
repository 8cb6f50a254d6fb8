"""Opening tables and pictures of one's own as a dataset."""
