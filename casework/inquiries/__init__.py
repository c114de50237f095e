"""Inquiries: what the office answers to a person who asks about their case."""
