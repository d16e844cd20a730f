"""Benchmarks: what the bot does on the wire, each beside a floor measured in the same run."""
