"""Tests of the surface for Telegram."""
