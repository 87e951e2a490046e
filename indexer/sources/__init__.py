"""Where claims come from beside the catalogue's own YAML: what people keep already."""
