"""Who is acting: people, roles, sign-in, tokens."""
