"""What a name, a notation or an attribute means at its place."""
