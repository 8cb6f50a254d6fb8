"""What a page remembers: the experiment, its run, widgets and choices."""
