"""Starts crawls when they are due, each in a process of its own, and keeps the house from doing one thing twice."""
