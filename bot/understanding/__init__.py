"""Understanding: a text to what the person means."""
