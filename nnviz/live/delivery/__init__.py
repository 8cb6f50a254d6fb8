"""What brings a page to the browser sooner, and can be switched off as a whole."""
