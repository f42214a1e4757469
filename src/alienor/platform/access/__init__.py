"""Who may do what: one table of permissions, and the roles that people hold.

Roles come from two places. A *grant* is given by an organiser (organiser, chair of a day, city
service, reception). Every other role follows from the assembly's life (a seat, a registration):
the stage that knows it registers a resolver, so that this package knows no stage.
"""
