"""What is measured, and never asserted in a test: it depends on the machine."""
