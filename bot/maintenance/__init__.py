"""What maintainers run: measuring and checking."""
