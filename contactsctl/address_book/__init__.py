"""The use cases that every front end shares."""
