"""Recording: from a sound to a session, with every step of the procedure measured.

Clock, disk and device are handed in. What could not be measured is unknown, and unknown is not passed.
"""
