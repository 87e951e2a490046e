"""A standing campaign of broken input and bad luck: `make torture`."""
