"""What is right: the rules of the review desk. Standard library only; knows nobody above it."""
