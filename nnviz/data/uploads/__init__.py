"""Custom data: tables, images and arrays, checked before they are read."""
