"""Seed files."""
