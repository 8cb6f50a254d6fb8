"""Learning data of a visitor's own: tables, pictures and arrays, checked before they are read."""
