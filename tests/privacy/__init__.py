"""What is kept of people, shown to them, forgotten and let go."""
