"""Write what the coach holds in formats of other programs."""
