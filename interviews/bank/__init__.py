"""The question bank as files: one TOML file a track, validated before anything reaches the database."""
