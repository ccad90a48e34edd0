"""The front desk of a shared public service office."""

__version__ = "0.1.0"
