"""Pictures: digits, drawn shapes and patterns."""
