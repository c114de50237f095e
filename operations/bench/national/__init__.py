"""An office of national size, and what waiting in it costs beside plain SQL."""
