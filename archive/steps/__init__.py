"""The numbered steps of the schema, a file each: what takes an archive of any age to the present shape.

A new step is a new file ``mNNN_what_it_does.py`` with the next number, its ``SQL`` (or ``run(connection)`` where SQL
alone does not do), and a line at the end of ``STEPS`` in ``archive/migrations.py``. A step that is released is never
edited, nor does it import what may change later. It runs inside one transaction with its neighbours: no ``COMMIT``, no
``VACUUM``, and nothing that reads every text, as an archive of a million articles has to get through it. Adding a
column without default or with a constant one is free; a view that changes is dropped and made again (the columns of
the views are a promise: only add, at the end). A table that points to ``revision`` does so with ``ON DELETE CASCADE``:
a capture that comes late may show that a version was none. Archives that hold something are backed up before.

What a step adds is told in ``docs/reference/schema.md``, and ``tests/archives`` keeps a small archive of each released
schema, which tests open.
"""
