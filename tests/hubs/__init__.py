"""Tests of hubs: pages about papers."""
