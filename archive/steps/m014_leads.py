"""Schema 14: which page a page led to that was not archived yet, so that the link outlasts the run."""

from __future__ import annotations

SQL = """
ALTER TABLE page ADD COLUMN leads_to INTEGER REFERENCES page (id) ON DELETE SET NULL;
CREATE INDEX page_leads ON page (leads_to) WHERE leads_to IS NOT NULL;
"""
