"""What Alembic runs for each migration: over the connection that it is given, in the transaction of that."""

from alembic import context

options = context.config.attributes
context.configure(
    connection=options["connection"],
    target_metadata=options.get("target_metadata"),
    version_table=options["version_table"],
    render_as_batch=True,  # SQLite changes a table by making a new one
    transactional_ddl=False,  # the caller's transaction holds all of it
)
context.run_migrations()
