"""Answer in Korean and English, and say when it cannot."""
