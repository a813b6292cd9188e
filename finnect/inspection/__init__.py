"""Learn what normal looks like, find what is not."""
