"""World: who drives and walks where, and when, before any pixel: tables, and poses at any moment.

Reads a plan and a seed. Read by the stage, the sensors and the truth.

Most files here are nouns, unlike those of other rooms: what takes turns on a site is a cast of
actors (drivers, people, stops, barriers) who share one `site`, each with a state of its own. The
site holds the actors and each asks it about the others, so they know it by type alone, under
`TYPE_CHECKING`: only `site` imports them.
"""
