"""The local hub: models that come with the engine's packages, in the shape of the public hub."""
