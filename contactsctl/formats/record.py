"""What every reader yields."""

from contactsctl.domain.record import Draft, Problem, Record

__all__ = ["Draft", "Problem", "Record"]
