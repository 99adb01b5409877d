"""Days and clocks told in words: labels, months and calendars of many languages."""
