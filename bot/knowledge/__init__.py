"""Knowledge: the files under `intents/` and `content/`, loaded into one immutable, validated library."""
