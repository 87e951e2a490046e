"""The tests of leancat; they mirror the package."""
