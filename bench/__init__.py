"""Figures: how many statements, how long, how large. They are printed for people to read; no time is ever asserted."""
