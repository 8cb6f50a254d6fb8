"""Networks from elsewhere: Keras's own descriptions and code, translated through the catalogue."""
