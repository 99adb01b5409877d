"""Scrapy commands that this project does its own way."""
