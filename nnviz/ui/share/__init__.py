"""Links, downloads and opened files."""
