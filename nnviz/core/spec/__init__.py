"""What an experiment is: dataset, network, layer kinds and their parameters."""
