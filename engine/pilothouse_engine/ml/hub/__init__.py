"""The models of the local hub: how their archives are made, and how they answer."""
