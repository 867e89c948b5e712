"""A stand-in for the exchanges on this machine, under their real names and over TLS."""

from simulator.server import Answer, Asked, Exchanges, Fault, Reply

__all__ = ["Answer", "Asked", "Exchanges", "Fault", "Reply"]
