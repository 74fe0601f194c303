"""The addresses of the interface, each a translation into one service call."""
