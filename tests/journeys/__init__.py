"""A package, so that the installation and the browser end with its last test."""
