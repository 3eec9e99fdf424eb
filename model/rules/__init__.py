"""The rules of the world: small pure scalar functions, each written once, called for one enterprise or for a million."""
