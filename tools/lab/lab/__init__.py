"""The lab: a real Asterisk on this machine, what happens on it, and whether the bridge told it right."""
