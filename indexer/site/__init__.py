"""The site: view models, templates and the files they become."""
