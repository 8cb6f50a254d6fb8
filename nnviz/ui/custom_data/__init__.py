"""Opening the visitor's tables, images and arrays as a dataset."""
