"""What docs/benchmarks.md quotes of the assistant."""
