"""What a job writes beside its models: explanations, model quality, notebooks."""
