"""Learning data of a visitor's own: tables, images and arrays, checked before they are read."""
