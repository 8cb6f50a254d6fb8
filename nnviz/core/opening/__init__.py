"""Networks from elsewhere: Keras's descriptions and code, translated with the catalogue."""
