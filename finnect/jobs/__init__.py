"""Work that outlives a request. The row is the truth; the queue carries only its id; a child process does the work."""
