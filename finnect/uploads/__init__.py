"""What users hand in: receive, check, fingerprint, keep."""
